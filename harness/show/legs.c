// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legs: stamped cells down; exit, handler, entry, the round trip they were cut from and that of the
 * loop without stamps across.
 */
#include "result/legs.h"
#include "show/matrix.h"
#include "show/legs.h"
#include "text/table.h"
#include "show/words.h"

enum {
	COLUMN_CELL,
	COLUMN_LEGS,
	COLUMN_ROUND_TRIP = COLUMN_LEGS + LEGS,
	COLUMN_UNSTAMPED,
	COLUMN_CLOCKS,
	COLUMNS
};

static double number(const json_t *object, const char *name)
{
	return json_number_value(json_object_get(object, name));
}

static void put_clocks(struct table *table, size_t row, const struct cell_result *cell)
{
	const json_t *check = json_object_get(cell->legs, "clock_check");

	if (leg_figures_unchecked(cell))
		table_set(table, row, COLUMN_CLOCKS, "-");
	else
		table_set(table, row, COLUMN_CLOCKS, "%.0f of %.0f",
			  number(check, "exits") - number(check, "stored_outside") -
				  number(check, "timer_outside"),
			  number(check, "exits"));
}

static void put_unstamped(struct table *table, size_t row, const struct result *result,
			  const struct cell_result *cell)
{
	const struct cell_result *unstamped = leg_figures_unstamped(result, cell);

	if (unstamped)
		table_set(table, row, COLUMN_UNSTAMPED, "%s%s",
			  value_text(unstamped->floor.value).text,
			  leg_figures_agree(cell, unstamped) ? "" : " (differs)");
	else
		table_set(table, row, COLUMN_UNSTAMPED, "-");
}

static void put_row(struct table *table, size_t row, const struct result *result,
		    const struct cell_result *cell)
{
	struct leg_figures legs;
	bool has_legs = leg_figures_of(cell, &legs);

	table_set(table, row, COLUMN_CELL, "%s", leg_cell_words(result, cell).text);
	for (int leg = 0; leg < LEGS; leg++)
		table_set(table, row, (size_t)(COLUMN_LEGS + leg), "%s",
			  has_legs ? value_text(legs.floor[leg].value).text : "-");
	table_set(table, row, COLUMN_ROUND_TRIP, "%s", value_text(cell->floor.value).text);
	put_unstamped(table, row, result, cell);
	put_clocks(table, row, cell);
}

static struct table *fill(const struct result *result)
{
	struct table *table = NULL;
	size_t row = 1;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status != STATUS_OK || !json_object_size(cell->legs))
			continue;
		table = table ? table : table_new(COLUMNS, false);
		put_row(table, row++, result, cell);
	}
	return table;
}

void show_legs(const struct result *result, FILE *stream)
{
	struct table *table = fill(result);

	if (!table)
		return;
	for (int leg = 0; leg < LEGS; leg++)
		table_set(table, 0, (size_t)(COLUMN_LEGS + leg), "%s", leg_names[leg]);
	table_set(table, 0, COLUMN_ROUND_TRIP, "round trip");
	table_set(table, 0, COLUMN_UNSTAMPED, "without stamps");
	table_set(table, 0, COLUMN_CLOCKS, "clocks agree");
	fprintf(stream, "\nlegs: floor of each by itself, so they need not add up to the round "
			"trip's; exit saves three of the registers, entry loads as many\n");
	table_print(table, terminal_width(stream), stream);
	table_free(table);
}
