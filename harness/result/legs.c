// SPDX-License-Identifier: GPL-2.0-only
/* Legs as the result file has them: cell.legs.exit.floor and so on. */
#include <math.h>
#include "result/find.h"
#include "result/legs.h"
#include "statistics/rules.h"

static bool read_leg(const json_t *leg, struct statistic *floor)
{
	const json_t *json = json_object_get(leg, "floor");
	const json_t *value = json_object_get(json, "value"), *lo = json_object_get(json, "lo"),
		     *hi = json_object_get(json, "hi");

	if (!json_is_number(value))
		return false;
	*floor = (struct statistic){ .value = json_number_value(value),
				     .method = (char *)"as the file has it" };
	floor->lo = json_is_number(lo) ? json_number_value(lo) : floor->value;
	floor->hi = json_is_number(hi) ? json_number_value(hi) : floor->value;
	return true;
}

bool leg_figures_of(const struct cell_result *cell, struct leg_figures *figures)
{
	for (int i = 0; i < LEGS; i++)
		if (!read_leg(json_object_get(cell->legs, leg_names[i]), &figures->floor[i]))
			return false;
	return cell->status == STATUS_OK;
}

bool leg_figures_find(const struct result *result, const struct cell_result *cell,
		      struct leg_figures *figures)
{
	const struct cell_result *stamped;

	if (leg_figures_of(cell, figures))
		return true;
	stamped = same_text(cell->form, "full") ? cell_sibling(result, cell, "stamped", cell->knobs) : NULL;
	return stamped && leg_figures_of(stamped, figures);
}

const struct cell_result *leg_figures_unstamped(const struct result *result,
						const struct cell_result *cell)
{
	const struct cell_result *full;

	if (!same_text(cell->form, "stamped") || !has_figure(cell) || !json_object_size(cell->legs))
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
	const json_t *check = json_object_get(cell->legs, "clock_check");
	const char *reason = json_string_value(json_object_get(check, "reason"));

	if (!json_object_size(cell->legs) ||
	    (!reason && json_number_value(json_object_get(check, "exits")) > 0))
		return NULL;
	return reason ? reason : "no reason was given";
}
