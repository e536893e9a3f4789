// SPDX-License-Identifier: GPL-2.0-only
/* Finds the cells of the first screen: rows by operation, one cell for each technique. */
#include <stdlib.h>
#include <string.h>
#include "bench/cell.h"
#include "show/answers.h"
#include "show/screen.h"
#include "show/show.h"
#include "show/words.h"

#define WORTH_A_WORD 1.1
#define ROWS_MOST 13 /* below a heading and above the notes, on 24 lines */

static const struct {
	const char *env, *head[2];
} techniques[TECHNIQUES] = {
#define TECHNIQUE(id, env, above, below) { env, { above, below } },
	TECHNIQUE_ROWS(TECHNIQUE)
#undef TECHNIQUE
};

const char *screen_head(const struct screen *screen, enum technique technique, size_t line)
{
	if (technique == TECHNIQUE_HVM && !screen->by_kvm && line)
		return own_extension(screen->result);
	if (technique != TECHNIQUE_HVM || !screen->by_kvm)
		return techniques[technique].head[line];
	if (line)
		return "KVM";
	return is_software_kvm(screen->result->machine) ? "software" : "through";
}

struct words screen_technique(const struct screen *screen, enum technique technique)
{
	const char *above = screen_head(screen, technique, 0);
	bool is_cut = *above && above[strlen(above) - 1] == '-';

	return words("%.*s%s%s", (int)(strlen(above) - is_cut), above,
		     *above && !is_cut ? " " : "", screen_head(screen, technique, 1));
}

static const char *backend_of(const struct screen *screen, enum technique technique)
{
	if (technique == TECHNIQUE_NATIVE)
		return "native";
	return technique == TECHNIQUE_KVM || screen->by_kvm ? "kvm"
							   : own_backend(screen->result);
}

/* Figures before none, then all registers before the least, then the inner ring. */
static bool is_better(const struct cell_result *cell, const struct cell_result *than)
{
	if (!than || has_figure(cell) != has_figure(than))
		return !than || has_figure(cell);
	if (!same_text(cell->form, than->form))
		return same_text(cell->form, "full");
	return cell->ring < than->ring;
}

static void put_cell(const struct screen *screen, const struct cell_result *cell,
		     struct screen_row *row)
{
	if (!is_default_cell(cell) || is_leg_cell(screen->result, cell) ||
	    (has_figure(cell) && !same_text(cell->unit, screen->unit)))
		return;
	for (enum technique t = 0; t < TECHNIQUES; t++)
		if ((t != TECHNIQUE_KVM || !screen->by_kvm) &&
		    same_text(cell->env, techniques[t].env) &&
		    same_text(cell->backend, backend_of(screen, t)) &&
		    is_better(cell, row->cells[t]))
			row->cells[t] = cell;
}

bool screen_could_have(const struct screen *screen, const struct screen_row *row,
		       enum technique technique)
{
	const char *backend = backend_of(screen, technique);
	struct cell cell = { .op = op_named(row->op), .env = env_named(techniques[technique].env),
			     .engine = same_text(backend, "svm") ? ENGINE_SVM : ENGINE_VMX };
	enum backend id = technique == TECHNIQUE_NATIVE ? BACKEND_NATIVE
			  : is_own_backend(backend)	? BACKEND_VMX
							: BACKEND_KVM;

	for (cell.form = 0; cell.op < OPS && cell.form < FORM_COUNT; cell.form++)
		for (cell.ring = 0; cell.ring < RINGS; cell.ring++)
			if (cell_exists(&cell, id))
				return true;
	return false;
}

/* Cells of an operation follow one another. NULL: it has no row. */
static struct screen_row *row_of(const struct screen *screen, const char *op)
{
	for (size_t i = screen->count; i-- > 0;)
		if (same_text(screen->rows[i].op, op))
			return &screen->rows[i];
	return NULL;
}

static bool is_twin(const char *op)
{
	return !strcmp(op, "nop") || !strcmp(op, "nop_32_bit");
}

/* Every operation, the twins only where there is nothing else. */
static bool list_operations(struct screen *screen, bool twins)
{
	const struct result *result = screen->result;

	if (!screen->rows)
		screen->rows = calloc(result->cell_count + 1, sizeof(*screen->rows));
	for (size_t i = 0; screen->rows && i < result->cell_count; i++) {
		const char *name = result->cells[i].op;
		enum op op;

		if (is_twin(name) != twins || row_of(screen, name))
			continue;
		op = op_named(name);
		screen->rows[screen->count++] =
			(struct screen_row){ .op = name,
					     .label = op < OPS ? op_label(op) : name,
					     .group = op < OPS ? op_group(op) : NULL,
					     .rank = op };
	}
	return screen->rows && (twins || screen->count || list_operations(screen, true));
}

/* VMCALL has its line among the round trips. */
static bool is_classic(const char *name)
{
	enum op op = op_named(name);

	return op < OPS && op != OP_vmcall && op_is_in(op, PRESET_CLASSIC);
}

static void keep_classics(struct screen *screen)
{
	size_t kept = 0;

	for (size_t i = 0; i < screen->count; i++)
		if (is_classic(screen->rows[i].op))
			screen->rows[kept++] = screen->rows[i];
	screen->count = kept;
}

static bool is_looked_at(const struct cell_result *cell)
{
	return cell && cell->status != STATUS_SKIP;
}

static void put_cells(struct screen *screen)
{
	struct screen_row *row = NULL;
	const char *op = NULL;

	for (size_t i = 0; i < screen->result->cell_count; i++) {
		const struct cell_result *cell = &screen->result->cells[i];

		if (!same_text(cell->op, op))
			row = row_of(screen, cell->op);
		op = cell->op;
		if (row)
			put_cell(screen, cell, row);
	}
}

/* What was skipped throughout has no column and no row. */
static void drop_skipped(struct screen *screen)
{
	size_t kept = 0;

	for (size_t i = 0; i < screen->count; i++) {
		bool has_any = false;

		for (enum technique t = 0; t < TECHNIQUES; t++) {
			bool is_there = is_looked_at(screen->rows[i].cells[t]);

			has_any |= is_there;
			screen->has[t] |= is_there;
		}
		if (has_any)
			screen->rows[kept++] = screen->rows[i];
	}
	screen->count = kept;
}

static const struct cell_result *trip_of(const struct screen *screen, const char *op,
					 const char *form)
{
	const char *backend = backend_of(screen, TECHNIQUE_HVM);

	return find_trip(screen->result, op, backend, form);
}

static void add_trip(struct screen *screen, enum op op)
{
	const char *name = ops[op].name;
	bool is_software = is_software_kvm(screen->result->machine);
	struct screen_trip trip = { .trip = trip_of(screen, name, "full"),
				    .lean = trip_of(screen, name, "lean") };

	if (!trip.trip)
		trip.trip = trip_of(screen, name, "stamped");
	if (!trip.trip)
		trip.trip = trip.lean;
	if (!trip.trip)
		return;
	if (!screen->by_kvm)
		trip.kvm = find_plain_cell(screen->result, name, "hvm", "kvm", "full");
	trip.has_legs = leg_figures_find(screen->result, trip.trip, &trip.legs);
	trip.label = words("%s%s", op_label(op),
			   !screen->by_kvm ? ""
			   : is_software   ? " in software KVM: a trap, no VM exit"
					   : " through KVM");
	screen->trips[screen->trip_count++] = trip;
}

static void add_trip_above(struct screen *screen)
{
	const struct cell_result *cell = round_trip_above(screen->result);

	if (cell && same_text(cell->unit, screen->unit))
		screen->trips[screen->trip_count++] = (struct screen_trip){
			.label = words("CPUID to %s above",
				       hypervisor_words(screen->result->machine).text),
			.trip = cell,
		};
}

bool screen_make(struct screen *screen, const struct result *result)
{
	*screen = (struct screen){ .result = result,
				   .unit = matrix_units(result).unit[0],
				   .by_kvm = !result_has_figure_by(result, own_backend(result)) &&
					     result_has_figure_by(result, "kvm") };
	if (!list_operations(screen, false))
		return false;
	screen->is_classic = screen->count > ROWS_MOST;
	if (screen->is_classic)
		keep_classics(screen);
	put_cells(screen);
	drop_skipped(screen);
	if (!result_has_figure_by(result, own_backend(result)))
		add_trip_above(screen);
	add_trip(screen, OP_vmcall);
	add_trip(screen, OP_cpuid);
	return true;
}

static bool has_legs(const struct screen *screen)
{
	for (size_t i = 0; i < screen->trip_count; i++)
		if (screen->trips[i].has_legs)
			return true;
	return false;
}

const struct statistic *screen_trip_figure(const struct screen *screen,
					   const struct cell_result *cell, enum figure figure)
{
	return !cell		  ? NULL
	       : has_legs(screen) ? figure_of(cell, figure)
				  : headline_of(cell, figure);
}

struct words screen_trip_multiple(const struct screen *screen, const struct screen_trip *trip)
{
	const struct statistic *whole = screen_trip_figure(screen, trip->trip, FIGURE_FLOOR);
	const struct statistic *kvm = screen_trip_figure(screen, trip->kvm, FIGURE_FLOOR);

	return kvm && whole->value > 0 && same_text(trip->kvm->unit, screen->unit)
		       ? words("%sx", ratio_words(kvm->value / whole->value).text)
		       : NO_WORDS;
}

const char *screen_trip_label(const struct screen *screen)
{
	return has_legs(screen) ? unit_label_of(screen->unit)
				: headline_label(screen->result, screen->unit);
}

double screen_trip_hz(const struct screen *screen)
{
	return has_legs(screen) ? result_tsc_hz(screen->result)
				: result_headline_hz(screen->result);
}

bool screen_lacks_the_cpu(const struct screen *screen)
{
	return screen->trip_count &&
	       !result_has_figure_by(screen->result, own_backend(screen->result));
}

void screen_free(struct screen *screen)
{
	free(screen->rows);
	*screen = (struct screen){ 0 };
}

static bool is_round_trip(const char *name)
{
	enum op op = op_named(name);

	return op == OP_vmcall || op == OP_cpuid;
}

bool screen_names(const struct screen *screen, const char *op)
{
	return row_of(screen, op) || is_round_trip(op);
}

/* As shown. The intervals do not touch, and the difference matters. */
struct screen_gain screen_gain_of(const struct screen *screen)
{
	struct screen_gain gain = { NULL, NULL, NULL };

	for (size_t i = 0; i < screen->count && !is_software_kvm(screen->result->machine); i++) {
		const struct cell_result *const *cells = screen->rows[i].cells;
		const struct cell_result *trap = cells[TECHNIQUE_TRAP], *hvm = cells[TECHNIQUE_HVM];
		struct screen_gain row = { &screen->rows[i], NULL, NULL };

		if (!has_cost(trap) || !has_cost(hvm) || is_hole(trap))
			continue;
		row.trap = headline_of(trap, FIGURE_FLOOR);
		row.hvm = headline_of(hvm, FIGURE_FLOOR);
		if (row.trap->lo > row.hvm->hi && row.hvm->value > 0 &&
		    row.trap->value > WORTH_A_WORD * row.hvm->value &&
		    (!gain.row || row.trap->value / row.hvm->value >
					  gain.trap->value / gain.hvm->value))
			gain = row;
	}
	return gain;
}
