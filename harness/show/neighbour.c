// SPDX-License-Identifier: GPL-2.0-only
/* What the same operations cost beside a neighbour on the core, and how often there was one. */
#include <string.h>
#include "result/find.h"
#include "show/show.h"
#include "show/words.h"

const char *const neighbour_heads[NEIGHBOUR_COLUMNS + 1] = {
	"cell", "alone", "beside", "median alone", "median beside", "TSC floor", "TSC median", NULL,
};

static struct words share_words(size_t part, size_t all)
{
	return words("%.0f%%", all ? 100 * (double)part / (double)all : 0);
}

static struct words of(const struct statistic *statistic)
{
	return statistic->method ? value_text(statistic->value) : words("-");
}

bool neighbour_row(const struct cell_result *cell, struct words row[NEIGHBOUR_COLUMNS])
{
	if (!cell->alone.is_known || cell->status != STATUS_OK)
		return false;
	*row++ = words("%s", cell->id);
	*row++ = share_words(cell->alone.batches, cell->batches);
	*row++ = share_words(cell->alone.beside_batches, cell->batches);
	*row++ = of(&cell->alone.median);
	*row++ = of(&cell->alone.beside);
	*row++ = of(&cell->floor);
	*row++ = of(&cell->median);
	return true;
}

/* "yes", "no" or "not looked for". */
static const char *possible(const struct result *result)
{
	const json_t *during = json_object_get(result->run, "during");

	return json_string_value(
		json_object_get(json_object_get(during, "neighbour"), "possible"));
}

void show_neighbour(const struct result *result, enum table_format format, FILE *stream)
{
	struct table *table = table_new(NEIGHBOUR_COLUMNS, 1, false);
	struct words cells[NEIGHBOUR_COLUMNS];
	size_t row = 0;

	table_set_heads(table, neighbour_heads);
	for (size_t i = 0; i < result->cell_count; i++) {
		if (!neighbour_row(&result->cells[i], cells))
			continue;
		table_set_row(table, ++row, cells, NEIGHBOUR_COLUMNS);
	}
	if (row && table) {
		fprintf(stream,
			same_text(possible(result), "no")
				? "\nalone: the core has no other hardware thread\n"
				: "\nalone, or beside another hardware thread at work on the core: "
				  "shares of batches\n");
		table_put(table, format, stream);
	}
	table_free(table);
}
