// SPDX-License-Identifier: GPL-2.0-only
/* exitbench report: pages that can be published, from any number of result files. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "commands/command.h"
#include "text/places.h"
#include "report/report.h"

static struct {
	char **files, *directory;
	int count;
} options;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'o':
		options.directory = argument;
		return 0;
	case ARGP_KEY_ARGS:
		options.files = state->argv + state->next;
		options.count = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("report: which result file?");
	case ARGP_KEY_SUCCESS:
		if (!options.directory)
			refuse_usage("report: where to? Give -o DIR");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "output",
	  .key = 'o',
	  .arg = "DIR",
	  .doc = "Directory for the pages; made if need be" },
	{ 0 }
};

const struct argp report_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE... -o DIR",
	.doc = "Make DIR/index.html from a result file: findings in words, the matrix, plots, the "
	       "machine, the method, and the data themselves. The page is one file, loads nothing, "
	       "and works without scripts.\vWith several files index.html compares them, and each "
	       "has a page of its own beside it: a folder of results becomes a site that any web "
	       "server can show.\n"
	       "  exitbench report results/*.json -o site\n",
};

static void tell(const char *words)
{
	complain("%s", words);
}

enum program_status command_report(void)
{
	bool failed = false;
	struct library library;
	struct run_files files;

	if (mkdir(options.directory, 0777) && errno != EEXIST)
		return complain("cannot make %s: %s", options.directory, strerror(errno));
	files = run_files_load(options.files, (size_t)options.count, &failed);
	library = library_load(place_of_published(), tell);
	if (files.count)
		failed |= !report_write(&files, &library, options.directory);
	library_free(&library);
	run_files_free(&files);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
