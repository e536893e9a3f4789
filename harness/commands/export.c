// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench export: a result file in another program's format, on standard output: records for
 * spreadsheets, Google Benchmark's JSON for its tools, tables to paste. Computes ns from cycles.
 */
#include <string.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "result/result.h"
#include "show/show.h"

/* What every entry of a benchmark has; `hz` turns cycles into ns. */
static json_t *entry(const struct cell_result *cell, size_t family, double hz, double median,
		     double floor)
{
	return json_pack("{s:s, s:I, s:i, s:s, s:i, s:I, s:f, s:f, s:s, s:f, s:f}", "name",
			 cell->id, "family_index", (json_int_t)family, "per_family_instance_index",
			 0, "run_name", cell->id, "threads", 1, "iterations",
			 (json_int_t)cell->iterations, "real_time", median / hz * 1e9, "cpu_time",
			 floor / hz * 1e9, "time_unit", "ns", "median_cycles", median,
			 "floor_cycles", floor);
}

static void add_repetition(json_t *list, const struct cell_result *cell, size_t trial,
			   size_t family, double hz)
{
	json_t *json =
		entry(cell, family, hz, cell->trials[trial].median, cell->trials[trial].floor);

	json_object_set_new(json, "run_type", json_string("iteration"));
	json_object_set_new(json, "repetitions", json_integer((json_int_t)cell->trial_count));
	json_object_set_new(json, "repetition_index", json_integer((json_int_t)trial));
	json_array_append_new(list, json);
}

/* Both figures at once, as Google Benchmark has its aggregates: a row for each name. */
static void add_aggregate(json_t *list, const struct cell_result *cell, const char *name,
			  size_t family, double hz)
{
	json_t *json = entry(cell, family, hz, cell->median.value, cell->floor.value);

	json_object_set_new(json, "name", json_sprintf("%s_%s", cell->id, name));
	json_object_set_new(json, "run_type", json_string("aggregate"));
	json_object_set_new(json, "repetitions", json_integer((json_int_t)cell->trial_count));
	json_object_set_new(json, "aggregate_name", json_string(name));
	json_object_set_new(json, "aggregate_unit", json_string("time"));
	json_array_append_new(list, json);
}

static json_t *context(const struct result *result, double hz)
{
	const json_t *cores =
		json_object_get(json_object_get(result->machine, "topology"), "threads");

	return json_pack("{s:O?, s:s, s:s, s:I, s:f, s:b, s:[], s:[], s:s, s:s}", "date",
			 json_object_get(result->run, "started"), "host_name", "", "executable",
			 "exitbench", "num_cpus", json_integer_value(cores), "mhz_per_cpu",
			 hz / 1e6, "cpu_scaling_enabled", 0, "caches", "load_avg",
			 "library_build_type", "release", "exitbench",
			 "real_time is the median, cpu_time the floor (undisturbed cost); a "
			 "repetition is a trial");
}

/*
 * A benchmark a cell, a repetition a trial, aggregates named floor and median. real_time is the
 * median and cpu_time the floor, in ns by the TSC's frequency, with the cycles beside them. Counts
 * of instructions are no time and are left out. NULL, or why there is nothing to export.
 */
static const char *export_google_benchmark(const struct result *result, FILE *stream)
{
	double hz =
		json_number_value(json_object_get(json_object_get(result->machine, "clock"), "hz"));
	json_t *list = json_array(), *json;
	size_t family = 0;

	for (size_t i = 0; hz > 0 && i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status != STATUS_OK || !cell_is_timed(cell) || is_below(&cell->floor))
			continue;
		for (size_t j = 0; cell->trials && j < cell->trial_count; j++)
			add_repetition(list, cell, j, family, hz);
		add_aggregate(list, cell, "median", family, hz);
		family++;
	}
	if (!family) {
		json_decref(list);
		return hz > 0 ? "no cell has a time"
			      : "the file does not say how fast its clock runs";
	}
	json = json_pack("{s:o, s:o}", "context", context(result, hz), "benchmarks", list);
	json_dumpf(json, stream, JSON_INDENT(1) | JSON_REAL_PRECISION(10));
	fputc('\n', stream);
	json_decref(json);
	return NULL;
}

static const char *export_tables(const struct run_file *file, enum table_format format,
				 FILE *stream)
{
	const struct show_options options = { .all = true, .format = format };

	show_result(&file->result, file->path, &options, stream);
	return NULL;
}

#define FORMATS "csv|json|google-benchmark|text|markdown"

enum export_format { AS_CSV, AS_JSON, AS_BENCHMARK, AS_TEXT, AS_MARKDOWN, EXPORT_FORMATS };

static enum export_format chosen = EXPORT_FORMATS;

/* NULL, or why there is nothing to export. */
static const char *export(const struct run_file *file, FILE *stream)
{
	enum records_format records = chosen == AS_CSV ? RECORDS_CSV : RECORDS_JSON;

	if (chosen == AS_BENCHMARK)
		return export_google_benchmark(&file->result, stream);
	if (chosen > AS_BENCHMARK)
		return export_tables(file, chosen == AS_TEXT ? TABLE_TEXT : TABLE_MARKDOWN, stream);
	records_end(records, records_print(records, file, 0, stream), stream);
	return NULL;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != 'f')
		return parse_arguments(key, argument, state);
	chosen = (enum export_format)choice_of("--format", FORMATS, argument);
	return 0;
}

static const struct argp_option option_rows[] = {
	OPTION("format", 'f', FORMATS,
	       "csv and json: a record for each cell; Google Benchmark's JSON; or the tables of "
	       "`show --all'"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_unit_argp }, { 0 } };

const struct argp export_argp = {
	.options = option_rows,
	.parser = parse,
	.children = children,
	.args_doc = "FILE --format NAME",
	.doc = "Write a result file in another program's format to standard output. `show --format "
	       "csv' does the same for several files.\v"
	       "In Google Benchmark's JSON, real_time is the median, cpu_time the floor, and a "
	       "repetition is a trial. Counts of instructions are left out.\n"
	       "\n"
	       "FILE may be `-' for standard input.\n",
};

enum program_status command_export(void)
{
	bool failed = false;
	struct run_files files;
	const char *wrong = NULL;

	need_files("export", 1, 1);
	if (chosen == EXPORT_FORMATS)
		refuse_usage("export: as what? Give --format " FORMATS);
	if (reading_in_ns() && chosen == AS_BENCHMARK)
		refuse_usage("export: google-benchmark is in ns by itself: leave --unit out");
	files = run_files_load(arguments.files, 1, &failed);
	failed |= !reading_apply_files(&files) || !reading_convert_files(&files);
	if (!failed)
		wrong = export(files.list, stdout);
	if (wrong)
		complain("%s: %s", arguments.files[0], wrong);
	run_files_free(&files);
	return failed || wrong ? PROGRAM_FAILED : PROGRAM_OK;
}
