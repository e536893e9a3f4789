// SPDX-License-Identifier: GPL-2.0-only
/* Charts gathered, written and drawn. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "show/words.h"
#include "plot/pictures.h"
#include "result/kept.h"
#include "text/words.h"

static struct chart *(*const charts_of_result[])(const struct chart_source *source) = {
#define CHART(name, words) chart_##name,
	CHARTS_OF_RESULT(CHART)
#undef CHART
};

/* The chart is taken; NULL is none. */
static void add_chart(struct pictures *pictures, struct chart *chart)
{
	struct chart **list;

	if (!chart)
		return;
	list = reallocarray(pictures->chart, pictures->charts + 1, sizeof(*list));
	if (!list) {
		chart_free(chart);
		return;
	}
	pictures->chart = list;
	list[pictures->charts++] = chart;
}

void pictures_of_result(struct pictures *pictures, const struct run_file *file)
{
	struct units units = matrix_units(&file->result);

	for (size_t i = 0; units.unit[i]; i++) {
		struct matrix matrix;
		struct chart_source source = { &file->result, &matrix };

		if (matrix_make(&matrix, &file->result, units.unit[i], ROWS_BY_OPERATION))
			for (size_t row = 0;
			     row < sizeof(charts_of_result) / sizeof(*charts_of_result); row++)
				add_chart(pictures, charts_of_result[row](&source));
		matrix_free(&matrix);
	}
}

static const char *day_of(const struct run_file *file)
{
	return json_text_of(file->result.run, "started", "");
}

static const char *version_of(const struct run_file *file)
{
	return json_text_of(file->result.run, "version", "unknown");
}

/* By which they were measured: "exitbench 1.0", "several versions of exitbench". */
static struct words versions_words(const struct run_files *files)
{
	for (size_t i = 1; i < files->count; i++)
		if (strcmp(version_of(&files->list[i]), version_of(&files->list[0])))
			return words("several versions of exitbench");
	return words("exitbench %.40s", version_of(&files->list[0]));
}

/* "7 results of 2026-01-30 to 2026-01-31". */
static struct words days_words(const struct run_files *files)
{
	const char *first = day_of(files->list), *last = first;
	bool several;

	for (size_t i = 1; i < files->count; i++) {
		const char *day = day_of(&files->list[i]);

		first = strcmp(day, first) < 0 ? day : first;
		last = strcmp(day, last) > 0 ? day : last;
	}
	several = strncmp(first, last, 10);
	return words("%zu results of %.10s%s%.10s", files->count, *first ? first : "unknown days",
		     several ? " to " : "", several ? last : "");
}

static struct words caption_of(const struct run_file *file)
{
	return machine_caption(file->result.machine, file->result.run);
}

char *pictures_caption(const struct run_files *files)
{
	const struct run_file *list = files->list;
	char *caption;
	int made = files->count == 1   ? asprintf(&caption, "%s", caption_of(list).text)
		   : files->count == 2 ? asprintf(&caption, "%s: %s; %s: %s", list[0].name,
						  caption_of(&list[0]).text, list[1].name,
						  caption_of(&list[1]).text)
				       : asprintf(&caption, "%s; %s", days_words(files).text,
						  versions_words(files).text);

	return made < 0 ? NULL : caption;
}

/* Of the files that have legs in this unit, and of no other. */
static char *caption_of_legs(const struct run_files *files, const struct legs_of_files *legs,
			     enum unit unit)
{
	struct run_files drawn = { .list = calloc(files->count + 1, sizeof(*files->list)) };
	size_t last = files->count;
	char *caption = NULL;

	for (size_t i = 0; drawn.list && i < legs->count; i++) {
		size_t file = legs->list[i].file;

		if (legs->list[i].unit != unit || file == last)
			continue;
		drawn.list[drawn.count++] = files->list[file];
		last = file;
	}
	if (drawn.count)
		caption = pictures_caption(&drawn);
	free(drawn.list);
	return caption;
}

static void add_legs(struct pictures *pictures, const struct run_files *files,
		     const struct legs_of_files *legs, enum unit unit)
{
	struct chart *chart = chart_legs_by_file(legs, unit);

	if (chart)
		chart->caption = caption_of_legs(files, legs, unit);
	add_chart(pictures, chart);
}

void pictures_of_files(struct pictures *pictures, const struct run_files *files,
		       const struct generations *generations, const struct legs_of_files *legs)
{
	add_chart(pictures, chart_generations(generations));
	for (enum unit unit = UNIT_CYCLES; unit < UNITS; unit++) {
		add_legs(pictures, files, legs, unit);
		if (files->count == 2)
			add_chart(pictures,
				  chart_against(&files->list[0].result, &files->list[1].result,
						unit_names[unit]));
	}
}

/* Nothing in it was measured: its caption must not name the machine. */
static bool is_literature(const struct chart *chart)
{
	for (size_t i = 0; i < chart->series_count; i++)
		if (strcmp(chart->series[i].colour, "literature"))
			return false;
	return true;
}

static bool write_data(const struct chart *chart)
{
	FILE *stream = chart->data ? fopen(chart->data, "we") : NULL;
	bool written = stream && chart_write(chart, stream);

	return stream && !fclose(stream) && written;
}

static char *path_of(const char *directory, const char *prefix, const struct chart *chart,
		     const char *ending)
{
	char *path;

	return asprintf(&path, "%s/%s%s.%s", directory, prefix, chart->name, ending) < 0 ? NULL
											 : path;
}

static void add_picture(struct pictures *pictures, struct picture picture)
{
	if (picture.chart->caption)
		picture.caption = picture.chart->caption;
	else if (is_literature(picture.chart))
		picture.caption = "published figures only; their sources are in results/published";
	else if (picture.chart->kind->drawing == DRAW_YEARS)
		picture.caption = "measured by exitbench on the CPUs named; published figures have "
				  "their sources in results/published";
	if (picture.output)
		pictures->list[pictures->count++] = picture;
}

struct words pictures_prepare(struct pictures *pictures, const char *aside, const char *prefix,
			      const char *const *formats, const char *caption)
{
	struct words wrong = { "" };

	pictures->list = calloc(pictures->charts * FORMATS_MAX + 1, sizeof(*pictures->list));
	if (!pictures->list)
		return words("no memory");
	for (size_t i = 0; i < pictures->charts; i++) {
		struct chart *chart = pictures->chart[i];

		chart->data = path_of(aside, prefix, chart, "tsv");
		if (!write_data(chart)) {
			if (!*wrong.text)
				wrong = words("cannot write %s/%s%s.tsv: %s", pictures->directory,
					      prefix, chart->name, strerror(errno));
			free(chart->data);
			chart->data = NULL;
			continue;
		}
		for (size_t j = 0; formats[j]; j++)
			add_picture(pictures,
				    (struct picture){ .chart = chart,
						      .format = formats[j],
						      .caption = caption,
						      .output = path_of(aside, prefix, chart,
									formats[j]) });
	}
	return wrong;
}

struct words pictures_draw(const struct pictures *pictures)
{
	struct picture **all = calloc(pictures->count + 1, sizeof(*all));
	struct words wrong;

	if (!all)
		return words("no memory");
	for (size_t i = 0; i < pictures->count; i++)
		all[i] = &pictures->list[i];
	wrong = gnuplot_draw(all, pictures->count);
	free(all);
	return wrong;
}

/* The path becomes the new one, or NULL: it stays behind. */
static void move(char **path, const char *directory, struct words *first_wrong)
{
	struct words wrong = words("no memory");
	char *from = *path;

	if (asprintf(path, "%s/%s", directory, basename(from)) < 0)
		*path = NULL;
	else
		wrong = result_kept(*path);
	if (!*wrong.text && rename(from, *path))
		wrong = words("cannot write %s: %s", *path, strerror(errno));
	free(from);
	if (!*wrong.text)
		return;
	free(*path);
	*path = NULL;
	if (!*first_wrong->text)
		*first_wrong = wrong;
}

struct words pictures_place(struct pictures *pictures)
{
	struct words wrong = NO_WORDS;

	for (size_t i = 0; i < pictures->charts; i++)
		if (pictures->chart[i]->data)
			move(&pictures->chart[i]->data, pictures->directory, &wrong);
	for (size_t i = 0; i < pictures->count; i++)
		if (pictures->list[i].drawn)
			move(&pictures->list[i].output, pictures->directory, &wrong);
	return wrong;
}

void pictures_free(struct pictures *pictures)
{
	for (size_t i = 0; i < pictures->count; i++)
		free(pictures->list[i].output);
	for (size_t i = 0; i < pictures->charts; i++)
		chart_free(pictures->chart[i]);
	free(pictures->chart);
	free(pictures->list);
	*pictures = (struct pictures){ 0 };
}
