// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench show: result files as tables. Refuses a file that is not whole, and goes on. Every CPU
 * takes the next file and makes its tables in memory; they are printed in the order of the files.
 */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "show/show.h"
#include "text/table.h"
#include "text/workers.h"

#define FILES_AT_ONCE (8 * WORKERS_MAX)

const struct argp show_argp = {
	.parser = parse_arguments,
	.args_doc = "FILE...",
	.doc = "Print result files as tables: operations down, where they ran across.\v"
	       "Figures are per operation, with half the interval's width. In parentheses is the "
	       "ratio to native, where there is a native figure.\n"
	       "\n"
	       "FILE may be `-' for standard input:\n"
	       "\n"
	       "  $ exitbench run --ops cpuid -o - | exitbench show -\n",
};

/* What is to be printed of a file, and what is wrong with it: one of them. */
struct page {
	char *text, *wrong;
	size_t bytes;
};

struct work {
	char **files;
	struct page *pages;
	size_t count;
	atomic_size_t next;
};

static void make_page(const char *file, struct page *page)
{
	struct result result;
	const char *wrong = result_load(&result, file);
	FILE *stream = wrong ? NULL : open_memstream(&page->text, &page->bytes);

	if (stream) {
		show_result(&result, file, stream);
		fclose(stream);
	}
	if (!page->text)
		page->wrong = strdup(wrong ? wrong : "out of memory");
	result_free(&result);
}

static void take_files(void *data)
{
	struct work *work = data;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->count)
		make_page(work->files[i], &work->pages[i]);
}

/* Memory has no width; what has none is as wide as $COLUMNS. */
static void pass_width_on(void)
{
	char columns[24];

	snprintf(columns, sizeof(columns), "%zu", terminal_width(stdout));
	if (terminal_width(stdout))
		setenv("COLUMNS", columns, 1);
}

static enum program_status print_page(struct page *page, bool is_first)
{
	enum program_status status =
		page->text ? PROGRAM_OK
			   : complain("%s", page->wrong ? page->wrong : "out of memory");

	if (page->text && !is_first)
		putchar('\n');
	if (page->text)
		fwrite(page->text, 1, page->bytes, stdout);
	free(page->text);
	free(page->wrong);
	return status;
}

static enum program_status show_some(char **files, size_t count, bool are_first)
{
	struct page pages[FILES_AT_ONCE] = { { 0 } };
	struct work work = { .files = files, .pages = pages, .count = count };
	enum program_status status = PROGRAM_OK;

	workers_run(take_files, &work, count);
	for (size_t i = 0; i < count; i++)
		if (print_page(&pages[i], are_first && !i))
			status = PROGRAM_FAILED;
	return status;
}

enum program_status command_show(void)
{
	size_t count = arguments.count;
	enum program_status status = PROGRAM_OK;

	need_files("show", 1, SIZE_MAX);
	pass_width_on();
	for (size_t i = 0; i < count; i += FILES_AT_ONCE) {
		size_t left = count - i;

		if (show_some(arguments.files + i, left < FILES_AT_ONCE ? left : FILES_AT_ONCE, !i))
			status = PROGRAM_FAILED;
	}
	return status;
}
