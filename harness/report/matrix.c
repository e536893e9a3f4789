// SPDX-License-Identifier: GPL-2.0-only
/*
 * The matrix as a table, operations down, environments and backends across: the floor, half its
 * interval's width, its ratio to native, and the median where it differs. Each cell has its id
 * and its exact floor (data-floor), so that a test can check them against the file.
 */
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "show/answers.h"
#include "show/words.h"

/* Tables with columns of their own: one of all has fifty, and is empty but for a tenth. */
enum part { BY_DEFAULT, OTHER_GUEST, SETTINGS, PARTS };

static const struct {
	const char *heading, *caption;
} part_words[PARTS] = {
	[BY_DEFAULT] = { "Per operation", "All cells" },
	[OTHER_GUEST] = { "Per operation of another guest", "All cells of another guest" },
	[SETTINGS] = { "Per operation, with one setting changed", "All cells of other settings" },
};

struct columns {
	size_t count, at[MATRIX_COLUMNS_MAX];
};

static enum part part_of(const struct matrix_column *column)
{
	enum knob knob = are_default(column->knobs) ? KNOB_default : knob_named(column->knobs);

	return knob == KNOBS ? SETTINGS
	       : knobs[knob].by_default ? BY_DEFAULT
	       : knobs[knob].also_on	? OTHER_GUEST
					: SETTINGS;
}

static struct columns columns_of(const struct matrix *matrix, enum part part)
{
	struct columns columns = { 0 };

	for (size_t i = 0; i < matrix->columns; i++)
		if (part_of(&matrix->column[i]) == part)
			columns.at[columns.count++] = i;
	return columns;
}

/* How many columns from this one on are of the same environment. */
static size_t env_span(const struct matrix *matrix, const struct columns *columns, size_t first)
{
	const char *env = matrix->column[columns->at[first]].env;
	size_t next = first;

	while (next < columns->count && !strcmp(matrix->column[columns->at[next]].env, env))
		next++;
	return next - first;
}

static void put_head(FILE *page, const struct matrix *matrix, const struct columns *columns,
		     const json_t *machine)
{
	fputs("<thead><tr><th rowspan=\"2\" scope=\"col\" class=\"text\">operation</th>", page);
	for (size_t i = 0; i < columns->count; i += env_span(matrix, columns, i)) {
		fprintf(page, "<th scope=\"colgroup\" colspan=\"%zu\">",
			env_span(matrix, columns, i));
		html_text(page, matrix->column[columns->at[i]].env);
		fputs("</th>", page);
	}
	fputs("</tr>\n<tr class=\"sub\">", page);
	for (size_t i = 0; i < columns->count; i++)
		html_element(page, "th scope=\"col\"", "%s",
			     place_backend_words(&matrix->column[columns->at[i]], machine).text);
	fputs("</tr></thead>\n<tbody>\n", page);
}

/* What a picture's points link to. */
static void put_id(FILE *page, const char *before, const struct cell_result *cell)
{
	html_attribute(page, "id", "%s%s", before, cell->id);
}

static void put_without(FILE *page, const char *before, const struct cell_result *cell)
{
	bool ok = cell->status == STATUS_OK;
	const char *class = is_hole(cell) ? "hole" : ok ? "none" : status_names[cell->status];

	fprintf(page, "<td class=\"%s\"", class);
	put_id(page, before, cell);
	/* Many were skipped for one reason, which stands below with their names. */
	if (cell->status != STATUS_SKIP && cell->reason)
		html_attribute(page, "title", "%s", cell->reason);
	fprintf(page, ">%s", ok && !cell->alone.never ? class : missing_words(cell).text);
}

/* `native` may be NULL. */
static void put_figure(FILE *page, const char *before, const struct cell_result *cell,
		       const struct cell_result *native)
{
	const struct statistic *floor = headline_of(cell, FIGURE_FLOOR),
			       *median = headline_of(cell, FIGURE_MEDIAN);

	fprintf(page, "<td%s data-floor=\"%.10g\"", is_hole(cell) ? " class=\"hole\"" : "",
		floor->value);
	put_id(page, before, cell);
	html_attribute(page, "title", "%s to %s", value_text(floor->lo).text,
		       value_text(floor->hi).text);
	fputs(">", page);
	html_element(page, "b", "%s", figure_text(floor).text);
	fputs(" ", page);
	html_element(page, "small", "%s", interval_words(floor).text);
	if (median->method && median->value != floor->value)
		html_element(page, "small class=\"m\"", "%s",
			     figure_text(median).text);
	if (native && !same_text(cell->env, "native") && headline_of(native, FIGURE_FLOOR)->method)
		html_element(page, "small class=\"r\"", "%s",
			     multiple_words(floor, headline_of(native, FIGURE_FLOOR)).text);
	if (is_hole(cell))
		html_element(page, "small", "%s", "hole");
}

static bool has_cells(const struct matrix *matrix, const struct columns *columns, size_t row)
{
	for (size_t i = 0; i < columns->count; i++)
		if (matrix_at(matrix, row, columns->at[i]))
			return true;
	return false;
}

static void put_row(FILE *page, const char *before, const struct matrix *matrix,
		    const struct columns *columns, size_t row)
{
	const struct cell_result *native = matrix_native(matrix, row, FIGURE_FLOOR);

	fputs("<tr>", page);
	html_cells(page, "h", matrix->labels[row]);
	for (size_t i = 0; i < columns->count; i++) {
		const struct cell_result *cell = matrix_at(matrix, row, columns->at[i]);

		if (!cell)
			html_cells(page, "n", "");
		else if (has_figure(cell) && headline_of(cell, FIGURE_FLOOR)->method)
			put_figure(page, before, cell, native);
		else
			put_without(page, before, cell);
	}
	fputs("</tr>\n", page);
}

static void put_part(FILE *page, const struct run_file *file, const char *before,
		     const struct matrix *matrix, enum part part)
{
	const char *unit = headline_label(&file->result, matrix->unit);
	struct columns columns = columns_of(matrix, part);

	if (!columns.count)
		return;
	html_element(page, "h3", "%s, in %s", part_words[part].heading,
		     result_is_in_core_cycles(&file->result) ? unit : unit_words(matrix->unit));
	html_table_begin(page, "matrix sortable filtered",
			 words("%s, in %s: %s", part_words[part].caption, unit, file->name).text,
			 NULL);
	put_head(page, matrix, &columns, file->result.machine);
	for (size_t row = 0; row < matrix->rows; row++)
		if (has_cells(matrix, &columns, row))
			put_row(page, before, matrix, &columns, row);
	html_table_end(page);
}

void page_matrices(FILE *page, const struct run_file *file, const char *before)
{
	struct units units = matrix_units(&file->result);

	page_prose(page, "quiet", "matrix");
	for (size_t i = 0; units.unit[i]; i++) {
		struct matrix matrix;
		bool is_made = matrix_make(&matrix, &file->result, units.unit[i], ROWS_BY_RING);

		for (enum part part = 0; is_made && part < PARTS; part++)
			put_part(page, file, before, &matrix, part);
		if (!is_made && matrix.columns)
			page_prose(page, "note", "no-matrix");
		matrix_free(&matrix);
	}
}
