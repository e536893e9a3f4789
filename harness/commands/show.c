// SPDX-License-Identifier: GPL-2.0-only
/* exitbench show: result files as tables. Refuses a file that is not whole, and goes on. */
#include <stdint.h>
#include <stdio.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "result/reading.h"
#include "show/show.h"

enum { KEY_ALL = 'a', KEY_NOTES = 'n', KEY_UNIT = 0x600 };

#define UNITS_SHOWN "cycles|ns"
#define FORMATS     "text|markdown"

static struct show_options options;
static bool in_ns;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case KEY_ALL:
		options.all = true;
		return 0;
	case KEY_NOTES:
		options.notes = true;
		return 0;
	case KEY_UNIT:
		in_ns = choice_of("--unit", UNITS_SHOWN, argument);
		return 0;
	case 'f':
		options.format = (enum table_format)choice_of("--format", FORMATS, argument);
		return 0;
	}
	return parse_arguments(key, argument, state);
}

static const struct argp_option option_rows[] = {
	OPTION("all", KEY_ALL, NULL, "Every cell, leg and counter, not only the first screen"),
	OPTION("notes", KEY_NOTES, NULL,
	       "Why cells have no figure, and what spoils others, with the cells"),
	OPTION("unit", KEY_UNIT, UNITS_SHOWN,
	       "Nanoseconds need to know how fast the clock runs; counts stay counts"),
	OPTION("format", 'f', FORMATS, "Default: text"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_argp }, { 0 } };

const struct argp show_argp = {
	.options = option_rows,
	.parser = parse,
	.children = children,
	.args_doc = "FILE...",
	.doc = "Show what a VM exit costs by a result file, what the classic operations cost by "
	       "technique, and how precise that is.\v"
	       "Figures are per operation: the floor, which is the undisturbed cost, then the "
	       "median, which is the typical cost, then half the width of the floor's interval.\n"
	       "\n"
	       "FILE may be `-' for standard input:\n"
	       "\n"
	       "  $ exitbench run --ops cpuid -o - | exitbench show -\n",
};

/* As many files as are held in memory at once. */
#define FILES_AT_ONCE 128

static bool convert(struct run_file *file)
{
	if (!in_ns || result_to_ns(&file->result))
		return true;
	complain("%s does not say how fast its clock runs", file->path);
	return false;
}

static bool show_some(char **paths, size_t count, bool are_first)
{
	bool failed = false;
	struct run_files files = run_files_load(paths, count, &failed);

	failed |= !reading_apply_files(&files);
	for (size_t i = 0; i < files.count; i++) {
		if (!convert(&files.list[i])) {
			failed = true;
			continue;
		}
		if (i || !are_first)
			putchar('\n');
		if (arguments.count > 1 && !options.all && !options.notes)
			printf("%s\n", files.list[i].path);
		show_result(&files.list[i].result, files.list[i].path, &options, stdout);
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
