// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages put together from their sections. All CPUs make pages, for each page waits for gnuplot; and
 * one gnuplot draws the pictures of several pages, for it takes longer to start than to draw one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "report/html.h"
#include "report/page.h"
#include "report/report.h"
#include "show/words.h"
#include "text/file.h"
#include "text/words.h"
#include "text/workers.h"

#define PAGES_AT_ONCE 8

struct site {
	const struct run_files *files;
	const struct library *library;
	const char *directory;
	char *absolute;  /* the same for gnuplot, which works in another */
	size_t pages; /* number 0 is index.html, number n that of file n - 1 */
	atomic_size_t next;
	atomic_bool failed, complained;
};

/* A page while it is made. */
struct page {
	struct run_files files; /* on an index all, otherwise one */
	struct generations generations;
	struct pictures pictures;
	struct words caption;
	char *path;
	struct whole_file file;
	struct words trouble; /* why pictures are missing; or empty */
};

static void put_navigation(FILE *page, bool alone)
{
	fputs("<nav>", page);
	if (!alone)
		fputs("<a href=\"index.html\">all machines</a>", page);
	fputs("<a href=\"#matrix\">figures</a><a href=\"#plots\">plots</a><a "
	      "href=\"#classic\">2006 and now</a><a href=\"#generations\">generations</a><a "
	      "href=\"#machine\">machine</a><a href=\"#method\">method</a><a "
	      "href=\"#reproduce\">reproduce, download</a></nav>\n",
	      page);
}

static void put_result(FILE *stream, const struct page *page, const struct library *library,
		       bool alone)
{
	const struct run_file *file = page->files.list;

	page_begin(stream, run_title(file).text);
	html_element(stream, "h1", "What leaving a virtual machine costs: %s",
		     run_title(file).text);
	page_heading(stream, file);
	put_navigation(stream, alone);
	fputs("<h2>Findings</h2>\n", stream);
	page_findings(stream, file);
	fputs("<h2 id=\"matrix\">Figures</h2>\n", stream);
	page_matrices(stream, file);
	page_legs(stream, file);
	page_reasons(stream, file);
	fputs("<h2 id=\"plots\">Plots</h2>\n", stream);
	page_pictures(stream, &page->pictures, page->trouble.text);
	page_classic(stream, &page->files, library);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	page_generations(stream, &page->generations);
	page_details(stream, file);
	page_literature(stream, library);
	page_machine(stream, file);
	page_method_section(stream);
	page_reproduce(stream, file);
	page_end(stream);
}

static void put_index(FILE *stream, const struct page *page, const struct library *library)
{
	page_begin(stream, "What leaving a virtual machine costs");
	html_element(stream, "h1", "What leaving a virtual machine costs, on %zu runs",
		     page->files.count);
	html_element(stream, "p class=\"caption\"", "exitbench %s", exitbench_version);
	page_machines(stream, &page->files);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	page_pictures(stream, &page->pictures, page->trouble.text);
	page_generations(stream, &page->generations);
	if (page->files.count <= FILES_IN_FULL)
		page_classic(stream, &page->files, library);
	page_literature(stream, library);
	page_method_section(stream);
	page_end(stream);
}

static bool page_begin_file(struct page *page)
{
	page->file = (struct whole_file){ .path = page->path, .replace = true,
					  .is_made_again = true };
	return page->path && !whole_file_begin(&page->file);
}

static void page_open(struct page *page, const struct site *site, size_t number)
{
	struct run_file *file = &site->files->list[number ? number - 1 : 0];
	bool index = !number && site->pages > 1;

	*page = (struct page){ .files = index ? *site->files : (struct run_files){ 1, file } };
	if (asprintf(&page->path, "%s/%s.html", site->directory, number ? file->name : "index") < 0)
		page->path = NULL;
	if (!page_begin_file(page)) {
		complain("cannot write %s: %s", page->path ? page->path : site->directory,
			 strerror(errno));
		return;
	}
	page->generations = generations_find(&page->files, site->library);
	page->caption = index ? pictures_caption(&page->files)
			      : machine_caption(file->result.machine, file->result.run);
	if (!index)
		pictures_of_result(&page->pictures, file);
	pictures_of_files(&page->pictures, &page->files, &page->generations);
}

static bool has_all_pictures(const struct page *page)
{
	for (size_t i = 0; i < page->pictures.count; i++)
		if (!page->pictures.list[i].drawn)
			return false;
	return true;
}

/* Complains once for all pages. */
static void draw(struct page *pages, size_t count, const char *directory, struct site *site)
{
	static const char *const formats[] = { "svg", "narrow", NULL };
	struct pictures *sets[PAGES_AT_ONCE];
	struct words wrong;

	for (size_t i = 0; i < count; i++) {
		pages[i].trouble =
			pictures_prepare(&pages[i].pictures, directory, words("%zu-", i).text,
					 formats, pages[i].caption.text);
		sets[i] = &pages[i].pictures;
	}
	wrong = pictures_draw(sets, count);
	for (size_t i = 0; i < count; i++) {
		if (!*pages[i].trouble.text && !has_all_pictures(&pages[i]))
			pages[i].trouble = wrong;
		if (*pages[i].trouble.text && !atomic_exchange(&site->complained, true))
			complain("%s", pages[i].trouble.text);
	}
}

static bool page_write(struct page *page, const struct site *site, size_t number)
{
	if (!page->file.stream)
		return false;
	if (!number && site->pages > 1)
		put_index(page->file.stream, page, site->library);
	else
		put_result(page->file.stream, page, site->library, site->pages == 1);
	if (whole_file_end(&page->file)) {
		complain("cannot write %s: %s", page->path, strerror(errno));
		return false;
	}
	print_name_line(page->path);
	return !*page->trouble.text;
}

static void page_close(struct page *page)
{
	pictures_free(&page->pictures);
	generations_free(&page->generations);
	free(page->path);
}

static bool make_some(struct site *site, size_t first, size_t count)
{
	struct folder_aside aside = { NULL };
	struct words wrong = folder_aside_make(&aside, site->absolute);
	struct page pages[PAGES_AT_ONCE];
	bool written = true;

	if (*wrong.text)
		return complain("%s", wrong.text) == PROGRAM_OK;
	for (size_t i = 0; i < count; i++)
		page_open(&pages[i], site, first + i);
	draw(pages, count, aside.path, site);
	for (size_t i = 0; i < count; i++) {
		written &= page_write(&pages[i], site, first + i);
		page_close(&pages[i]);
	}
	folder_aside_remove(&aside);
	return written;
}

static void work(void *data)
{
	struct site *site = data;
	size_t first;

	while ((first = atomic_fetch_add(&site->next, PAGES_AT_ONCE)) < site->pages) {
		size_t left = site->pages - first;

		if (!make_some(site, first, left < PAGES_AT_ONCE ? left : PAGES_AT_ONCE))
			site->failed = true;
	}
}

bool report_write(const struct run_files *files, const struct library *library,
		  const char *directory)
{
	struct site site = { .files = files,
			     .library = library,
			     .directory = directory,
			     .absolute = realpath(directory, NULL),
			     .pages = files->count > 1 ? files->count + 1 : 1 };

	if (!site.absolute)
		return complain("%s: %s", directory, strerror(errno)) == PROGRAM_OK;
	workers_run(work, &site, site.pages);
	free(site.absolute);
	return !site.failed;
}
