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

enum program_status command_report(void)
{
	bool failed = false;
	struct library library;
	struct run_files files;

	need_files("report", 1, SIZE_MAX);
	need_output("report", "DIR");
	if (mkdir(arguments.output, 0777) && errno != EEXIST)
		return complain("cannot make %s: %s", arguments.output, strerror(errno));
	files = run_files_load(arguments.files, arguments.count, &failed);
	failed |= !reading_apply_files(&files);
	library = library_load(place_of_published().path, warn);
	if (files.count)
		failed |= !report_write(&files, &library, arguments.output);
	library_free(&library);
	run_files_free(&files);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
