// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench plot: a data file for each chart that a result has something for, and
 * gnuplot to draw it; with several files also what they show together.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "show/words.h"
#include "plot/pictures.h"
#include "text/file.h"
#include "text/places.h"

#define FORMATS "svg|png|pdf|tsv"

static const char *const formats[FORMATS_MAX] = { "svg", "png", "pdf" };
static const char *chosen[FORMATS_MAX + 1] = { "svg", "png" }; /* NULL at the end */

static void choose(const char *format)
{
	size_t i = 0;

	while (chosen[i] && chosen[i] != format)
		i++;
	chosen[i] = format;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	size_t at;

	if (key != 'f')
		return parse_arguments(key, argument, state);
	memset(chosen, 0, sizeof(chosen));
	for (char *word; (word = strsep(&argument, ","));)
		if ((at = choice_of("--format", FORMATS, word)) < FORMATS_MAX)
			choose(formats[at]);
	return 0;
}

static const struct argp_option option_rows[] = {
	OUTPUT_OPTION("DIR", "Directory of the pictures and their data; made if it does not exist"),
	OPTION("format", 'f', FORMATS "[,...]",
	       "Default: svg,png. tsv: the data of the pictures, which come with each, alone"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_unit_argp }, { 0 } };

const struct argp plot_argp = {
	.options = option_rows,
	.children = children,
	.parser = parse,
	.args_doc = "FILE... -o DIR",
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

static bool draw(struct pictures *pictures, const char *directory, const char *prefix,
		 const char *caption)
{
	struct folder_aside aside = { NULL };
	struct words wrong = folder_aside_make(&aside, directory), unplaced;

	if (!*wrong.text)
		wrong = pictures_prepare(pictures, aside.path, prefix, chosen, caption);
	if (!*wrong.text)
		wrong = pictures_draw(pictures);
	unplaced = aside.path ? pictures_place(pictures, directory) : NO_WORDS;
	folder_aside_remove(&aside);
	if (!*wrong.text)
		wrong = unplaced;
	for (size_t i = 0; i < pictures->count; i++)
		if (pictures->list[i].drawn)
			print_name_line(pictures->list[i].output);
	for (size_t i = 0; i < pictures->charts && !chosen[0] && !*wrong.text; i++)
		print_name_line(pictures->chart[i]->data);
	if (*wrong.text)
		complain("%s", wrong.text);
	pictures_free(pictures);
	return !*wrong.text;
}

static bool plot_file(const struct run_file *file, const char *directory, bool named)
{
	struct pictures pictures = { 0 };
	struct words caption = machine_caption(file->result.machine, file->result.run);
	struct words prefix = words("%s%s", named ? file->name : "", named ? "-" : "");

	pictures_of_result(&pictures, file);
	return draw(&pictures, directory, prefix.text, caption.text);
}

static bool plot_together(const struct run_files *files, const struct generations *generations,
			  const char *directory)
{
	struct pictures pictures = { 0 };
	struct words caption = pictures_caption(files);

	pictures_of_files(&pictures, files, generations);
	return draw(&pictures, directory, "", caption.text);
}

/* Generations are in cycles, and found before those are converted. */
static bool plot_files(const struct run_files *files, const char *directory)
{
	struct library library = library_load(place_of_published().path, NULL);
	struct generations generations = generations_find(files, &library);
	bool drawn = reading_convert_files(files);

	for (size_t i = 0; drawn && i < files->count; i++)
		drawn &= plot_file(&files->list[i], directory, arguments.count > 1);
	if (drawn && files->count > 1)
		drawn = plot_together(files, &generations, directory);
	generations_free(&generations);
	library_free(&library);
	return drawn;
}

enum program_status command_plot(void)
{
	bool failed = false;
	struct run_files files;
	char *directory;

	need_files("plot", 1, SIZE_MAX);
	need_output("plot", "DIR");
	if (mkdir(arguments.output, 0777) && errno != EEXIST)
		return complain("cannot make %s: %s", arguments.output, strerror(errno));
	directory = realpath(arguments.output, NULL);
	if (!directory)
		return complain("%s: %s", arguments.output, strerror(errno));
	files = run_files_load(arguments.files, arguments.count, &failed);
	failed |= !reading_apply_files(&files);
	failed |= !plot_files(&files, directory);
	run_files_free(&files);
	free(directory);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
