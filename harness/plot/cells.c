// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts of one result's matrix: round trips, cost relative to native. Only positive figures become
 * points, for the axis is logarithmic.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "show/answers.h"
#include "show/words.h"

typedef bool cell_question(const struct chart_source *source, size_t row, size_t column);

static bool has_point(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);

	return has_cost(cell);
}

static bool is_unforced(const struct chart_source *source, size_t row, size_t column)
{
	return same_text(source->matrix->column[column].env, "hvm") &&
	       has_point(source, row, column);
}

/* What exits unforced; by SVM also CPUID where it is forced, and not where it is not. */
static bool is_trip(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);

	if (!has_cost(cell))
		return false;
	if (!same_text(cell->backend, "svm"))
		return is_unforced(source, row, column);
	return cell->exits_per_op > 0 &&
	       (is_unforced(source, row, column) || !is_the_same_by_svm(cell));
}

static bool is_classic_trip(const struct chart_source *source, size_t row, size_t column)
{
	const char *op = source->matrix->labels[row];

	return is_trip(source, row, column) && (!strcmp(op, "cpuid") || !strcmp(op, "vmcall"));
}

/* Lean cells where nothing is forced are those that exit: there is a path to compare. */
static bool is_other_trip(const struct chart_source *source, size_t row, size_t column)
{
	return same_text(source->matrix->column[column].form, "lean") &&
	       is_unforced(source, row, column) &&
	       matrix_at(source->matrix, row, column)->exits_per_op >= 1 &&
	       !is_classic_trip(source, row, column);
}

static bool has_native(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);

	return cell && !same_text(cell->env, "native") && has_point(source, row, column) &&
	       matrix_native(source->matrix, row, FIGURE_FLOOR);
}

static bool any_column(const struct chart_source *source, size_t row, cell_question *question)
{
	for (size_t column = 0; column < source->matrix->columns; column++)
		if (are_default(source->matrix->column[column].knobs) &&
		    question(source, row, column))
			return true;
	return false;
}

/* A chart of cells: of_row decides on rows, of_cell on points. */
struct choice {
	struct chart_kind kind;
	cell_question *of_row, *then_of_row, *of_cell; /* then_of_row: below the others; or NULL */
	size_t rows_most;                              /* 0: no limit */
	struct chart_point (*point_of)(const struct chart_source *source, size_t row,
				       const struct cell_result *cell, size_t chart_row);
	struct words (*message)(const struct chart_source *source);
	bool names_vmm;                                /* a series is whose round trip it is */
};

static struct words vmm_words(const struct matrix_column *place, const json_t *machine)
{
	if (!is_own_backend(place->backend))
		return words("through %sKVM", is_software_kvm(machine) ? "software " : "");
	return words("%s%s",
		     same_text(place->form, "lean")   ? "a lean VMM"
		     : same_text(place->form, "full") ? "a VMM that switches all registers"
						      : "a VMM that takes time stamps",
		     same_text(place->env, "hvm") ? "" : ", which asks for the exit");
}

/* The cost, and the time where the clock is known. */
static struct chart_point timed_point(const struct chart_source *source, size_t row,
				      const struct cell_result *cell, size_t chart_row)
{
	struct chart_point point = chart_point_of_cell(cell, chart_row);
	struct words time =
		time_words(cell->floor.value, unit_of(cell->unit),
			   json_number_value(json_object_get(
				   json_object_get(source->result->machine, "clock"), "hz")));

	(void)row;
	if (*time.text)
		snprintf(point.text, sizeof(point.text), "%.20s (%.20s)",
			 value_text(cell->floor.value).text, time.text);
	return point;
}

/* A multiple of the native figure, without the native interval. */
static struct chart_point ratio_point(const struct chart_source *source, size_t row,
				      const struct cell_result *cell, size_t chart_row)
{
	const struct cell_result *native = matrix_native(source->matrix, row, FIGURE_FLOOR);
	struct chart_point point = chart_point_of_cell(cell, chart_row);

	point.value /= native->floor.value;
	point.lo /= native->floor.value;
	point.hi /= native->floor.value;
	snprintf(point.text, sizeof(point.text), "%.20s", ratio_words(point.value).text);
	return point;
}

static void add_rows(struct chart *chart, const struct chart_source *source,
		     const struct choice *choice, cell_question *question, size_t *rows)
{
	const struct matrix *matrix = source->matrix;

	for (size_t row = 0; question && row < matrix->rows; row++)
		if (any_column(source, row, question) &&
		    (!choice->rows_most || chart->rows < choice->rows_most))
			rows[row] = chart_add_row(chart, matrix->labels[row], "");
}

static void add_column(struct chart *chart, const struct chart_source *source,
		       const struct choice *choice, const size_t *rows, size_t column)
{
	const struct matrix_column *place = &source->matrix->column[column];
	bool vmx = is_own_backend(place->backend);
	const json_t *machine = source->result->machine;
	struct words label = choice->names_vmm ? vmm_words(place, machine)
					       : place_words(place, machine);
	struct chart_series *series = chart_add_series(chart, label.text, place->env,
						       vmx ? place->form : place->backend);

	for (size_t row = 0; row < source->matrix->rows; row++) {
		const struct cell_result *cell = matrix_at(source->matrix, row, column);

		if (rows[row] && choice->of_cell(source, row, column))
			chart_add_point(series, choice->point_of(source, row, cell, rows[row]));
	}
}

static struct chart *draw(const struct chart_source *source, const struct choice *choice)
{
	struct chart *chart = chart_new(&choice->kind, source->matrix->unit, source->result);
	size_t *rows = calloc(source->matrix->rows + 1, sizeof(*rows));

	if (chart && rows) {
		add_rows(chart, source, choice, choice->of_row, rows);
		add_rows(chart, source, choice, choice->then_of_row, rows);
		for (size_t column = 0; column < source->matrix->columns; column++)
			if (are_default(source->matrix->column[column].knobs))
				add_column(chart, source, choice, rows, column);
		chart_say(chart, choice->message(source));
	}
	free(rows);
	return chart_finish(chart);
}

/* The operation that both have, or the first of each. */
static void find_paths(const struct result *result, const struct cell_result **ours,
		       const struct cell_result **kvm)
{
	static const char *const ops[] = { "cpuid", "vmcall" };
	const char *own = own_backend(result);
	bool have_both = false;

	for (size_t i = 0; i < 2 && !have_both; i++) {
		const struct cell_result *full =
			find_trip(result, ops[i], own, "full");
		const struct cell_result *through =
			find_plain_cell(result, ops[i], "hvm", "kvm", "full");

		full = full ? full : find_trip(result, ops[i], own, "stamped");
		have_both = full && through && same_text(full->unit, through->unit);
		*ours = *ours && !have_both ? *ours : full;
		*kvm = *kvm && !have_both ? *kvm : through;
	}
}

static struct words our_path_words(const struct result *result, const struct cell_result *ours)
{
	const struct cell_result *lean = find_trip(result, ours->op, ours->backend, "lean");
	bool counted = cell_is_counted(ours);

	return words("%s %s: %s %s with %s%s%s%s",
		     counted ? "Software path of a VM exit for" : "A VM exit for", ours->op,
		     value_text(ours->floor.value).text, unit_label_of(ours->unit),
		     same_text(ours->form, "full") ? "all registers switched" : "time stamps taken",
		     has_cost(lean) ? ", " : "",
		     has_cost(lean) ? value_text(lean->floor.value).text : "",
		     has_cost(lean) ? " in a lean VMM" : "");
}

static struct words path_message(const struct chart_source *source)
{
	const struct cell_result *ours = NULL, *kvm = NULL;
	const char *unit = source->matrix->unit;
	bool counted = unit_of(unit) == UNIT_INSTRUCTIONS;

	find_paths(source->result, &ours, &kvm);
	if (has_cost(ours) && has_cost(kvm) && same_text(ours->op, kvm->op) &&
	    same_text(ours->unit, unit) && same_text(kvm->unit, unit))
		return words("%s %s: %s through KVM, %s through a VMM that does nothing else "
			     "(%s×)",
			     counted ? "Software path of a VM exit for" : "A VM exit for", ours->op,
			     value_text(kvm->floor.value).text, value_text(ours->floor.value).text,
			     ratio_words(kvm->floor.value / ours->floor.value).text);
	if (has_cost(ours) && same_text(ours->unit, unit))
		return our_path_words(source->result, ours);
	if (has_cost(kvm) && same_text(kvm->unit, unit))
		return words("%s %s %s %s %s",
			     is_software_kvm(source->result->machine) ?
				     "In this software KVM," : "Through KVM,", kvm->op,
			     is_software_kvm(source->result->machine) ?
				     "traps and returns in" : "exits and returns in",
			     value_text(kvm->floor.value).text, unit_label_of(unit));
	return NO_WORDS;
}

struct chart *chart_path(const struct chart_source *source)
{
	static const struct choice path = {
		.kind = { .drawing = DRAW_DOTS,
			  .name = "path",
			  .title = { "Round trip of a VM exit, in TSC cycles",
				     "Software path of a VM exit, in instructions" },
			  .axis = { "TSC cycles per operation: floor, with its 95 % interval; "
				    "logarithmic axis",
				    "instructions per operation (counted in an emulator: not a "
				    "time), with an interval where batches differ; logarithmic "
				    "axis" } },
		.of_row = is_classic_trip,
		.then_of_row = is_other_trip,
		.rows_most = 6,
		.of_cell = is_trip,
		.point_of = timed_point,
		.message = path_message,
		.names_vmm = true,
	};

	return draw(source, &path);
}

/* Of the operations with a baseline, how many the CPU runs in a guest at no more than its cost. */
static struct words overhead_message(const struct chart_source *source)
{
	const struct matrix *matrix = source->matrix;
	size_t all = 0, native = 0;

	for (size_t row = 0; row < matrix->rows; row++)
		for (size_t column = 0; column < matrix->columns; column++) {
			const struct cell_result *cell = matrix_at(matrix, row, column), *base;

			if (!is_unforced(source, row, column) || strcmp(cell->form, "full") ||
			    !are_default(cell->knobs) || !has_native(source, row, column))
				continue;
			base = matrix_native(matrix, row, FIGURE_FLOOR);
			all++;
			native += cell->floor.lo <= 1.1 * base->floor.hi;
			break;
		}
	return all ? words("In a guest, operations that cost what they cost natively: %zu of %zu",
			   native, all)
		   : NO_WORDS;
}

struct chart *chart_overhead(const struct chart_source *source)
{
	static const struct choice overhead = {
		.kind = { .drawing = DRAW_HEAT,
			  .name = "overhead",
			  .title = { "Cost relative to native",
				     "Cost relative to native, by instructions" },
			  .axis = { "multiples of the native floor",
				    "multiples of the native count (counted in an emulator: not a "
				    "time)" } },
		.of_row = has_native,
		.of_cell = has_native,
		.point_of = ratio_point,
		.message = overhead_message,
	};

	return draw(source, &overhead);
}
