// SPDX-License-Identifier: GPL-2.0-only
/* exitbench show: result files as tables. Refuses a file that is not whole, and goes on. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "compare/machines.h"
#include "result/reading.h"
#include "show/records.h"
#include "show/show.h"

enum { KEY_ALL = 'a', KEY_NOTES = 'n', KEY_UNIT = 0x600, KEY_BASE };

#define UNITS_SHOWN "cycles|ns"
#define FORMATS     "text|markdown|csv|json"

static struct show_options options;
static bool in_ns;
static char *base;
static void (*print_records)(const struct run_files *files, FILE *stream);

static void choose_format(const char *name)
{
	switch (choice_of("--format", FORMATS, name)) {
	case 1:
		options.format = TABLE_MARKDOWN;
		return;
	case 2:
		print_records = records_print_csv;
		return;
	case 3:
		print_records = records_print_json;
	}
}

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
		choose_format(argument);
		return 0;
	case KEY_BASE:
		base = argument;
		return 0;
	}
	return parse_arguments(key, argument, state);
}

static const struct argp_option option_rows[] = {
	OPTION("all", KEY_ALL, NULL, "Every cell, leg and counter, not only the first screen"),
	OPTION("notes", KEY_NOTES, NULL,
	       "Why cells have no figure, and what spoils others, with some of the cells; with "
	       "--all, too, with each of them"),
	OPTION("base", KEY_BASE, "FILE",
	       "Beside this file's figures, ratios of the others to it, with intervals"),
	OPTION("unit", KEY_UNIT, UNITS_SHOWN,
	       "Nanoseconds need to know how fast the clock runs; counts stay counts"),
	OPTION("format", 'f', FORMATS,
	       "Default: text. csv and json have a record for each cell of each file"),
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
	       "Several files are one table: operations down, files across.\n"
	       "\n"
	       "FILE may be packed by gzip, or `-' for standard input:\n"
	       "\n"
	       "  $ exitbench run --ops cpuid -o - | exitbench show -\n",
};

static bool convert(const struct run_files *files)
{
	for (size_t i = 0; in_ns && i < files->count; i++)
		if (!result_to_ns(&files->list[i].result)) {
			complain("%s does not say how fast its clock runs", files->list[i].path);
			return false;
		}
	return true;
}

/* The base is a file like the others, and the first if it is not among them. */
static void add_base(void)
{
	for (size_t i = 0; i < arguments.count; i++)
		if (!base || !strcmp(arguments.files[i], base))
			return;
	memmove(arguments.files + 1, arguments.files, arguments.count * sizeof(base));
	arguments.files[0] = base;
	arguments.count++;
}

/* Among those that could be read. */
static size_t find_base(const struct run_files *files)
{
	for (size_t i = 0; base && i < files->count; i++)
		if (!strcmp(files->list[i].path, base))
			return i;
	return NO_BASE;
}

static bool show_machines(const struct run_files *files)
{
	struct machines machines;
	bool made = machines_make(&machines, files, find_base(files));

	if (made)
		machines_print(&machines, options.format, stdout);
	machines_free(&machines);
	return made;
}

static bool show_each(const struct run_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		if (i)
			putchar('\n');
		if (arguments.count > 1 && !options.all && !options.notes)
			printf("%s\n", files->list[i].path);
		show_result(&files->list[i].result, files->list[i].path, &options, stdout);
	}
	return true;
}

static bool show_files(const struct run_files *files)
{
	bool is_table = files->count > 1 && !options.all && !options.notes;

	if (!reading_apply_files(files) || !convert(files))
		return false;
	if (print_records)
		print_records(files, stdout);
	return print_records || (is_table ? show_machines(files) : show_each(files));
}

enum program_status command_show(void)
{
	bool failed = false;
	struct run_files files;

	need_files("show", 1, SIZE_MAX);
	add_base();
	files = run_files_load(arguments.files, arguments.count, &failed);
	failed |= !show_files(&files);
	run_files_free(&files);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
