// SPDX-License-Identifier: GPL-2.0-only
/* The figures alone on the core and beside a neighbour, cell by cell. */
#include "report/html.h"
#include "report/page.h"
#include "show/show.h"

static void begin(FILE *page)
{
	html_element(page, "h3 id=\"neighbour\"", "Alone on the core, and beside a neighbour");
	page_prose(page, "quiet", "neighbour");
	fputs("<details><summary>Cell by cell</summary>\n", page);
	html_table_begin(page, "neighbour sortable", "Alone on the core, and beside a neighbour",
			 neighbour_heads);
}

static void put(FILE *page, const struct words row[NEIGHBOUR_COLUMNS])
{
	fputs("<tr>", page);
	html_cells(page, "hnnnnnn", row[0].text, row[1].text, row[2].text, row[3].text,
		   row[4].text, row[5].text, row[6].text);
	fputs("</tr>\n", page);
}

void page_neighbour(FILE *page, const struct run_file *file)
{
	struct words row[NEIGHBOUR_COLUMNS];
	bool begun = false;

	for (size_t i = 0; i < file->result.cell_count; i++) {
		if (!neighbour_row(&file->result.cells[i], row))
			continue;
		if (!begun)
			begin(page);
		begun = true;
		put(page, row);
	}
	if (!begun)
		return;
	html_table_end(page);
	fputs("</details>\n", page);
}
