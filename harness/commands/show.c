// SPDX-License-Identifier: GPL-2.0-only
/* exitbench show: result files as tables. Refuses a file that is not whole, and goes on. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "compare/machines.h"
#include "show/show.h"

enum { KEY_ALL = 'a', KEY_NOTES = 'n', KEY_BASE = 0x600 };

#define FORMATS "text|markdown|csv|json"

static struct show_options options;
static char *base;
static bool in_records;
static enum records_format records;

static void choose_format(const char *name)
{
	switch (choice_of("--format", FORMATS, name)) {
	case 1:
		options.format = TABLE_MARKDOWN;
		return;
	case 2:
		in_records = true;
		records = RECORDS_CSV;
		return;
	case 3:
		in_records = true;
		records = RECORDS_JSON;
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
	OPTION("format", 'f', FORMATS,
	       "Default: text. csv and json have a record for each cell of each file"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_unit_argp }, { 0 } };

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

/* Files one by one, and those of a table. */
struct showing {
	struct run_files files;
	struct machines machines;
	bool is_table, is_short, failed; /* is_short: only what the table shows is loaded */
	size_t shown, cells, records;
};

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

static void show_one(const struct run_file *file, bool is_first)
{
	if (!is_first)
		putchar('\n');
	if (arguments.count > 1 && !options.all && !options.notes)
		printf("%s\n", file->path);
	show_result(&file->result, file->path, &options, stdout);
}

static void use(struct run_file *file, void *data)
{
	struct showing *showing = data;

	showing->cells += reading_apply_file(&file->result);
	if (!reading_convert(&file->result, file->path))
		showing->failed = true;
	else if (in_records)
		showing->records = records_print(records, file, showing->records, stdout);
	else if (!showing->is_table)
		show_one(file, !showing->shown++);
	else if (!machines_add(&showing->machines, &showing->files, file,
			       showing->is_short ? arguments.count : 0))
		showing->failed = complain("out of memory");
}

/* It turned out to be the only one: as if it alone had been named. */
static bool show_alone(const char *path)
{
	struct run_file file = { .path = path };
	struct words wrong = result_load(&file.result, path);

	reading_apply_file(&file.result);
	if (*wrong.text)
		complain("%s", wrong.text);
	else if (reading_convert(&file.result, path))
		show_one(&file, true);
	result_free(&file.result);
	return !*wrong.text;
}

static bool show_kept(struct showing *showing)
{
	const struct run_files *files = &showing->files;

	if (files->count == 1 && showing->is_short)
		return show_alone(files->list->path);
	if (files->count == 1)
		show_one(files->list, true);
	else if (!machines_end(&showing->machines, files, find_base(files)))
		return false;
	else if (files->count)
		machines_print(&showing->machines, options.format, stdout);
	return true;
}

static void refuse_ignored(void)
{
	bool whole = options.all || options.notes;

	if (whole && in_records)
		refuse_usage("show: csv and json have every cell: leave --all and --notes out");
	if (base && (whole || in_records || arguments.count < 2))
		refuse_usage("show: --base is for a table of two files or more; leave --all, "
			     "--notes, csv and json out");
}

/* With a base its figures are tested, which takes the trials of all. */
static bool is_large_table(void)
{
	for (size_t i = 0; i < arguments.count; i++)
		if (!file_can_be_read_again(arguments.files[i]))
			return false;
	return !base && arguments.count > MACHINES_WHOLE;
}

enum program_status command_show(void)
{
	struct showing showing = { 0 };
	size_t count;

	need_files("show", 1, SIZE_MAX);
	add_base();
	refuse_ignored();
	showing.is_table = !options.all && !options.notes && !in_records && arguments.count > 1;
	showing.is_short = showing.is_table && is_large_table();
	count = run_files_each(arguments.files, arguments.count,
			       in_records || showing.is_short ? RESULT_FIGURES : RESULT_WHOLE, use,
			       &showing, &showing.failed);
	if (!reading_left_some(count, showing.cells))
		showing.failed = true;
	else if (in_records)
		records_end(records, showing.records, stdout);
	else
		showing.failed |= !show_kept(&showing);
	machines_free(&showing.machines);
	run_files_free(&showing.files);
	return showing.failed ? PROGRAM_FAILED : PROGRAM_OK;
}
