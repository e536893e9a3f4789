// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench export: a result file in another program's format, on standard output: rows for
 * spreadsheets, Google Benchmark's JSON for its tools. Computes nothing but ns from cycles.
 */
#include <math.h>
#include <string.h>
#include "commands/command.h"
#include "result/result.h"
#include "text/csv.h"

static void csv_statistic(FILE *stream, const struct statistic *statistic)
{
	csv_number(stream, statistic->method ? statistic->value : NAN);
	csv_number(stream, statistic->method ? statistic->lo : NAN);
	csv_number(stream, statistic->method ? statistic->hi : NAN);
}

static void csv_cell(FILE *stream, const struct cell_result *cell)
{
	const char *texts[] = { cell->op, cell->env, cell->backend, cell->form, cell->knobs,
				status_names[cell->status], cell->reason, cell->unit, cell->clock };
	const struct statistic *statistics[] = { &cell->floor, &cell->median, &cell->p99,
						 &cell->raw, &cell->overhead };

	csv_text(stream, cell->id, 1);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		csv_text(stream, texts[i], 0);
	csv_number(stream, cell->ring);
	csv_number(stream, (double)cell->trial_count);
	csv_number(stream, (double)cell->batches);
	csv_number(stream, (double)cell->disturbed);
	csv_number(stream, cell->exits_per_op < 0 ? NAN : cell->exits_per_op);
	for (size_t i = 0; i < sizeof(statistics) / sizeof(statistics[0]); i++)
		csv_statistic(stream, statistics[i]);
	fputc('\n', stream);
}

/* A row a cell, with floor, median, p99, raw and overhead, each with its interval. NULL. */
static const char *export_csv(const struct result *result, FILE *stream)
{
	static const char *const figures[] = { "floor", "median", "p99", "raw", "overhead" };

	fputs("id,op,env,backend,form,knobs,status,reason,unit,clock,ring,"
	      "trials,n,disturbed,exits_per_op",
	      stream);
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		fprintf(stream, ",%s,%s_lo,%s_hi", figures[i], figures[i], figures[i]);
	fputc('\n', stream);
	for (size_t i = 0; i < result->cell_count; i++)
		csv_cell(stream, &result->cells[i]);
	return NULL;
}

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

		if (cell->status != STATUS_OK || !cell_is_timed(cell))
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

#define FORMATS "csv|google-benchmark"

typedef const char *exporter(const struct result *result, FILE *stream);

static exporter *const exporters[] = { export_csv, export_google_benchmark };
static exporter *chosen;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != 'f')
		return parse_arguments(key, argument, state);
	chosen = exporters[choice_of("--format", FORMATS, argument)];
	return 0;
}

static const struct argp_option option_rows[] = {
	OPTION("format", 'f', FORMATS, "A row for each cell, or Google Benchmark's JSON"),
	{ 0 }
};

const struct argp export_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE --format NAME",
	.doc = "Write a result file in another program's format to standard output.\v"
	       "In Google Benchmark's JSON, real_time is the median, cpu_time the floor, and a "
	       "repetition is a trial. Counts of instructions are left out.\n"
	       "\n"
	       "FILE may be `-' for standard input.\n",
};

enum program_status command_export(void)
{
	struct result result;
	struct words refused;
	const char *wrong;

	need_files("export", 1, 1);
	if (!chosen)
		refuse_usage("export: as what? Give --format csv or --format google-benchmark");
	refused = result_load(&result, arguments.files[0]);
	if (*refused.text)
		return complain("%s", refused.text);
	wrong = chosen(&result, stdout);
	if (wrong)
		complain("%s: %s", arguments.files[0], wrong);
	result_free(&result);
	return wrong ? PROGRAM_FAILED : PROGRAM_OK;
}
