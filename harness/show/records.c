// SPDX-License-Identifier: GPL-2.0-only
/* A record is a JSON object, whose members in their order are the columns. */
#include <math.h>
#include "show/answers.h"
#include "show/show.h"
#include "show/words.h"
#include "text/csv.h"

static json_t *number(double value, bool exists)
{
	return exists && isfinite(value) ? json_real(value) : json_null();
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static void add_figure(json_t *record, const char *name, const struct statistic *figure)
{
	bool exists = figure->method;

	json_object_set_new(record, name, number(figure->value, exists));
	json_object_set_new(record, words("%s_lo", name).text, number(figure->lo, exists));
	json_object_set_new(record, words("%s_hi", name).text, number(figure->hi, exists));
}

static void add_ns(json_t *record, const struct cell_result *cell, const struct result *result)
{
	double hz = result_tsc_hz(result);
	bool is_ns = unit_of(cell->unit) == UNIT_NS;
	bool exists = is_ns || (cell_is_timed(cell) && hz > 0);
	double ns = is_ns ? 1 : 1e9 / hz;

	json_object_set_new(record, "floor_ns",
			    number(cell->floor.value * ns, exists && cell->floor.method));
	json_object_set_new(record, "median_ns",
			    number(cell->median.value * ns, exists && cell->median.method));
}

/* Why a number is missing or no baseline; and the headlines of batches alone on the core. */
static void add_qualities(json_t *record, const struct cell_result *cell, const json_t *machine)
{
	enum answerer answerer = answerer_of(cell, machine);

	json_object_set_new(record, "answered_by", text_or_null(answerer_names[answerer]));
	json_object_set_new(record, "fault", text_or_null(fault_names[cell->fault]));
	json_object_set_new(record, "floor_below",
			    number(cell->floor.below, is_below(&cell->floor)));
	json_object_set_new(record, "median_below",
			    number(cell->median.below, is_below(&cell->median)));
	add_figure(record, "alone_floor", &cell->alone.floor);
	add_figure(record, "alone_median", &cell->alone.median);
}

static json_t *record_of(const struct run_file *file, const struct cell_result *cell)
{
	const json_t *machine = file->result.machine, *run = file->result.run;
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s, s:s?, s:s?, s:s?, s:i, "
				   "s:I, s:I, s:I, s:o}",
				   "id", cell->id, "op", cell->op, "env", cell->env, "backend",
				   cell->backend, "form", cell->form, "knobs", cell->knobs,
				   "status", status_names[cell->status], "reason", cell->reason,
				   "unit", cell->unit, "clock", cell->clock, "ring", cell->ring,
				   "trials", (json_int_t)cell->trial_count, "n",
				   (json_int_t)cell->batches, "disturbed",
				   (json_int_t)cell->disturbed, "exits_per_op",
				   number(cell->exits_per_op, cell->exits_per_op >= 0));

	add_figure(record, "floor", &cell->floor);
	add_figure(record, "median", &cell->median);
	add_figure(record, "p99", &cell->p99);
	add_figure(record, "raw", &cell->raw);
	add_figure(record, "overhead", &cell->overhead);
	add_ns(record, cell, &file->result);
	add_qualities(record, cell, machine);
	json_object_set_new(record, "file", json_string(file->name));
	json_object_set_new(record, "machine", json_string(short_model_words(machine).text));
	json_object_set_new(record, "kernel", json_string(json_text_of(machine, "kernel", "")));
	json_object_set_new(record, "label", json_string(json_text_of(run, "label", "")));
	json_object_set_new(record, "tags", json_string(tags_words(run).text));
	return record;
}

static void put_csv(const json_t *record, size_t number, FILE *stream)
{
	const char *name;
	json_t *value;
	int first = 1;

	json_object_foreach((json_t *)record, name, value)
	{
		if (!number)
			csv_text(stream, name, first);
		first = 0;
	}
	fputs(number ? "" : "\n", stream);
	first = 1;
	json_object_foreach((json_t *)record, name, value)
	{
		if (json_is_string(value) || json_is_null(value))
			csv_text(stream, json_string_value(value), first);
		else
			csv_number(stream, json_number_value(value));
		first = 0;
	}
	fputc('\n', stream);
}

static void put_json(const json_t *record, size_t number, FILE *stream)
{
	fputs(number ? ",\n" : "[\n", stream);
	json_dumpf(record, stream, JSON_COMPACT | JSON_REAL_PRECISION(10));
}

void record_print(enum records_format format, const json_t *record, size_t number, FILE *stream)
{
	if (format == RECORDS_CSV)
		put_csv(record, number, stream);
	else
		put_json(record, number, stream);
}

size_t records_print(enum records_format format, const struct run_file *file, size_t count,
		     FILE *stream)
{
	for (size_t i = 0; i < file->result.cell_count; i++) {
		json_t *record = record_of(file, &file->result.cells[i]);

		record_print(format, record, count++, stream);
		json_decref(record);
	}
	return count;
}

void records_end(enum records_format format, size_t count, FILE *stream)
{
	if (format == RECORDS_JSON)
		fputs(count ? "\n]\n" : "[\n]\n", stream);
}
