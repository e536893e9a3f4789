// SPDX-License-Identifier: GPL-2.0-only
/* exitbench report: pages that can be published, from any number of result files. */
#include <stdint.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "commands/report.h"
#include "text/places.h"
#include "report/report.h"
#include "result/kept.h"

#define FORMATS "html|text|markdown|csv|json"

static enum report_format chosen;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != 'f')
		return parse_arguments(key, argument, state);
	chosen = (enum report_format)choice_of("--format", FORMATS, argument);
	return 0;
}

static const struct argp_option option_rows[] = {
	OPTION("format", 'f', FORMATS,
	       "Default: html. text and markdown: DIR/index.txt or index.md with every table and "
	       "note. csv and json: a record for each cell"),
	OUTPUT_OPTION("DIR", "Directory of the pages; made if it does not exist"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_unit_argp }, { 0 } };

const struct argp report_argp = {
	.options = option_rows,
	.children = children,
	.parser = parse,
	.args_doc = "FILE... -o DIR",
	.doc = "Make DIR/index.html from a result file: findings in words, the matrix, plots, the "
	       "machine, the method, and the data themselves. The page is one file, loads nothing, "
	       "and works without scripts. Where it would be larger than 0.6 MB, the data are "
	       "beside it, in DIR/NAME-result.json, and so are tables of the largest results, in "
	       "DIR/NAME-cells.html and DIR/NAME-legs.html.\v"
	       "With several files index.html compares them, and each has its page beside it: a "
	       "folder of results becomes a site that any web server can show.\n"
	       "\n"
	       "Examples:\n"
	       "  $ exitbench report mine.json results/emulated/*.json -o site\n",
};

static void warn(const char *words)
{
	complain("%s", words);
}

/* Files whose pages are to be made, and the index of all. */
struct reporting {
	struct library library;
	struct run_files now;
	struct report_index index;
	size_t cells;
	bool failed;
};

static bool write_pages(enum report_pages kind, const struct run_files *files,
			const struct reporting *reporting)
{
	return report_write(kind, files, &reporting->index, &reporting->library,
			    arguments.output);
}

static void make_pages(struct reporting *reporting)
{
	reporting->failed |= !write_pages(PAGES_OF_FILES, &reporting->now, reporting);
	for (size_t i = 0; i < reporting->now.count; i++)
		if (!report_index_add(&reporting->index, &reporting->now.list[i],
				      arguments.count))
			reporting->failed = complain("out of memory");
	run_files_free(&reporting->now);
}

static void use(struct run_file *file, void *data)
{
	struct reporting *reporting = data;

	reporting->cells += reading_apply_file(&file->result);
	if (!reading_convert(&file->result, file->path)) {
		reporting->failed = true;
		return;
	}
	if (!run_files_keep(&reporting->now, file))
		reporting->failed = complain("out of memory");
	/* Until a file has one of the chosen cells there may be nothing to make pages of. */
	if (reporting->cells && reporting->now.count >= files_at_once())
		make_pages(reporting);
}

/* A lone file has no other page than the index. */
static bool make_rest(struct reporting *reporting)
{
	if (!reporting->index.files.count && reporting->now.count == 1)
		return write_pages(PAGE_ALONE, &reporting->now, reporting);
	if (reporting->now.count)
		make_pages(reporting);
	return !reporting->index.files.count ||
	       (report_index_end(&reporting->index, &reporting->library) &&
		write_pages(PAGE_INDEX, &reporting->index.files, reporting));
}

static enum program_status report_in_pages(void)
{
	struct reporting reporting = { 0 };
	size_t count;

	reporting.library = library_load(place_of_published().path, warn);
	count = run_files_each(arguments.files, arguments.count, RESULT_WHOLE, use, &reporting,
			       &reporting.failed);
	reporting.failed |= !reading_left_some(count, reporting.cells) || !make_rest(&reporting);
	report_index_free(&reporting.index);
	library_free(&reporting.library);
	run_files_free(&reporting.now);
	return reporting.failed ? PROGRAM_FAILED : PROGRAM_OK;
}

enum program_status command_report(void)
{
	need_files("report", 1, SIZE_MAX);
	need_output("report", "DIR");
	if (!results_keep(arguments.files, arguments.count))
		return complain("out of memory");
	if (!output_folder_begin(false))
		return PROGRAM_FAILED;
	return chosen == AS_PAGES ? report_in_pages() : report_in_a_file(chosen);
}
