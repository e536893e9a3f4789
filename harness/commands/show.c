// SPDX-License-Identifier: GPL-2.0-only
/* exitbench show: result files as tables. Refuses a file that is not whole, and goes on. */
#include <stdint.h>
#include <stdio.h>
#include "commands/command.h"
#include "result/set.h"
#include "show/show.h"

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

/* As many files as are held in memory at once. */
#define FILES_AT_ONCE 128

static bool show_some(char **paths, size_t count, bool are_first)
{
	bool failed = false;
	struct run_files files = run_files_load(paths, count, &failed);

	for (size_t i = 0; i < files.count; i++) {
		if (i || !are_first)
			putchar('\n');
		show_result(&files.list[i].result, files.list[i].path, stdout);
	}
	run_files_free(&files);
	return !failed;
}

enum program_status command_show(void)
{
	enum program_status status = PROGRAM_OK;

	need_files("show", 1, SIZE_MAX);
	for (size_t i = 0; i < arguments.count; i += FILES_AT_ONCE) {
		size_t left = arguments.count - i;

		if (!show_some(arguments.files + i, left < FILES_AT_ONCE ? left : FILES_AT_ONCE,
			       !i))
			status = PROGRAM_FAILED;
	}
	return status;
}
