// SPDX-License-Identifier: GPL-2.0-only
/*
 * A chart as gnuplot reads it, and one gnuplot for many pictures: plots/all.gp reads the list, one
 * line for each picture. The last line on gnuplot's stderr says why a picture is missing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "plot/pictures.h"
#include "text/endings.h"
#include "text/table.h"
#include "text/places.h"

#define ENDING_BYTES      16
#define RUNS_IN_VAIN_MOST 2 /* one after the other that draw nothing */

/* gnuplot does not count a block without lines: the series after it would be confused. */
static void end_block(bool is_empty, FILE *stream)
{
	fputs(is_empty ? "0\t\n\n\n" : "\n\n", stream);
}

static void write_rows(const struct chart *chart, FILE *stream)
{
	for (int margin = 0; margin < 2; margin++) {
		fputs(margin ? "# y\tmargin\n" : "# y\trow\theading\ttop\n", stream);
		for (size_t i = 0; i < chart->rows; i++) {
			const struct chart_row *row = &chart->row[i];
			double top = chart_row_top(chart, i + 1);
			double middle = top + chart_row_lines(chart, i + 1) / 2;

			if (margin)
				fprintf(stream, "%.4g\t%s\n", middle,
					row->margin ? row->margin : "");
			else
				fprintf(stream, "%.4g\t%s\t%d\t%.4g\n", middle,
					row->label ? row->label : "", row->heading, top);
		}
		end_block(!chart->rows, stream);
	}
}

static void write_series(const struct chart *chart, const struct chart_series *series, FILE *stream)
{
	fprintf(stream, "# %s: value\tlo\thi\ty\ttext\trow\thollow\n", series->label);
	for (size_t i = 0; i < series->count; i++) {
		const struct chart_point *point = &series->points[i];

		fprintf(stream, "%.10g\t%.10g\t%.10g\t%.4g\t%s\t%zu\t%d\n", point->value,
			point->lo, point->hi, chart_point_line(chart, point), point->text,
			point->row, point->hollow);
	}
	end_block(false, stream);
}

bool chart_write(const struct chart *chart, FILE *stream)
{
	write_rows(chart, stream);
	for (size_t i = 0; i < chart->series_count; i++)
		write_series(chart, &chart->series[i], stream);
	return !ferror(stream);
}

/* With a point wherever an exponent may be: gnuplot takes 1e-07 for a 1 with letters behind. */
void chart_numbers(const struct chart *chart, char *numbers, size_t bytes)
{
	struct chart_extent reach = chart->kind->drawing == DRAW_DOTS ? chart_reach(chart)
								      : chart_extent(chart);
	size_t label = 0, margin = 0;

	for (size_t i = 0; i < chart->rows; i++) {
		const struct chart_row *row = &chart->row[i];

		if (row->label && text_width(row->label) > label)
			label = text_width(row->label);
		if (row->margin && text_width(row->margin) > margin)
			margin = text_width(row->margin);
	}
	snprintf(numbers, bytes, "%zu %#.10g %#.10g %zu %zu %#.10g %#.4g %zu", chart->rows,
		 reach.least, reach.most, label, margin, chart->kind->shaded,
		 chart_row_top(chart, chart->rows + 1), chart_text_width(chart));
}

/* With no-break spaces: gnuplot splits words at the others. */
static void put_word(const char *label, FILE *stream)
{
	for (; *label; label++)
		fputs(*label == ' ' ? "\u00a0" : (char[]){ *label, 0 }, stream);
}

char *chart_series_words(const struct chart *chart)
{
	char *words = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&words, &bytes);

	for (size_t i = 0; stream && i < chart->series_count; i++) {
		put_word(chart->series[i].label, stream);
		fprintf(stream, " %s %s ", chart->series[i].colour, chart->series[i].shape);
	}
	if (stream)
		fclose(stream);
	return words;
}

/* The last line of gnuplot's stderr that is more than a mark under an error. */
static void last_line(FILE *errors, char *line, size_t bytes)
{
	char read[256];

	snprintf(line, bytes, "it gave no reason");
	rewind(errors);
	while (fgets(read, sizeof(read), errors)) {
		read[strcspn(read, "\n")] = 0;
		if (read[strspn(read, " ^")])
			snprintf(line, bytes, "%s", read);
	}
}

/* In the scripts' directory, without the user's own settings. */
static int spawn(char *const *arguments, const char *directory, FILE *errors, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed)
		return failed;
	posix_spawn_file_actions_addchdir_np(&actions, directory);
	posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDOUT_FILENO);
	failed = posix_spawnp(child, "gnuplot", &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static void write_line(const struct picture *picture, FILE *list)
{
	char *series = chart_series_words(picture->chart), numbers[160];
	char *caption = strdup(picture->caption);

	chart_numbers(picture->chart, numbers, sizeof(numbers));
	for (char *c = caption; c && *c; c++)
		*c = *c == '\t' || *c == '\n' ? ' ' : *c;
	fprintf(list, "%s\t%s\t%s\t%s%s%s\t%s\t%s\t%s\t%s\t%s.gp\n", picture->chart->data,
		picture->output, picture->format, picture->chart->subject,
		*picture->chart->subject ? ": " : "", picture->chart->title, picture->chart->axis,
		caption ? caption : "", series ? series : "", numbers,
		drawing_names[picture->chart->kind->drawing]);
	free(caption);
	free(series);
}

static bool write_list(struct picture *const *pictures, size_t count, const char *path)
{
	FILE *list = path ? fopen(path, "we") : NULL;

	for (size_t i = 0; list && i < count; i++)
		write_line(pictures[i], list);
	return list && !fclose(list);
}

/* Returns 0, or what keeps gnuplot from starting, as an errno. */
static int run(char *list, const char *scripts, FILE *errors, int *status)
{
	pid_t child;
	int failed = spawn((char *[]){ "gnuplot", "-d", "-c", "all.gp", list, NULL }, scripts,
			   errors, &child);

	if (!failed)
		ending_ends(child);
	while (!failed && waitpid(child, status, 0) < 0 && errno == EINTR)
		;
	ending_ends(0);
	return failed;
}

static struct words run_on_list(char *list)
{
	struct place scripts = place_of_plots();
	FILE *errors = tmpfile();
	char line[256] = "";
	int status = 0, failed = EIO;

	if (errors && *scripts.path)
		failed = run(list, scripts.path, errors, &status);
	if (!failed && WIFSIGNALED(status))
		snprintf(line, sizeof(line), "it died of signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else if (errors && !failed && status)
		last_line(errors, line, sizeof(line));
	if (errors)
		fclose(errors);
	if (!*scripts.path)
		return words("the gnuplot scripts are neither beside the build nor installed; "
			     "name their place in EXITBENCH_PLOTS");
	if (failed == ENOENT)
		return words("gnuplot is not installed (apt-get install gnuplot-nox); the data are "
			     "written all the same");
	if (failed)
		return words("gnuplot cannot be started: %s", strerror(failed));
	return *line ? words("gnuplot failed: %s", line) : words("%s", "");
}

/* Killed, or on a full disk, gnuplot leaves a part: each format has an end. */
static bool is_whole(const struct picture *picture)
{
	char end[ENDING_BYTES];
	FILE *file = fopen(picture->output, "re");
	size_t bytes = 0;

	if (file && !fseek(file, -(long)sizeof(end), SEEK_END))
		bytes = fread(end, 1, sizeof(end), file);
	if (file)
		fclose(file);
	return memmem(end, bytes, "</svg>", 6) || memmem(end, bytes, "IEND", 4) ||
	       memmem(end, bytes, "%%EOF", 5);
}

/* One process. Returns how many pictures are drawn before the first that is missing. */
static size_t draw_some(struct picture *const *pictures, size_t count, struct words *wrong)
{
	const char *first = pictures[0]->output;
	char *list = NULL;
	size_t drawn = 0;

	/* A short name of its own: the picture's may be as long as a name can be. */
	if (asprintf(&list, "%.*slist", (int)(basename(first) - first), first) < 0)
		list = NULL;
	*wrong = write_list(pictures, count, list) ? run_on_list(list)
						   : words("cannot write gnuplot's list: %s",
							   strerror(errno));
	if (list)
		unlink(list);
	free(list);
	while (drawn < count && is_whole(pictures[drawn]))
		pictures[drawn++]->drawn = true;
	if (drawn < count && !*wrong->text)
		*wrong = words("gnuplot left no %s", basename(pictures[drawn]->output));
	return drawn;
}

struct words gnuplot_draw(struct picture *const *pictures, size_t count)
{
	struct words first_wrong = { "" };
	size_t next = 0, runs_in_vain = 0;

	/* It reads the list as fields in quotes, of which a backslash escapes something. */
	if (count && strpbrk(pictures[0]->output, "\"\\\t\n"))
		return words("gnuplot takes no path that has a double quote, a backslash, a tab or "
			     "a line break in it; the data are written all the same");
	while (next < count && runs_in_vain < RUNS_IN_VAIN_MOST) {
		struct words wrong;
		size_t drawn = draw_some(pictures + next, count - next, &wrong);

		if (!*first_wrong.text)
			first_wrong = wrong;
		runs_in_vain = drawn ? 0 : runs_in_vain + 1;
		next += drawn + 1; /* past the one that could not be drawn */
	}
	return first_wrong;
}
