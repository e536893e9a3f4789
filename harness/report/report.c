// SPDX-License-Identifier: GPL-2.0-only
/* Pages put together from their sections. All CPUs make pages. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "report/html.h"
#include "report/page.h"
#include "report/report.h"
#include "result/kept.h"
#include "show/words.h"
#include "text/file.h"
#include "text/words.h"
#include "text/workers.h"

struct site {
	const struct run_files *files;
	const struct report_index *index;
	const struct library *library;
	const char *directory;
	enum report_pages kind;
	size_t pages;
	atomic_size_t next;
	atomic_bool failed;
};

/* A page while it is made. */
struct page {
	struct run_files files; /* on an index all, otherwise one */
	struct generations own; /* where there is no index */
	const struct generations *generations;
	struct pictures pictures;
	char *anatomy; /* its section; NULL: there is none */
	char *path;
	struct whole_file file;
};

static void put_navigation(FILE *stream, const struct page *page, bool alone)
{
	fputs("<nav aria-label=\"this page\">", stream);
	if (!alone)
		fputs("<a href=\"index.html\">all machines</a>", stream);
	fputs("<a href=\"#answer\">answer</a><a href=\"#plots\">pictures</a>", stream);
	if (page->anatomy)
		fputs("<a href=\"#anatomy\">anatomy</a>", stream);
	fputs("<a href=\"#matrix\">all figures</a><a href=\"#machine\">machine</a><a "
	      "href=\"#method\">method</a><a href=\"#reproduce\">reproduce, cite, download</a>"
	      "</nav>\n",
	      stream);
}

static bool is_hero(const struct chart *chart)
{
	return !strcmp(chart->kind->name, "path");
}

static void put_pictures(FILE *stream, const struct page *page, bool hero)
{
	fputs("<div class=\"charts\">\n", stream);
	for (size_t i = 0; i < page->pictures.charts; i++)
		if (is_hero(page->pictures.chart[i]) == hero)
			page_chart(stream, page->pictures.chart[i]);
	fputs("</div>\n", stream);
}

/* What the page says first, for who links to it. */
static struct words about(const struct page *page)
{
	for (size_t i = 0; i < page->pictures.charts; i++)
		if (is_hero(page->pictures.chart[i]))
			return words("%s", page->pictures.chart[i]->title);
	return words("What VM exits and privileged operations cost on %zu machine%s",
		     page->files.count, page->files.count > 1 ? "s" : "");
}

static void put_answer(FILE *stream, const struct page *page)
{
	fputs("<h2 id=\"answer\">What a VM exit costs here</h2>\n", stream);
	put_pictures(stream, page, true);
	page_findings(stream, page->files.list);
	page_screen(stream, page->files.list);
	fputs("<h2 id=\"plots\">Pictures</h2>\n", stream);
	put_pictures(stream, page, false);
}

/* Whether the legs have to be beside it. */
static bool put_figures(FILE *stream, const struct page *page, const struct library *library)
{
	const struct run_file *file = page->files.list;
	bool has_legs;

	fputs(page->anatomy ? page->anatomy : "", stream);
	fputs("<h2 id=\"matrix\">All figures</h2>\n<details class=\"printed all\"><summary>Every "
	      "operation in every environment</summary>\n",
	      stream);
	page_matrices(stream, file, "");
	fputs("</details>\n<div class=\"unprinted\">\n", stream);
	page_reasons(stream, file);
	has_legs = page_table(stream, file, BESIDE_legs);
	page_classic(stream, &page->files, library);
	page_claims(stream, file);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	page_generations(stream, page->generations);
	page_literature(stream, library);
	fputs("</div>\n", stream);
	return !has_legs;
}

/* Without what has to be beside it. */
static void put_result(FILE *stream, const struct page *page, const struct library *library,
		       bool alone, bool beside[BESIDES])
{
	const struct run_file *file = page->files.list;

	page_begin(stream, run_title(file).text, about(page).text);
	fputs("<header>", stream);
	html_element(stream, "h1", "What leaving a virtual machine costs: %s",
		     run_title(file).text);
	page_heading(stream, file);
	fputs("</header>\n", stream);
	put_navigation(stream, page, alone);
	fputs("<main>\n", stream);
	put_answer(stream, page);
	beside[BESIDE_legs] = put_figures(stream, page, library);
	page_machine(stream, file);
	page_method_section(stream);
	beside[BESIDE_cells] = !page_table(stream, file, BESIDE_cells);
	beside[BESIDE_DATA] = !page_reproduce(stream, file, !alone);
	page_end(stream);
}

static void put_index(FILE *stream, const struct page *page, const struct site *site)
{
	page_begin(stream, "What leaving a virtual machine costs", about(page).text);
	fputs("<header>", stream);
	html_element(stream, "h1", "What leaving a virtual machine costs, on %zu runs",
		     page->files.count);
	html_element(stream, "p class=\"caption\"", "exitbench %s", exitbench_version);
	fputs("</header><main>\n", stream);
	page_machines(stream, site->index);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	put_pictures(stream, page, false);
	fputs("<div class=\"unprinted\">\n", stream);
	page_generations(stream, page->generations);
	if (page->files.count <= FILES_IN_FULL)
		page_classic(stream, &page->files, site->library);
	page_literature(stream, site->library);
	fputs("</div>\n", stream);
	page_method_section(stream);
	page_end(stream);
}

/* Of several files their index has gathered it. */
static void find_figures(struct page *page, const struct site *site)
{
	static const struct legs_of_files none;
	const struct legs_of_files *legs = &none;
	size_t bytes;

	if (site->kind == PAGE_INDEX) {
		page->generations = &site->index->generations;
		legs = &site->index->legs;
	} else {
		page->own = generations_find(&page->files, site->library);
		page->generations = &page->own;
		pictures_of_result(&page->pictures, page->files.list);
		page->anatomy = page_part_text(page_anatomy, page->files.list, &bytes);
	}
	pictures_of_files(&page->pictures, &page->files, page->generations, legs);
}

static void page_open(struct page *page, const struct site *site, size_t number)
{
	struct run_file *file = &site->files->list[number];
	struct words wrong;

	*page = (struct page){ .files = { .count = 1, .list = file } };
	if (site->kind == PAGE_INDEX)
		page->files = *site->files;
	if (asprintf(&page->path, "%s/%s.html", site->directory,
		     site->kind == PAGES_OF_FILES ? file->name : "index") < 0)
		page->path = NULL;
	page->file = (struct whole_file){ .path = page->path, .replace = true,
					  .is_made_again = true };
	wrong = whole_file_begin_beside_results(&page->file);
	if (*wrong.text) {
		complain("%s", wrong.text);
		return;
	}
	find_figures(page, site);
}

/* A table, or the data. false: no memory. */
static bool put_beside(FILE *stream, const struct page *page, enum page_beside which)
{
	char *text = which == BESIDE_DATA ? run_file_text(page->files.list) : NULL;
	bool is_put = which != BESIDE_DATA || text;

	if (which != BESIDE_DATA)
		page_table_alone(stream, page->files.list, which, strrchr(page->path, '/') + 1);
	else if (text)
		fputs(text, stream);
	free(text);
	return is_put;
}

static bool write_beside(const struct page *page, const char *directory, enum page_beside which)
{
	struct words name = page_beside_name(page->files.list, which);
	struct whole_file file = { .replace = true, .is_made_again = true };
	struct words wrong;
	bool is_put = false;
	char *path = NULL;

	if (asprintf(&path, "%s/%s", directory, name.text) < 0)
		path = NULL;
	file.path = path;
	wrong = whole_file_begin_beside_results(&file);
	if (!*wrong.text) {
		is_put = put_beside(file.stream, page, which);
		if (!is_put)
			whole_file_drop(&file);
		is_put = is_put && !whole_file_end(&file);
		if (!is_put)
			wrong = words("cannot write %s: %s", path, strerror(errno));
	}
	if (!is_put)
		complain("%s", wrong.text);
	free(path);
	return is_put;
}

/* With all that is beside it, so that it leads nowhere in vain. */
static bool put_page(struct page *page, const struct site *site)
{
	bool beside[BESIDES], is_whole = true;

	if (site->kind == PAGE_INDEX) {
		put_index(page->file.stream, page, site);
		return true;
	}
	put_result(page->file.stream, page, site->library, site->kind == PAGE_ALONE, beside);
	for (enum page_beside i = 0; is_whole && i < BESIDES; i++)
		is_whole = !beside[i] || write_beside(page, site->directory, i);
	return is_whole;
}

static bool page_write(struct page *page, const struct site *site)
{
	if (!page->file.stream)
		return false;
	if (!put_page(page, site)) {
		whole_file_drop(&page->file);
		return false;
	}
	if (whole_file_end(&page->file)) {
		complain("cannot write %s: %s", page->path, strerror(errno));
		return false;
	}
	print_name_line(page->path);
	return true;
}

static void page_close(struct page *page)
{
	pictures_free(&page->pictures);
	generations_free(&page->own);
	free(page->anatomy);
	free(page->path);
}

static void work(void *data)
{
	struct site *site = data;
	size_t number;

	while ((number = atomic_fetch_add(&site->next, 1)) < site->pages) {
		struct page page;

		page_open(&page, site, number);
		if (!page_write(&page, site))
			site->failed = true;
		page_close(&page);
	}
}

bool report_write(enum report_pages kind, const struct run_files *files,
		  const struct report_index *index, const struct library *library,
		  const char *directory)
{
	struct site site = { .files = files,
			     .index = index,
			     .library = library,
			     .directory = directory,
			     .kind = kind,
			     .pages = kind == PAGES_OF_FILES ? files->count : 1 };

	workers_run(work, &site, site.pages);
	return !site.failed;
}
