// SPDX-License-Identifier: GPL-2.0-only
/*
 * The data of charts instead of pictures: a table of each chart to read, or a record for each
 * point.
 */
#include <string.h>
#include "plot/pictures.h"
#include "show/words.h"

/* A point where it stands. */
struct spot {
	const struct chart *chart;
	const char *group; /* the heading above its row, or "" */
	const struct chart_series *series;
	const struct chart_point *point;
};
typedef void spot_use(const struct spot *spot, void *data);

/* A point's row may be a year or a share instead. */
static struct words row_words(const struct chart *chart, const struct chart_point *point)
{
	if (chart->kind->drawing == DRAW_YEARS)
		return words("%zu", point->row);
	if (chart->kind->drawing == DRAW_STEPS)
		return words("%.4g %%", (double)point->row / 100);
	return words("%s", point->row <= chart->rows ? chart->row[point->row - 1].label : "");
}

static void use_row(const struct chart *chart, size_t row, const char *group, spot_use *use,
		    void *data)
{
	for (size_t i = 0; i < chart->series_count; i++)
		for (size_t j = 0; j < chart->series[i].count; j++) {
			const struct chart_point *point = &chart->series[i].points[j];

			if (point->row == row || !chart->rows)
				use(&(struct spot){ chart, group, &chart->series[i], point },
				    data);
		}
}

/* Those of a row together, for what stands beside each other in the picture. */
static void each_spot(const struct chart *chart, spot_use *use, void *data)
{
	const char *group = "";

	if (!chart->rows)
		use_row(chart, 0, group, use, data);
	for (size_t i = 0; i < chart->rows; i++) {
		if (chart->row[i].heading)
			group = chart->row[i].label;
		use_row(chart, i + 1, group, use, data);
	}
}

static bool has_interval(const struct spot *spot)
{
	const struct chart_kind *kind = spot->chart->kind;

	return kind->drawing != DRAW_BARS && !kind->joins && spot->point->lo < spot->point->hi;
}

struct sheet {
	struct table *table;
	size_t rows;
	const char *group;
	struct words last;
};

static void add_spot(const struct spot *spot, void *data)
{
	struct sheet *sheet = data;
	struct words row = row_words(spot->chart, spot->point);
	size_t at;

	if (strcmp(spot->group, sheet->group))
		table_set(sheet->table, ++sheet->rows, 0, "%s", spot->group);
	at = ++sheet->rows;
	if (strcmp(row.text, sheet->last.text) || strcmp(spot->group, sheet->group))
		table_set(sheet->table, at, 0, "%s", row.text);
	table_set(sheet->table, at, 1, "%s", spot->series->label);
	table_set(sheet->table, at, 2, "%s", value_text(spot->point->value).text);
	if (has_interval(spot))
		table_set(sheet->table, at, 3, "%s to %s", value_text(spot->point->lo).text,
			  value_text(spot->point->hi).text);
	sheet->group = spot->group;
	sheet->last = row;
}

static void print_chart(const struct chart *chart, const char *file, enum table_format format,
			FILE *stream)
{
	static const char *const heads[] = { "row", "series", "value", "interval", NULL };
	struct sheet sheet = { .table = table_new(4, 1, true), .group = "" };

	fprintf(stream, "%s%s%s%s: %s\n", format == TABLE_MARKDOWN ? "### " : "", file,
		*file ? ", " : "", chart->name, chart->title);
	table_set_heads(sheet.table, heads);
	each_spot(chart, add_spot, &sheet);
	table_drop_empty(sheet.table);
	table_put(sheet.table, format, stream);
	table_free(sheet.table);
	fputs(format == TABLE_MARKDOWN ? "" : "\n", stream);
}

void pictures_print(const struct pictures *pictures, const char *file, enum table_format format,
		    FILE *stream)
{
	for (size_t i = 0; i < pictures->charts; i++)
		print_chart(pictures->chart[i], file, format, stream);
}

struct records {
	enum records_format format;
	const char *file;
	size_t count;
	FILE *stream;
};

static void put_record(const struct spot *spot, void *data)
{
	struct records *records = data;
	const struct chart_point *point = spot->point;
	bool has = has_interval(spot);
	json_t *record = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:f, s:o, s:o, s:i}", "file", records->file, "chart",
		spot->chart->name, "group", spot->group, "row", row_words(spot->chart, point).text,
		"series", spot->series->label, "value", point->value, "lo",
		has ? json_real(point->lo) : json_null(), "hi",
		has ? json_real(point->hi) : json_null(), "hollow", point->hollow);

	record_print(records->format, record, records->count++, records->stream);
	json_decref(record);
}

size_t pictures_records(const struct pictures *pictures, const char *file,
			enum records_format format, size_t count, FILE *stream)
{
	struct records records = { format, file, count, stream };

	for (size_t i = 0; i < pictures->charts; i++)
		each_spot(pictures->chart[i], put_record, &records);
	return records.count;
}
