// SPDX-License-Identifier: GPL-2.0-only
/* Cells sorted into rows and columns, in the order in which the file has them. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bench/cell.h"
#include "show/answers.h"
#include "show/words.h"

#define EQUAL_WITHIN 0.01 /* of figures whose intervals overlap */

struct units matrix_units(const struct result *result)
{
	struct units units = { { NULL } };
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count && count < 2; i++) {
		const char *unit = result->cells[i].unit;

		if (unit && (!count || strcmp(unit, units.unit[0])))
			units.unit[count++] = unit;
	}
	if (!count && result->cell_count)
		units.unit[0] = unit_names[UNIT_CYCLES];
	return units;
}

static const char *unit_in_matrix(const struct result *result, const struct cell_result *cell)
{
	if (cell->unit)
		return cell->unit;
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status == STATUS_OK &&
		    same_text(result->cells[i].backend, cell->backend))
			return result->cells[i].unit;
	return matrix_units(result).unit[0];
}

static enum answerer column_answerer(const struct result *result, const struct cell_result *cell)
{
	enum answerer answerer = answerer_of(cell, result->machine);

	return cell->status == STATUS_OK && answerer != ANSWERER_UNKNOWN ? answerer : ANSWERER_CPU;
}

static bool is_in_column(const struct result *result, const struct cell_result *cell,
			 const struct matrix_column *column)
{
	return same_text(cell->env, column->env) && same_text(cell->backend, column->backend) &&
	       same_text(cell->form, column->form) && same_text(cell->knobs, column->knobs) &&
	       column->answered_by == column_answerer(result, cell);
}

static bool differs_in_ring(const struct cell_result *one, const struct cell_result *other)
{
	return one->ring != other->ring && same_text(one->op, other->op) &&
	       same_text(one->env, other->env) && same_text(one->backend, other->backend) &&
	       same_text(one->form, other->form);
}

/* Such an operation has one row for each ring. Its cells mostly follow one another. */
static bool is_in_two_rings(const struct result *result, const char *op)
{
	const struct cell_result *cells = result->cells;
	size_t first = result->cell_count;

	for (size_t i = 0; i < result->cell_count; i++) {
		if (!same_text(cells[i].op, op))
			continue;
		first = first < i ? first : i;
		for (size_t j = first; j < i; j++)
			if (differs_in_ring(&cells[i], &cells[j]))
				return true;
	}
	return false;
}

/* The row's number, a new one if need be. It is mostly that of the cell before. */
static size_t row_of(struct matrix *matrix, const char *label)
{
	size_t row = matrix->rows;

	while (row--)
		if (same_text(matrix->labels[row], label))
			return row;
	matrix->labels[matrix->rows] = strdup(label);
	return matrix->rows++;
}

/* Its number, or that of the columns: it has none. */
static size_t column_of(const struct matrix *matrix, const struct cell_result *cell)
{
	size_t column = 0;

	while (column < matrix->columns &&
	       !is_in_column(matrix->result, cell, &matrix->column[column]))
		column++;
	return column;
}

/* By environment, unknown ones last; within one vmx before kvm, lean before full. */
static int by_place(const void *a, const void *b)
{
	const struct matrix_column *x = a, *y = b;
	int order = (int)env_named(x->env) - (int)env_named(y->env);

	if (!order)
		order = strcmp(y->backend, x->backend);
	if (!order)
		order = strcmp(y->form, x->form);
	if (!order)
		order = (int)x->answered_by - (int)y->answered_by;
	return order ? order : strcmp(x->knobs ? x->knobs : "", y->knobs ? y->knobs : "");
}

/* Of the unit, without those that split another cell: legs and anatomy have tables. */
static bool is_shown(const struct matrix *matrix, const struct result *result,
		     const struct cell_result *cell)
{
	return same_text(unit_in_matrix(result, cell), matrix->unit) &&
	       !is_leg_cell(result, cell) && !is_anatomy_cell(cell);
}

/* None for what could not be measured anywhere in it: the notes say why. */
static bool find_columns(struct matrix *matrix, const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status == STATUS_SKIP || !is_shown(matrix, result, cell) ||
		    column_of(matrix, cell) < matrix->columns)
			continue;
		if (matrix->columns == MATRIX_COLUMNS_MAX)
			return false;
		matrix->column[matrix->columns++] =
			(struct matrix_column){ cell->env, cell->backend, cell->form, cell->knobs,
						column_answerer(result, cell), NULL };
	}
	qsort(matrix->column, matrix->columns, sizeof(*matrix->column), by_place);
	return true;
}

/* Figures before none, then the inner ring before the outer. */
static bool is_preferred(const struct cell_result *cell, const struct cell_result *to)
{
	if (!to || (cell->status == STATUS_OK) != (to->status == STATUS_OK))
		return !to || cell->status == STATUS_OK;
	return cell->ring < to->ring;
}

static void put_cell(struct matrix *matrix, const struct cell_result *cell, bool by_ring)
{
	struct words label = by_ring ? words("%s (ring %d)", cell->op, cell->ring)
				     : words("%s", cell->op);
	size_t column = column_of(matrix, cell);
	const struct cell_result **place;

	if (column == matrix->columns)
		return;
	place = &matrix->cells[row_of(matrix, label.text) * matrix->columns + column];
	if (is_preferred(cell, *place))
		*place = cell;
}

/* Neither says otherwise: one is missing, or their figures are equal. */
static bool agree(const struct cell_result *a, const struct cell_result *b)
{
	if (!a || !b || a->status != b->status)
		return !a || !b;
	if (!has_figure(a))
		return true;
	if (!has_figure(b) || !same_text(a->unit, b->unit) || is_hole(a) != is_hole(b))
		return false;
	return a->floor.lo <= b->floor.hi && b->floor.lo <= a->floor.hi &&
	       fabs(a->floor.value - b->floor.value) <= EQUAL_WITHIN * fabs(a->floor.value);
}

static void fold_row(struct matrix *matrix, size_t into, size_t row)
{
	struct words label;

	for (size_t i = 0; i < matrix->columns; i++) {
		const struct cell_result **place = &matrix->cells[into * matrix->columns + i];

		*place = *place ? *place : matrix_at(matrix, row, i);
	}
	label = words("%.*s,%s", (int)strcspn(matrix->labels[into], ")"), matrix->labels[into],
		      strstr(matrix->labels[row], "ring ") + strlen("ring"));
	free(matrix->labels[into]);
	free(matrix->labels[row]);
	matrix->labels[into] = strdup(label.text);
	matrix->rows--;
	memmove(&matrix->labels[row], &matrix->labels[row + 1],
		(matrix->rows - row) * sizeof(*matrix->labels));
	memmove(&matrix->cells[row * matrix->columns], &matrix->cells[(row + 1) * matrix->columns],
		(matrix->rows - row) * matrix->columns * sizeof(*matrix->cells));
}

/* Rows of one operation, "cli (ring 0)" and "cli (ring 3)". */
static bool are_foldable(const struct matrix *matrix, size_t row, size_t other)
{
	size_t name = strcspn(matrix->labels[row], " ");

	if (!matrix->labels[row][name] ||
	    strncmp(matrix->labels[row], matrix->labels[other], name + 1))
		return false;
	for (size_t i = 0; i < matrix->columns; i++)
		if (!agree(matrix_at(matrix, row, i), matrix_at(matrix, other, i)))
			return false;
	return true;
}

static void fold_column(struct matrix *matrix, size_t into, size_t column)
{
	struct matrix_column *a = &matrix->column[into], *b = &matrix->column[column];
	bool shared = false, equal = same_text(a->env, b->env) && same_text(a->form, b->form) &&
				     same_text(a->knobs, b->knobs) && !a->also &&
				     a->answered_by == b->answered_by;

	for (size_t row = 0; equal && row < matrix->rows; row++) {
		equal = agree(matrix_at(matrix, row, into), matrix_at(matrix, row, column));
		shared |= has_figure(matrix_at(matrix, row, into)) &&
			  has_figure(matrix_at(matrix, row, column));
	}
	for (size_t row = 0; equal && shared && row < matrix->rows; row++) {
		const struct cell_result **cells = &matrix->cells[row * matrix->columns];

		cells[into] = cells[into] ? cells[into] : cells[column];
		cells[column] = NULL;
	}
	if (equal && shared)
		a->also = b->backend;
}

static void fold(struct matrix *matrix)
{
	for (size_t row = 0; row < matrix->rows; row++)
		for (size_t other = row + 1; other < matrix->rows;)
			if (are_foldable(matrix, row, other))
				fold_row(matrix, row, other);
			else
				other++;
	for (size_t column = 0; column < matrix->columns; column++)
		for (size_t other = column + 1; other < matrix->columns; other++)
			fold_column(matrix, column, other);
}

/* What Linux or a hypervisor answers does not show what the operation costs. */
static bool is_baseline(const struct matrix *matrix, const struct cell_result *cell,
			enum figure figure)
{
	const struct statistic *statistic = cell ? figure_of(cell, figure) : NULL;

	return cell && cell->status == STATUS_OK && statistic->method && statistic->value > 0 &&
	       !is_below(statistic) &&
	       answerer_of(cell, matrix->result->machine) == ANSWERER_CPU;
}

static const char *op_of(const struct matrix *matrix, size_t row)
{
	for (size_t column = 0; column < matrix->columns; column++)
		if (matrix_at(matrix, row, column))
			return matrix_at(matrix, row, column)->op;
	return NULL;
}

/* The first row of the row's operation, whose rows mostly follow one another. */
static size_t first_row(const struct matrix *matrix, size_t row)
{
	const char *op = op_of(matrix, row);

	for (size_t other = row; other-- > 0;)
		if (same_text(op_of(matrix, other), op))
			return matrix->first[other];
	return row;
}

static bool find_natives(struct matrix *matrix)
{
	matrix->first = calloc(matrix->rows + 1, sizeof(*matrix->first));
	matrix->natives = calloc(matrix->rows * FIGURES + 1, sizeof(*matrix->natives));
	if (!matrix->first || !matrix->natives)
		return false;
	for (size_t row = 0; row < matrix->rows; row++) {
		matrix->first[row] = first_row(matrix, row);
		for (size_t i = 0; i < matrix->columns * FIGURES; i++) {
			const struct cell_result *cell = matrix_at(matrix, row, i / FIGURES), **of;

			of = &matrix->natives[matrix->first[row] * FIGURES + i % FIGURES];
			if (is_baseline(matrix, cell, (enum figure)(i % FIGURES)) &&
			    (!*of || cell->ring < (*of)->ring))
				*of = cell;
		}
	}
	return true;
}

bool matrix_make(struct matrix *matrix, const struct result *result, const char *unit,
		 enum matrix_rows rows)
{
	const char *op = NULL; /* of the cell before: to ask every cell takes long */
	bool by_ring = false;

	*matrix = (struct matrix){
		.result = result,
		.unit = unit,
		.labels = calloc(result->cell_count + 1, sizeof(*matrix->labels)),
		.column = calloc(MATRIX_COLUMNS_MAX, sizeof(*matrix->column)),
	};
	if (!matrix->labels || !matrix->column || !find_columns(matrix, result))
		return false;
	matrix->cells = calloc(result->cell_count * matrix->columns + 1, sizeof(*matrix->cells));
	for (size_t i = 0; matrix->cells && i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (!is_shown(matrix, result, cell))
			continue;
		if (rows != ROWS_BY_OPERATION && !same_text(op, cell->op))
			by_ring = is_in_two_rings(result, cell->op);
		op = cell->op;
		put_cell(matrix, cell, by_ring);
	}
	if (matrix->cells && rows == ROWS_FOLDED)
		fold(matrix);
	return matrix->cells && find_natives(matrix);
}

void matrix_free(struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->rows; i++)
		free(matrix->labels[i]);
	free(matrix->labels);
	free(matrix->column);
	free(matrix->cells);
	free(matrix->first);
	free(matrix->natives);
	*matrix = (struct matrix){ 0 };
}

const struct cell_result *matrix_at(const struct matrix *matrix, size_t row, size_t column)
{
	return matrix->cells[row * matrix->columns + column];
}

const struct cell_result *matrix_native(const struct matrix *matrix, size_t row, enum figure figure)
{
	return matrix->natives[matrix->first[row] * FIGURES + figure];
}
