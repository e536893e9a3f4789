// SPDX-License-Identifier: GPL-2.0-only
/* Charts gathered, written and drawn. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "show/words.h"
#include "plot/pictures.h"
#include "text/words.h"

/* A new chart of one result is one row here. */
static struct chart *(*const charts_of_result[])(const struct chart_source *source) = {
	chart_cost, chart_overhead, chart_knobs, chart_path, chart_legs, chart_distribution,
};

void pictures_add(struct pictures *pictures, struct chart *chart)
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
			for (size_t row = 0; row < sizeof(charts_of_result) / sizeof(*charts_of_result); row++)
				pictures_add(pictures, charts_of_result[row](&source));
		matrix_free(&matrix);
	}
}

void pictures_of_files(struct pictures *pictures, const struct run_files *files,
		       const struct generations *generations)
{
	static const char *const units[] = { "cycles", "instructions" };

	for (size_t i = 0; i < 2; i++) {
		pictures_add(pictures, chart_generations(generations, units[i]));
		if (files->count == 2)
			pictures_add(pictures, chart_against(&files->list[0].result,
							     &files->list[1].result, units[i]));
	}
}

static const char *day_of(const struct run_file *file)
{
	const char *started = json_string_value(json_object_get(file->result.run, "started"));

	return started ? started : "";
}

/* "7 results of 2026-01-30 to 2026-01-31". */
static void put_days(FILE *stream, const struct run_files *files)
{
	const char *first = day_of(files->list), *last = first;

	for (size_t i = 1; i < files->count; i++) {
		const char *day = day_of(&files->list[i]);

		first = strcmp(day, first) < 0 ? day : first;
		last = strcmp(day, last) > 0 ? day : last;
	}
	fprintf(stream, "%zu results of %.10s", files->count, *first ? first : "unknown days");
	if (strncmp(first, last, 10))
		fprintf(stream, " to %.10s", last);
	fprintf(stream, "; exitbench %s; literature: results/published", exitbench_version);
}

char *pictures_caption(const struct run_files *files)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	if (!stream)
		return NULL;
	if (files->count != 2)
		put_days(stream, files);
	for (size_t i = 0; files->count == 2 && i < 2; i++) {
		char *caption =
			machine_caption(files->list[i].result.machine, files->list[i].result.run);

		fprintf(stream, "%s%s: %s", i ? "; " : "", files->list[i].name,
			caption ? caption : "");
		free(caption);
	}
	fclose(stream);
	return text;
}

static bool write_data(const struct chart *chart, const char *path)
{
	FILE *stream = fopen(path, "we");
	bool written = stream && chart_write(chart, stream);

	if (stream && fclose(stream))
		written = false;
	return written;
}

/* Nothing in it was measured: its caption must not name the machine. */
static bool is_literature(const struct chart *chart)
{
	return chart->series_count == 1 && !strcmp(chart->series[0].colour, "literature");
}

/* The picture's place in the list, filled but for its data. */
static bool add_picture(struct pictures *pictures, size_t chart, const char *base,
			const char *format, const char *caption)
{
	struct picture *picture = &pictures->list[pictures->count];

	*picture = (struct picture){ .chart = pictures->chart[chart], .format = format,
				     .data = pictures->data[chart], .caption = caption };

	if (is_literature(pictures->chart[chart]))
		picture->caption = "published figures only; their sources are in results/published";
	if (asprintf(&picture->output, "%s.%s", base, format) < 0)
		return false;
	pictures->count++;
	return true;
}

static const char *prepare(struct pictures *pictures, size_t chart, const char *base,
			   const char *const *formats, const char *caption)
{
	if (asprintf(&pictures->data[chart], "%s.tsv", base) < 0) {
		pictures->data[chart] = NULL;
		return "no memory";
	}
	if (!write_data(pictures->chart[chart], pictures->data[chart]))
		return words_kept("cannot write %s: %s", pictures->data[chart], strerror(errno));
	for (size_t i = 0; formats[i]; i++)
		if (!add_picture(pictures, chart, base, formats[i], caption))
			return "no memory";
	return NULL;
}

const char *pictures_prepare(struct pictures *pictures, const char *directory, const char *prefix,
			     const char *const *formats, const char *caption)
{
	const char *wrong = NULL;
	char *base;

	pictures->data = calloc(pictures->charts + 1, sizeof(*pictures->data));
	pictures->list = calloc(pictures->charts * FORMATS_MAX + 1, sizeof(*pictures->list));
	if (!pictures->data || !pictures->list)
		return "no memory";
	for (size_t i = 0; i < pictures->charts && !wrong; i++) {
		if (asprintf(&base, "%s/%s%s", directory, prefix, pictures->chart[i]->name) < 0)
			return "no memory";
		wrong = prepare(pictures, i, base, formats, caption);
		free(base);
	}
	return wrong;
}

/* All pictures behind each other, and back with what became of them. */
static void copy_pictures(struct pictures *const *sets, size_t count, struct picture *all,
			  bool back)
{
	for (size_t i = 0; i < count; all += sets[i++]->count)
		if (sets[i]->count)
			memcpy(back ? sets[i]->list : all, back ? all : sets[i]->list,
			       sets[i]->count * sizeof(*all));
}

const char *pictures_draw_together(struct pictures *const *sets, size_t count)
{
	const char *wrong = "no memory";
	struct picture *all;
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += sets[i]->count;
	all = total ? calloc(total, sizeof(*all)) : NULL;
	if (all) {
		copy_pictures(sets, count, all, false);
		wrong = gnuplot_draw(all, total);
		copy_pictures(sets, count, all, true);
	}
	free(all);
	return total ? wrong : NULL;
}

const char *pictures_draw(struct pictures *pictures, const char *directory, const char *prefix,
			  const char *const *formats, const char *caption)
{
	const char *wrong = pictures_prepare(pictures, directory, prefix, formats, caption);

	return wrong ? wrong : pictures_draw_together(&pictures, 1);
}

const struct picture *pictures_find(const struct pictures *pictures, const char *chart,
				    const char *format)
{
	for (size_t i = 0; i < pictures->count; i++)
		if (!strcmp(pictures->list[i].chart->name, chart) &&
		    !strcmp(pictures->list[i].format, format))
			return &pictures->list[i];
	return NULL;
}

void pictures_free(struct pictures *pictures)
{
	for (size_t i = 0; i < pictures->count; i++)
		free(pictures->list[i].output);
	for (size_t i = 0; i < pictures->charts; i++) {
		if (pictures->data)
			free(pictures->data[i]);
		chart_free(pictures->chart[i]);
	}
	free(pictures->chart);
	free(pictures->data);
	free(pictures->list);
	*pictures = (struct pictures){ 0 };
}
