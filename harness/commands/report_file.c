// SPDX-License-Identifier: GPL-2.0-only
/*
 * All results in one file: tables or records. They are read one by one, so that ten thousand are
 * never in memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "commands/reading.h"
#include "commands/report.h"
#include "compare/machines.h"
#include "result/kept.h"
#include "show/show.h"
#include "text/file.h"

static const char *const endings[] = { "html", "txt", "md", "csv", "json" };

/* The table of machines stands before what is in `bodies`. */
struct writing {
	enum report_format format;
	struct whole_file file;
	FILE *bodies;
	struct run_files files;
	struct machines machines;
	size_t records, cells;
	bool failed;
};

static bool is_of_records(const struct writing *writing)
{
	return writing->format >= AS_CSV;
}

static enum table_format table_format(const struct writing *writing)
{
	return writing->format == AS_TEXT ? TABLE_TEXT : TABLE_MARKDOWN;
}

static enum records_format records_format(const struct writing *writing)
{
	return writing->format == AS_CSV ? RECORDS_CSV : RECORDS_JSON;
}

static void write_tables(const struct writing *writing, const struct run_file *file)
{
	const struct show_options all = { .all = true, .notes = true,
					  .format = table_format(writing) };
	bool is_one = arguments.count == 1;

	if (!is_one)
		fputc('\n', writing->bodies);
	if (writing->format == AS_MARKDOWN)
		fputs(is_one ? "# " : "## ", writing->bodies);
	show_result(&file->result, file->name, &all, writing->bodies);
}

static void write_one(struct run_file *file, void *data)
{
	struct writing *writing = data;

	writing->cells += reading_apply_file(&file->result);
	if (!reading_convert(&file->result, file->path)) {
		writing->failed = true;
	} else if (is_of_records(writing)) {
		writing->records = records_print(records_format(writing), file, writing->records,
						 writing->file.stream);
	} else {
		write_tables(writing, file);
		if (!machines_add(&writing->machines, &writing->files, file, arguments.count))
			writing->failed = complain("out of memory");
	}
}

static bool append(FILE *to, FILE *from)
{
	char bytes[1 << 14];
	size_t count;

	if (fflush(from) || fseek(from, 0, SEEK_SET))
		return false;
	while ((count = fread(bytes, 1, sizeof(bytes), from)))
		fwrite(bytes, 1, count, to);
	return !ferror(from);
}

/* false, and errno: what was put aside cannot be read. */
static bool write_rest(struct writing *writing)
{
	FILE *stream = writing->file.stream;

	if (is_of_records(writing)) {
		records_end(records_format(writing), writing->records, stream);
		return true;
	}
	if (writing->files.count > 1 &&
	    machines_end(&writing->machines, &writing->files, NO_BASE))
		machines_print(&writing->machines, table_format(writing), stream);
	return append(stream, writing->bodies);
}

static bool begin(struct writing *writing)
{
	struct words wrong = whole_file_begin_beside_results(&writing->file);

	if (!*wrong.text && !is_of_records(writing) && !(writing->bodies = tmpfile())) {
		wrong = words("cannot write to a temporary file: %s", strerror(errno));
		whole_file_drop(&writing->file);
	}
	if (*wrong.text)
		complain("%s", wrong.text);
	return !*wrong.text;
}

/* false, and errno. */
static bool end(struct writing *writing)
{
	if (write_rest(writing))
		return !whole_file_end(&writing->file);
	whole_file_drop(&writing->file);
	return false;
}

/*
 * Files that cannot be read are left out. If none is left, or none has a chosen cell, nothing is
 * written.
 */
static void write_all(struct writing *writing)
{
	bool some_failed = false;
	size_t count;

	writing->failed = !begin(writing);
	if (writing->failed)
		return;
	count = run_files_each(arguments.files, arguments.count,
			       is_of_records(writing) ? RESULT_FIGURES : RESULT_WHOLE, write_one,
			       writing, &some_failed);
	writing->failed |= !reading_left_some(count, writing->cells);
	if (!count || writing->failed)
		whole_file_drop(&writing->file);
	else if (end(writing))
		print_name_line(writing->file.path);
	else
		writing->failed = complain("cannot write %s: %s", writing->file.path,
					   strerror(errno));
	writing->failed |= some_failed;
}

enum program_status report_in_a_file(enum report_format format)
{
	struct writing writing = { .format = format,
				   .file = { .replace = true, .is_made_again = true } };
	char *path;

	if (asprintf(&path, "%s/index.%s", arguments.output, endings[format]) < 0)
		return complain("out of memory");
	writing.file.path = path;
	write_all(&writing);
	if (writing.bodies)
		fclose(writing.bodies);
	machines_free(&writing.machines);
	run_files_free(&writing.files);
	free(path);
	return writing.failed ? PROGRAM_FAILED : PROGRAM_OK;
}
