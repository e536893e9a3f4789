// SPDX-License-Identifier: GPL-2.0-only
/* exitbench report: pages that can be published, from any number of result files. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "compare/machines.h"
#include "text/places.h"
#include "report/report.h"

static const struct argp_option option_rows[] = {
	OUTPUT_OPTION("DIR", "Directory of the pages; made if it does not exist"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_argp }, { 0 } };

const struct argp report_argp = {
	.options = option_rows,
	.children = children,
	.parser = parse_arguments,
	.args_doc = "FILE... -o DIR",
	.doc = "Make DIR/index.html from a result file: findings in words, the matrix, plots, the "
	       "machine, the method, and the data themselves. The page is one file, loads nothing, "
	       "and works without scripts.\v"
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

/* Files whose pages are to be made, and those of the index, which are small if there are many. */
struct reporting {
	struct library library;
	struct run_files now, all;
	size_t cells;
	bool failed;
};

static bool keep_for_index(struct reporting *reporting, struct run_file *file)
{
	return arguments.count > FILES_DIFFERING
		       ? machines_keep(&reporting->all, file)
		       : run_files_keep(&reporting->all, file, NULL, NULL);
}

static void make_pages(struct reporting *reporting)
{
	reporting->failed |=
		!report_write_pages(&reporting->now, &reporting->library, arguments.output);
	for (size_t i = 0; i < reporting->now.count; i++)
		if (!keep_for_index(reporting, &reporting->now.list[i]))
			reporting->failed = complain("out of memory");
	run_files_free(&reporting->now);
}

static void use(struct run_file *file, void *data)
{
	struct reporting *reporting = data;

	reporting->cells += reading_apply_file(&file->result);
	if (!run_files_keep(&reporting->now, file, NULL, NULL))
		reporting->failed = complain("out of memory");
	if (reporting->now.count == FILES_AT_ONCE)
		make_pages(reporting);
}

/* A lone file has no other page than the index. */
static bool make_rest(struct reporting *reporting)
{
	if (!reporting->all.count && reporting->now.count == 1)
		return report_write_one(&reporting->now, &reporting->library, arguments.output);
	if (reporting->now.count)
		make_pages(reporting);
	return !reporting->all.count ||
	       report_write_index(&reporting->all, &reporting->library, arguments.output);
}

enum program_status command_report(void)
{
	struct reporting reporting = { 0 };
	size_t count;

	need_files("report", 1, SIZE_MAX);
	need_output("report", "DIR");
	if (mkdir(arguments.output, 0777) && errno != EEXIST)
		return complain("cannot make %s: %s", arguments.output, strerror(errno));
	reporting.library = library_load(place_of_published().path, warn);
	count = run_files_each(arguments.files, arguments.count, RESULT_WHOLE, use, &reporting,
			       &reporting.failed);
	reporting.failed |= !reading_left_some(count, reporting.cells);
	reporting.failed |= !make_rest(&reporting);
	library_free(&reporting.library);
	run_files_free(&reporting.now);
	run_files_free(&reporting.all);
	return reporting.failed ? PROGRAM_FAILED : PROGRAM_OK;
}
