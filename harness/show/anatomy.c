// SPDX-License-Identifier: GPL-2.0-only
/* What each part of an exit costs: a difference of floors, whose interval is that of both. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "result/find.h"
#include "show/anatomy.h"
#include "show/words.h"
#include "statistics/slope.h"

#define SLOPE_POINTS 3 /* the least that a slope is made of */

static const struct cell_result *cell_of(const struct result *result, const char *unit,
					 const struct op_row *op, const char *knobs)
{
	const struct cell_result *cell =
		result_find(result, words("%s/hvm/vmx/full/0/%s", op->name, knobs).text);

	return has_cost(cell) && same_text(cell->unit, unit) ? cell : NULL;
}

static struct interval change_of(const struct cell_result *with, const struct cell_result *plain)
{
	if (!with || !plain)
		return (struct interval){ NAN, NAN, NAN };
	return (struct interval){ with->floor.value - plain->floor.value,
				  with->floor.lo - plain->floor.hi,
				  with->floor.hi - plain->floor.lo };
}

/* What stands before a number at the end: "vmreads=" of "vmreads=8". 0: no number. */
static size_t length_before_number(const char *name)
{
	size_t length = strcspn(name, "=") + 1;

	return length < strlen(name) && !name[length + strspn(name + length, "0123456789")]
		       ? length : 0;
}

static bool is_of_family(const char *name, const char *first, size_t length)
{
	return length_before_number(name) == length && !strncmp(name, first, length);
}

/* Without a member that says 0, the round trip as it is stands for that. */
static size_t points_of(const struct result *result, const struct anatomy *anatomy, size_t op,
			size_t first, struct slope_point *points)
{
	const struct cell_result *plain = anatomy->plain[op], *cell;
	const char *name = knobs[first].name;
	size_t length = length_before_number(name), count = 0;

	if (plain && atoi(name + length))
		points[count++] = (struct slope_point){ 0, { plain->floor.value, plain->floor.lo,
							     plain->floor.hi } };
	for (size_t knob = first; knob < KNOBS; knob++) {
		cell = cell_of(result, plain ? plain->unit : "", anatomy->op[op], knobs[knob].name);
		if (cell && is_of_family(knobs[knob].name, name, length))
			points[count++] = (struct slope_point){
				atoi(knobs[knob].name + length),
				{ cell->floor.value, cell->floor.lo, cell->floor.hi } };
	}
	return count;
}

/* Of a family of settings, behind its last member. */
static void add_slope(struct anatomy *anatomy, const struct result *result, size_t first)
{
	struct part *part = &anatomy->part[anatomy->count];
	size_t length = length_before_number(knobs[first].name);
	struct slope_point points[KNOBS + 1];
	bool known = false;

	*part = (struct part){ .is_slope = true, .words = "the slope: what one more costs",
			       .name = words("%.*s, each", (int)length - 1, knobs[first].name) };
	for (size_t op = 0; op < anatomy->ops; op++) {
		size_t count = points_of(result, anatomy, op, first, points);

		part->change[op] = count < SLOPE_POINTS ? change_of(NULL, NULL)
							: slope_through(points, count);
		known |= isfinite(part->change[op].value);
	}
	if (!known)
		return;
	anatomy->count++;
	for (size_t i = 0; i < anatomy->count; i++)
		anatomy->part[i].is_counted_out |=
			is_of_family(anatomy->part[i].name.text, knobs[first].name, length);
}

static bool is_last_of_family(size_t knob, size_t *first)
{
	size_t length = length_before_number(knobs[knob].name);

	for (size_t later = knob + 1; later < KNOBS; later++)
		if (is_of_family(knobs[later].name, knobs[knob].name, length))
			return false;
	for (*first = 0; !is_of_family(knobs[*first].name, knobs[knob].name, length); ++*first)
		;
	return length && !knobs[knob].own_rows;
}

static void add_part(struct anatomy *anatomy, const struct result *result, const char *unit,
		     size_t knob)
{
	struct part *part = &anatomy->part[anatomy->count];
	bool known = false;
	size_t first;

	*part = (struct part){ words("%s", knobs[knob].name), knobs[knob].words, false, false,
			       { { NAN, NAN, NAN }, { NAN, NAN, NAN } } };
	for (size_t op = 0; op < anatomy->ops; op++) {
		part->change[op] = change_of(cell_of(result, unit, anatomy->op[op],
						     knobs[knob].name), anatomy->plain[op]);
		known |= isfinite(part->change[op].value);
	}
	anatomy->count += known;
	if (is_last_of_family(knob, &first))
		add_slope(anatomy, result, first);
}

/*
 * Only a VMCS that was cleared is launched. One VMPTRLD more than that takes the VMCLEAR of another
 * VMCS, behind which the guest's is resumed.
 */
static void add_launch(struct anatomy *anatomy, const struct result *result, const char *unit)
{
	struct part *part = &anatomy->part[anatomy->count];
	bool known = false;

	*part = (struct part){ .name = words("VMLAUNCH"),
			       .words = "in place of VMRESUME, of a cold VMCS: vmcs=cleared less "
					"vmcs=other_cleared, and half of vmcs=switched" };
	for (size_t op = 0; op < anatomy->ops; op++) {
		const struct op_row *row = anatomy->op[op];
		struct interval load = change_of(cell_of(result, unit, row, "vmcs=switched"),
						 anatomy->plain[op]);
		struct interval launch =
			change_of(cell_of(result, unit, row, "vmcs=cleared"),
				  cell_of(result, unit, row, "vmcs=other_cleared"));

		part->change[op] = (struct interval){ launch.value + load.value / 2,
						      launch.lo + load.lo / 2,
						      launch.hi + load.hi / 2 };
		known |= isfinite(part->change[op].value);
	}
	anatomy->count += known;
}

void anatomy_make(struct anatomy *anatomy, const struct result *result, const char *unit)
{
	size_t parts = 0;

	anatomy->count = anatomy->ops = 0;
	for (enum op op = 0; op < OPS && anatomy->ops < ANATOMY_OPS; op++) {
		if (!op_is_in(op, PRESET_ANATOMY))
			continue;
		anatomy->op[anatomy->ops] = &ops[op];
		anatomy->plain[anatomy->ops] = cell_of(result, unit, &ops[op], "default");
		anatomy->ops++;
	}
	for (size_t knob = KNOB_default + 1; knob < KNOBS; knob++) {
		size_t before = anatomy->count;

		if (knobs[knob].anatomy || !knobs[knob].own_rows)
			add_part(anatomy, result, unit, knob);
		if (knob == KNOB_vmcs_other_cleared)
			add_launch(anatomy, result, unit);
		parts += anatomy->count > before && knobs[knob].anatomy;
	}
	if (!parts)
		anatomy->count = 0;
}

/* A change has a sign; an exact one has no interval. */
static struct words change_words(struct interval change)
{
	const char *sign = change.value > 0 ? "+" : "";

	if (!isfinite(change.value))
		return words("-");
	if (change.lo == change.hi || !isfinite(change.lo) || !isfinite(change.hi))
		return words("%s%s", sign, value_text(change.value).text);
	return words("%s%s (%s to %s)", sign, value_text(change.value).text,
		     value_text(change.lo).text, value_text(change.hi).text);
}

void anatomy_heads(const struct anatomy *anatomy, const char *heads[ANATOMY_COLUMNS + 1])
{
	*heads++ = "part";
	for (size_t op = 0; op < ANATOMY_OPS; op++)
		*heads++ = op < anatomy->ops ? anatomy->op[op]->name : "";
	*heads++ = "what it is";
	*heads = NULL;
}

void anatomy_row(const struct part *part, struct words row[ANATOMY_COLUMNS])
{
	*row++ = part->name;
	for (size_t op = 0; op < ANATOMY_OPS; op++)
		*row++ = change_words(part->change[op]);
	*row = words("%s", part->words);
}

static void show_unit(const struct anatomy *anatomy, const char *unit, enum table_format format,
		      FILE *stream)
{
	struct table *table = table_new(ANATOMY_COLUMNS, 1, true);
	const char *heads[ANATOMY_COLUMNS + 1];
	struct words row[ANATOMY_COLUMNS];

	anatomy_heads(anatomy, heads);
	table_set_heads(table, heads);
	for (size_t i = 0; i < anatomy->count; i++) {
		anatomy_row(&anatomy->part[i], row);
		table_set_row(table, i + 1, row, ANATOMY_COLUMNS);
	}
	fprintf(stream, "\nWhat each part of an exit adds to it, in %s\n", unit_words(unit));
	table_put(table, format, stream);
	table_free(table);
}

void show_anatomy(const struct result *result, enum table_format format, FILE *stream)
{
	struct anatomy *anatomy = malloc(sizeof(*anatomy));
	struct units units = matrix_units(result);

	for (size_t i = 0; anatomy && units.unit[i]; i++) {
		anatomy_make(anatomy, result, units.unit[i]);
		if (anatomy->count)
			show_unit(anatomy, units.unit[i], format, stream);
	}
	free(anatomy);
}
