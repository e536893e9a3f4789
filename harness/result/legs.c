// SPDX-License-Identifier: GPL-2.0-only
/* The legs of stamped cells: in the file, and as the figures that are shown. */
#include <math.h>
#include <stdlib.h>
#include "result/fields.h"
#include "result/find.h"
#include "result/legs.h"
#include "statistics/rules.h"
#include "text/words.h"

const char *const leg_names[RESULT_LEGS] = { "exit", "handler", "entry" };

#define LEG(name, kind)    { #name, kind, offsetof(struct leg_result, name), false }
#define EXITS(name)        { #name, FIELD_FIGURE, offsetof(struct leg_exits, name), false }
#define CLOCKS(name, kind) { #name, kind, offsetof(struct leg_clocks, name), false }
#define COUNT(fields)      (sizeof(fields) / sizeof(fields[0]))

static const struct field leg_fields[] = {
	LEG(floor, FIELD_STATISTIC), LEG(median, FIELD_STATISTIC), LEG(p99, FIELD_STATISTIC),
};
static const struct field exits_fields[] = {
	EXITS(n), EXITS(p1), EXITS(p25), EXITS(p50), EXITS(p75), EXITS(p99), EXITS(max)
};
static const struct field clocks_fields[] = {
	CLOCKS(exits, FIELD_FIGURE),
	CLOCKS(stored_outside, FIELD_FIGURE),
	CLOCKS(timer_outside, FIELD_FIGURE),
	CLOCKS(until_stored, FIELD_FIGURE),
	CLOCKS(since_stored, FIELD_FIGURE),
	CLOCKS(timer, FIELD_FIGURE),
	CLOCKS(stamps_least, FIELD_FIGURE),
	CLOCKS(stamps_most, FIELD_FIGURE),
	CLOCKS(timer_tick, FIELD_FIGURE),
	CLOCKS(reason, FIELD_REASON),
};
static const struct field legs_fields[] = {
	{ "stamps", FIELD_FIGURE, offsetof(struct legs_result, stamps), false },
	{ .name = "exit", .kind = FIELD_APART }, { .name = "handler", .kind = FIELD_APART },
	{ .name = "entry", .kind = FIELD_APART }, { .name = "clock_check", .kind = FIELD_APART },
};

static json_t *leg_write(const struct leg_result *leg, json_t *tables)
{
	json_t *json = fields_write(leg_fields, COUNT(leg_fields), leg, false, tables);

	json_object_set_new(json, "exits", fields_write(exits_fields, COUNT(exits_fields),
							&leg->exits, false, tables));
	return json;
}

json_t *legs_write(const void *member, json_t *tables)
{
	const struct legs_result *legs = *(struct legs_result *const *)member;
	json_t *json;

	if (!legs)
		return json_null();
	json = fields_write(legs_fields, COUNT(legs_fields), legs, false, tables);
	for (int leg = 0; leg < RESULT_LEGS; leg++)
		json_object_set_new(json, leg_names[leg], leg_write(&legs->leg[leg], tables));
	json_object_set_new(json, "clock_check",
			    fields_write(clocks_fields, COUNT(clocks_fields), &legs->clocks,
					 legs->clocks.reason, tables));
	json_object_update_missing(json, legs->unknown);
	return json;
}

/* A member that is an object, or nothing. */
static bool object_in(struct json_view json, const char *name, struct json_view *object,
		      struct reading *reading)
{
	*object = json_view_find(json, name);
	if (json_view_is(*object, JSON_NULL))
		*object = (struct json_view){ 0 };
	return !json_view_exists(*object) || json_view_is(*object, JSON_OBJECT) ||
	       refuse(reading, "has a \"%s\" that is not an object", name);
}

static bool leg_read(struct json_view json, struct leg_result *leg, struct reading *reading)
{
	struct json_view exits;

	leg->exits = (struct leg_exits){ 0, NAN, NAN, NAN, NAN, NAN, NAN };
	if (!json_view_exists(json))
		return true;
	return object_in(json, "exits", &exits, reading) &&
	       fields_read(leg_fields, COUNT(leg_fields), json, leg, NULL, reading) &&
	       (!json_view_exists(exits) ||
		fields_read(exits_fields, COUNT(exits_fields), exits, &leg->exits, NULL, reading));
}

static bool members_read(struct json_view json, struct legs_result *legs,
			 struct reading *reading)
{
	struct json_view object;

	if (!fields_read(legs_fields, COUNT(legs_fields), json, legs, &legs->unknown, reading))
		return false;
	for (int leg = 0; leg < RESULT_LEGS; leg++)
		if (!object_in(json, leg_names[leg], &object, reading) ||
		    !leg_read(object, &legs->leg[leg], reading))
			return false;
	return object_in(json, "clock_check", &object, reading) &&
	       (!json_view_exists(object) ||
		fields_read(clocks_fields, COUNT(clocks_fields), object, &legs->clocks, NULL,
			    reading));
}

bool legs_read(struct json_view json, void *member, struct reading *reading)
{
	struct legs_result *legs;
	bool is_good;

	if (!json_view_is(json, JSON_OBJECT))
		return refuse(reading, "is not an object");
	legs = calloc(1, sizeof(*legs));
	if (!legs)
		return refuse(reading, "does not fit in memory");
	is_good = members_read(json, legs, reading);
	if (!is_good || !json_view_exists(json_view_first(json)))
		legs_free(legs, true);
	else
		*(struct legs_result **)member = legs;
	return is_good || refuse(reading, "has a wrong member: %.200s", reading->wrong.text);
}

void legs_free(struct legs_result *legs, bool borrows_texts)
{
	if (!legs)
		return;
	if (!borrows_texts)
		free(legs->clocks.reason);
	json_decref(legs->unknown);
	free(legs);
}

bool leg_figures_of(const struct cell_result *cell, struct leg_figures *figures)
{
	for (int i = 0; cell->legs && i < RESULT_LEGS; i++) {
		if (!cell->legs->leg[i].floor.method)
			return false;
		figures->floor[i] = cell->legs->leg[i].floor;
	}
	return cell->legs && cell->status == STATUS_OK;
}

bool leg_figures_find(const struct result *result, const struct cell_result *cell,
		      struct leg_figures *figures)
{
	const struct cell_result *stamped;

	if (leg_figures_of(cell, figures))
		return true;
	stamped = same_text(cell->form, "full")
			  ? cell_sibling(result, cell, "stamped", cell->knobs)
			  : NULL;
	return stamped && leg_figures_of(stamped, figures);
}

const struct cell_result *leg_figures_unstamped(const struct result *result,
						const struct cell_result *cell)
{
	const struct cell_result *full;

	if (!same_text(cell->form, "stamped") || !has_figure(cell) || !cell->legs)
		return NULL;
	full = cell_sibling(result, cell, "full", cell->knobs);
	return has_figure(full) && same_text(full->unit, cell->unit) &&
			       same_text(full->clock, cell->clock)
		       ? full
		       : NULL;
}

bool leg_figures_agree(const struct cell_result *stamped, const struct cell_result *unstamped)
{
	const struct statistic *with = &stamped->floor, *without = &unstamped->floor;
	double apart;

	if (is_exact_figure(with) && is_exact_figure(without))
		return with->value == without->value;
	apart = fmax(with->lo - without->hi, without->lo - with->hi);
	return apart <= LEGS_APART * fabs(without->value);
}

const char *leg_figures_unchecked(const struct cell_result *cell)
{
	if (!cell->legs || (!cell->legs->clocks.reason && cell->legs->clocks.exits > 0))
		return NULL;
	return cell->legs->clocks.reason ? cell->legs->clocks.reason : "no reason was given";
}
