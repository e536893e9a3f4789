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
#include "show/generations.h"
#include "show/show.h"
#include "text/file.h"
#include "text/places.h"
#include "report/report.h"

#define FORMATS "html|text|markdown|csv|json"

enum report_format { AS_PAGES, AS_TEXT, AS_MARKDOWN, AS_CSV, AS_JSON };

static const char *const endings[] = { "html", "txt", "md", "csv", "json" };
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
	if (reporting->now.count == files_at_once())
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

static void print_tables(const struct run_files *files, enum table_format format, FILE *stream)
{
	const struct show_options all = { .all = true, .notes = true, .format = format };
	const char *heading = format == TABLE_TEXT ? "" : "#";
	struct machines machines;

	if (files->count > 1 && machines_make(&machines, files, NO_BASE)) {
		machines_print(&machines, format, stream);
		machines_free(&machines);
	}
	for (size_t i = 0; i < files->count; i++) {
		fprintf(stream, "%s%s%s", files->count > 1 ? "\n" : "", heading,
			*heading && files->count > 1 ? "#" : "");
		fputs(*heading ? " " : "", stream);
		show_result(&files->list[i].result, files->list[i].name, &all, stream);
	}
}

static void print_records(const struct run_files *files, enum records_format format, FILE *stream)
{
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++)
		count = records_print(format, &files->list[i], count, stream);
	records_end(format, count, stream);
}

static bool write_file(const struct run_files *files, const char *directory)
{
	struct whole_file file = { .replace = true, .is_made_again = true };
	bool written;
	char *path;

	if (asprintf(&path, "%s/index.%s", directory, endings[chosen]) < 0)
		return complain("out of memory") == PROGRAM_OK;
	file.path = path;
	written = !whole_file_begin(&file);
	if (written && chosen >= AS_CSV)
		print_records(files, chosen == AS_CSV ? RECORDS_CSV : RECORDS_JSON, file.stream);
	else if (written)
		print_tables(files, chosen == AS_TEXT ? TABLE_TEXT : TABLE_MARKDOWN, file.stream);
	written = written && !whole_file_end(&file);
	if (written)
		print_name_line(path);
	else
		complain("cannot write %s: %s", path, strerror(errno));
	free(path);
	return written;
}

static enum program_status report_in_a_file(void)
{
	bool failed = false;
	struct run_files files = run_files_load(arguments.files, arguments.count, &failed);

	bool is_ready = reading_apply_files(&files) && reading_convert_files(&files);

	if (files.count && is_ready)
		is_ready = write_file(&files, arguments.output);
	run_files_free(&files);
	return failed || !is_ready ? PROGRAM_FAILED : PROGRAM_OK;
}

enum program_status command_report(void)
{
	struct reporting reporting = { 0 };
	size_t count;

	need_files("report", 1, SIZE_MAX);
	need_output("report", "DIR");
	if (mkdir(arguments.output, 0777) && errno != EEXIST)
		return complain("cannot make %s: %s", arguments.output, strerror(errno));
	if (chosen != AS_PAGES)
		return report_in_a_file();
	reporting.library = library_load(place_of_published().path, warn);
	count = run_files_each(arguments.files, arguments.count, RESULT_WHOLE, use, &reporting,
			       &reporting.failed);
	reporting.failed |= !reading_left_some(count, reporting.cells);
	reporting.failed |= !make_rest(&reporting);
	report_index_free(&reporting.index);
	library_free(&reporting.library);
	run_files_free(&reporting.now);
	return reporting.failed ? PROGRAM_FAILED : PROGRAM_OK;
}
