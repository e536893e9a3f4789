// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench plot: a data file for each chart that a result has something for, and gnuplot to draw
 * it; with several files also what they show together. Or the same data as tables.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "show/words.h"
#include "plot/pictures.h"
#include "result/kept.h"
#include "text/file.h"
#include "text/places.h"

#define FORMATS "svg|png|pdf|tsv|text|markdown|csv|json"

/* Behind the pictures, in the order of FORMATS. */
enum data_format { AS_PICTURES = FORMATS_MAX, AS_TEXT, AS_MARKDOWN, AS_CSV, AS_JSON };

static const char *const formats[FORMATS_MAX] = { "svg", "png", "pdf" };
static const char *chosen[FORMATS_MAX + 1] = { "svg", "png" }; /* NULL at the end */
static enum data_format data = AS_PICTURES;
static bool in_files; /* some format is of files */

static void choose(const char *format)
{
	size_t i = 0;

	while (chosen[i] && chosen[i] != format)
		i++;
	chosen[i] = format;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != 'f')
		return parse_arguments(key, argument, state);
	memset(chosen, 0, sizeof(chosen));
	data = AS_PICTURES;
	in_files = false;
	for (char *word; (word = strsep(&argument, ","));) {
		size_t at = choice_of("--format", FORMATS, word);

		if (at < FORMATS_MAX)
			choose(formats[at]);
		in_files |= at <= AS_PICTURES;
		if (at > AS_PICTURES && data != AS_PICTURES)
			refuse_usage("plot: text, markdown, csv and json: choose one");
		if (at > AS_PICTURES)
			data = (enum data_format)at;
	}
	return 0;
}

static const struct argp_option option_rows[] = {
	OUTPUT_OPTION("DIR", "Directory of the pictures and their data; made if it does not exist"),
	OPTION("format", 'f', FORMATS "[,...]",
	       "Default: svg,png. tsv: the data of the pictures, which come with each, alone. "
	       "text, markdown, csv and json: the data as tables, on standard output"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_unit_argp }, { 0 } };

const struct argp plot_argp = {
	.options = option_rows,
	.children = children,
	.parser = parse,
	.args_doc = "FILE... -o DIR\nFILE... --format text|markdown|csv|json",
	.doc = "Draw result files, with gnuplot.\v"
	       "The pictures, each made if the file has figures for it:\n"
#define CHART(name, words) "  " #name ": " words "\n"
	       CHARTS_OF_RESULT(CHART)
#undef CHART
	       "\n"
	       "Each comes with the data it shows (.tsv). Cycles and instructions never share an "
	       "axis: each unit has its pictures.\n"
	       "\n"
	       "With several files the file's name comes first (mine-cost-cycles.svg), and there "
	       "are also `generations', round trips by CPU beside published ones, "
	       "`legs-by-file', exit, handler and entry file by file, and, with two files, "
	       "`against', the second's cost as a multiple of the first's.\n",
};

/* What is wrong with every file, as that there is no gnuplot, is said once. */
static bool draw(struct pictures *pictures, const char *directory, const char *prefix,
		 const char *caption)
{
	static struct words said;
	struct folder_aside aside = { NULL };
	struct words wrong = folder_aside_make(&aside, directory), undrawn, unplaced;

	pictures->directory = directory;
	if (!*wrong.text)
		wrong = pictures_prepare(pictures, aside.path, prefix, chosen, caption);
	undrawn = pictures_draw(pictures);
	unplaced = pictures_place(pictures);
	folder_aside_remove(&aside);
	if (!*wrong.text)
		wrong = *undrawn.text ? undrawn : unplaced;
	for (size_t i = 0; i < pictures->count; i++)
		if (pictures->list[i].drawn && pictures->list[i].output)
			print_name_line(pictures->list[i].output);
	for (size_t i = 0; i < pictures->charts && !chosen[0]; i++)
		if (pictures->chart[i]->data)
			print_name_line(pictures->chart[i]->data);
	if (*wrong.text && strcmp(wrong.text, said.text))
		complain("%s", wrong.text);
	if (*wrong.text)
		said = wrong;
	pictures_free(pictures);
	return !*wrong.text;
}

/* The points, and the charts, so far. */
static size_t records, charts;

static bool print_data(struct pictures *pictures, const char *name)
{
	enum records_format format = data == AS_CSV ? RECORDS_CSV : RECORDS_JSON;

	if (data >= AS_CSV)
		records = pictures_records(pictures, name, format, records, stdout);
	else
		pictures_print(pictures, name,
			       data == AS_TEXT ? TABLE_TEXT : TABLE_MARKDOWN, stdout);
	pictures_free(pictures);
	return true;
}

static bool plot_file(const struct run_file *file, const char *directory, bool named)
{
	struct pictures pictures = { 0 };
	struct words caption = machine_caption(file->result.machine, file->result.run);
	struct words prefix = words("%s%s", named ? file->name : "", named ? "-" : "");

	pictures_of_result(&pictures, file);
	charts += pictures.charts;
	if (!pictures.charts)
		complain("%s has no figure that a picture shows", file->path);
	if (data != AS_PICTURES)
		return print_data(&pictures, file->name);
	return draw(&pictures, directory, prefix.text, caption.text);
}

static bool plot_together(const struct run_files *files, const struct generations *generations,
			  const char *directory)
{
	struct pictures pictures = { 0 };
	struct legs_of_files legs = { 0 };
	char *caption;
	bool drawn;

	for (size_t i = 0; i < files->count; i++)
		file_legs_add(&legs, &files->list[i]);
	pictures_of_files(&pictures, files, generations, &legs);
	file_legs_free(&legs);
	charts += pictures.charts;
	if (data != AS_PICTURES)
		return print_data(&pictures, "");
	caption = pictures_caption(files);
	drawn = draw(&pictures, directory, "", caption ? caption : "");
	free(caption);
	return drawn;
}

static bool plot_files(const struct run_files *files, const char *directory)
{
	struct library library = library_load(place_of_published().path, NULL);
	struct generations generations = generations_find(files, &library);
	bool is_converted = reading_convert_files(files), drawn = is_converted;

	for (size_t i = 0; is_converted && i < files->count; i++)
		drawn &= plot_file(&files->list[i], directory, arguments.count > 1);
	if (is_converted && files->count > 1)
		drawn &= plot_together(files, &generations, directory);
	generations_free(&generations);
	library_free(&library);
	return drawn;
}

/* The directory's path from the root, made if need be; NULL, with a complaint: there is none. */
static char *directory_made(void)
{
	char *directory;

	if (!output_folder_begin(false))
		return NULL;
	directory = realpath(arguments.output, NULL);
	if (!directory)
		complain("%s: %s", arguments.output, strerror(errno));
	return directory;
}

static void check_words(void)
{
	need_files("plot", 1, SIZE_MAX);
	if (data != AS_PICTURES && in_files)
		refuse_usage("plot: pictures and tsv are files, the other formats go to standard "
			     "output: choose one kind");
	if (data != AS_PICTURES && arguments.output)
		refuse_usage("plot: this format goes to standard output: leave -o out");
	if (data == AS_PICTURES)
		need_output("plot", "DIR");
}

enum program_status command_plot(void)
{
	bool failed = false;
	struct run_files files;
	char *directory = NULL;

	check_words();
	if (!results_keep(arguments.files, arguments.count))
		return complain("out of memory");
	if (data == AS_PICTURES && !(directory = directory_made()))
		return PROGRAM_FAILED;
	files = run_files_load(arguments.files, arguments.count, &failed);
	failed |= !reading_apply_files(&files) || !plot_files(&files, directory) || !charts;
	if (data >= AS_CSV)
		records_end(data == AS_CSV ? RECORDS_CSV : RECORDS_JSON, records, stdout);
	run_files_free(&files);
	free(directory);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
