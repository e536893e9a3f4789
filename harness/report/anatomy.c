// SPDX-License-Identifier: GPL-2.0-only
/* What each part of an exit costs, as a table. */
#include <stdlib.h>
#include "report/html.h"
#include "report/page.h"
#include "show/anatomy.h"
#include "show/words.h"

static void put_parts(FILE *page, const struct anatomy *anatomy, const char *unit)
{
	const char *heads[ANATOMY_COLUMNS + 1];
	struct words row[ANATOMY_COLUMNS];

	html_element(page, "h2 id=\"anatomy\"", "The anatomy of an exit, in %s", unit_words(unit));
	page_prose(page, "quiet", "anatomy");
	anatomy_heads(anatomy, heads);
	html_table_begin(page, "anatomy sortable",
			 words("What each part of an exit adds to it, in %s", unit_label_of(unit))
				 .text,
			 heads);
	for (size_t i = 0; i < anatomy->count; i++) {
		anatomy_row(&anatomy->part[i], row);
		fputs("<tr>", page);
		html_cells(page, "hnnw", row[0].text, row[1].text, row[2].text, row[3].text);
		fputs("</tr>\n", page);
	}
	html_table_end(page);
}

void page_anatomy(FILE *page, const struct run_file *file)
{
	struct anatomy *anatomy = malloc(sizeof(*anatomy));
	struct units units = matrix_units(&file->result);

	for (size_t i = 0; anatomy && units.unit[i]; i++) {
		anatomy_make(anatomy, &file->result, units.unit[i]);
		if (anatomy->count)
			put_parts(page, anatomy, units.unit[i]);
	}
	free(anatomy);
}
