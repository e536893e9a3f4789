// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench plot: a data file for each chart that a result has something for, and
 * gnuplot to draw it; with several files also what they show together.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "commands/command.h"
#include "show/words.h"
#include "plot/pictures.h"
#include "text/places.h"

static struct {
	char **files, *directory;
	int count;
	const char *formats[FORMATS_MAX + 1];
} options;

static const char *const formats[FORMATS_MAX + 1] = { "svg", "png", "pdf", NULL };

static bool is_given(const char *format)
{
	for (size_t i = 0; options.formats[i]; i++)
		if (!strcmp(options.formats[i], format))
			return true;
	return false;
}

static void take_formats(const char *list)
{
	char *copy = strdup(list), *rest = copy;
	size_t count = 0;

	for (const char *word; copy && (word = strsep(&rest, ","));) {
		size_t known = 0;

		while (formats[known] && strcmp(formats[known], word))
			known++;
		if (!formats[known])
			refuse_usage("--format: there is no format `%s'; there are svg, png, pdf",
				     word);
		if (!is_given(word))
			options.formats[count++] = formats[known];
	}
	free(copy);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'o':
		options.directory = argument;
		return 0;
	case 'f':
		memset(options.formats, 0, sizeof(options.formats));
		take_formats(argument);
		return 0;
	case ARGP_KEY_ARGS:
		options.files = state->argv + state->next;
		options.count = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("plot: which result file?");
	case ARGP_KEY_SUCCESS:
		if (!options.directory)
			refuse_usage("plot: where to? Give -o DIR");
		if (!options.formats[0])
			take_formats("svg,png");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "output",
	  .key = 'o',
	  .arg = "DIR",
	  .doc = "Directory for the pictures and their data; made if need be" },
	{ .name = "format",
	  .key = 'f',
	  .arg = "LIST",
	  .doc = "Of svg, png and pdf, with commas between (svg,png)" },
	{ 0 }
};

const struct argp plot_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE... -o DIR",
	.doc = "Draw result files: `cost', operations by where they ran; `overhead', the same as a "
	       "multiple of native; `knobs', what a setting changes; `path', the round trip of an "
	       "exit; `legs', its exit, handler and entry; `distribution', how trials scatter. "
	       "Only those that a file has figures for. Each comes with the data it shows (.tsv), "
	       "one set for each unit: cycles and instructions never share an axis.\vWith several "
	       "files their names go before: mine-cost-cycles.svg. Then there are also "
	       "`generations', round trips by CPU beside published ones, and with two files "
	       "`against', the second's cost as a multiple of the first's. Needs gnuplot.",
};

static bool draw(struct pictures *pictures, const char *directory, const char *prefix,
		 const char *caption)
{
	const char *wrong = pictures_draw(pictures, directory, prefix, options.formats, caption);

	for (size_t i = 0; i < pictures->count; i++)
		if (pictures->list[i].drawn)
			printf("%s\n", pictures->list[i].output);
	if (wrong)
		complain("%s", wrong);
	pictures_free(pictures);
	return !wrong;
}

static bool plot_file(const struct run_file *file, const char *directory, bool named)
{
	struct pictures pictures = { 0 };
	char *caption = machine_caption(file->result.machine, file->result.run), *prefix = NULL;
	bool drawn = false;

	pictures_of_result(&pictures, file);
	if (asprintf(&prefix, "%s%s", named ? file->name : "", named ? "-" : "") < 0)
		prefix = NULL;
	if (caption && prefix)
		drawn = draw(&pictures, directory, prefix, caption);
	free(caption);
	free(prefix);
	return drawn;
}

static bool plot_together(const struct run_files *files, const char *directory)
{
	struct library library = library_load(place_of_published(), NULL);
	struct generations generations = generations_find(files, &library);
	struct pictures pictures = { 0 };
	char *caption = pictures_caption(files);
	bool drawn;

	pictures_of_files(&pictures, files, &generations);
	drawn = draw(&pictures, directory, "", caption ? caption : "");
	free(caption);
	generations_free(&generations);
	library_free(&library);
	return drawn;
}

enum program_status command_plot(void)
{
	bool failed = false;
	struct run_files files;
	char *directory;

	if (mkdir(options.directory, 0777) && errno != EEXIST)
		return complain("cannot make %s: %s", options.directory, strerror(errno));
	directory = realpath(options.directory, NULL);
	if (!directory)
		return complain("%s: %s", options.directory, strerror(errno));
	files = run_files_load(options.files, (size_t)options.count, &failed);
	for (size_t i = 0; i < files.count; i++)
		failed |= !plot_file(&files.list[i], directory, options.count > 1);
	if (files.count > 1)
		failed |= !plot_together(&files, directory);
	run_files_free(&files);
	free(directory);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
