// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables that a page of a large result has no room for. Each is then on a page of its own
 * beside it, and the page leads there.
 */
#include "report/html.h"
#include "report/page.h"

static void put_folded_cells(FILE *page, const struct run_file *file)
{
	fputs("<details><summary>All figures with their intervals, except of what was "
	      "skipped</summary>\n",
	      page);
	page_cells(page, file);
	fputs("</details>\n", page);
}

static const struct {
	const char *title, *link;
	bool (*is_there)(const struct result *result); /* NULL: always */
	page_part *inside, *alone;
	size_t rest; /* bytes: what else may follow on the page */
} tables[PAGES_BESIDE_COUNT] = {
	[BESIDE_legs] = { "Exit, handler, entry", "The legs of every round trip", page_has_legs,
			  page_legs, page_legs, 130000 },
	[BESIDE_cells] = { "Every cell", "All figures of every cell, with their intervals", NULL,
			   put_folded_cells, page_cells, 25000 },
};

static const char *const names[PAGES_BESIDE_COUNT] = {
#define PAGE_BESIDE(name) [BESIDE_##name] = #name,
	PAGES_BESIDE(PAGE_BESIDE)
#undef PAGE_BESIDE
};

struct words page_beside_name(const struct run_file *file, enum page_beside which)
{
	return which == BESIDE_DATA ? words("%s-result.json", file->name)
				    : words("%s-%s.html", file->name, names[which]);
}

static void put_link(FILE *page, const struct run_file *file, enum page_beside table)
{
	fputs("<p class=\"unprinted\"><a", page);
	html_attribute(page, "href", "%s", page_beside_name(file, table).text);
	fprintf(page, ">%s</a>: a page of its own.</p>\n", tables[table].link);
}

bool page_table(FILE *page, const struct run_file *file, enum page_beside table)
{
	bool has_room;

	if (tables[table].is_there && !tables[table].is_there(&file->result))
		return true;
	fprintf(page, "<h2 id=\"%s\" class=\"unprinted\">%s</h2>\n", names[table],
		tables[table].title);
	has_room = page_put_if_room(page, tables[table].inside, file, tables[table].rest);
	if (!has_room)
		put_link(page, file, table);
	return has_room;
}

void page_table_alone(FILE *page, const struct run_file *file, enum page_beside table,
		      const char *back)
{
	struct words title = words("%s: %s", tables[table].title, run_title(file).text);

	page_begin(page, title.text, tables[table].link);
	fputs("<header>", page);
	html_element(page, "h1", "%s", title.text);
	page_heading(page, file);
	fputs("</header>\n<nav aria-label=\"this page\"><a", page);
	html_attribute(page, "href", "%s", back);
	fputs(">what leaving a virtual machine costs here</a></nav>\n<main>\n", page);
	tables[table].alone(page, file);
	page_end(page);
}
