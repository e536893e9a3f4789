/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result's cells of one unit as a matrix: operations down, where they ran
 * across. What tables and plots are made from. Cells of different units never
 * share one.
 */
#ifndef HARNESS_MATRIX_H
#define HARNESS_MATRIX_H

#include "bench/cell.h"
#include "result/find.h"

#define MATRIX_COLUMNS_MAX 256

/* Borrowed from a cell of the column. What Linux or a hypervisor answers natively stands apart. */
struct matrix_column {
	const char *env, *backend, *form, *knobs;
	enum answerer answered_by;
	const char *also; /* another backend, with equal figures; or NULL */
};

struct matrix {
	const struct result *result;
	const char *unit;
	size_t rows, columns;
	char **labels;                     /* of the rows */
	struct matrix_column *column;
	const struct cell_result **cells;  /* rows * columns, NULL where there is none */
	size_t *first;                     /* of each row: the first of its operation */
	const struct cell_result **natives; /* of such a row, by figure: matrix_native() */
};

/* The units a result's cells have, each once: up to two, NULL after the last. */
struct units {
	const char *unit[3];
};
struct units matrix_units(const struct result *result);

/*
 * A row for each ring an operation is in, or one with the cell of the innermost ring that has a
 * figure.
 */
enum matrix_rows {
	ROWS_BY_RING,
	ROWS_BY_OPERATION,
	ROWS_FOLDED, /* by ring, but equal rings are one row, and equal backends one column */
};

/*
 * The cells of `unit`, without columns in which all were skipped. One without a unit, for it has no
 * figure, is where the others of its backend are. Points into `result`. false if there is no memory
 * or the columns are more than MATRIX_COLUMNS_MAX.
 */
bool matrix_make(struct matrix *matrix, const struct result *result, const char *unit,
		 enum matrix_rows rows);
void matrix_free(struct matrix *matrix);

const struct cell_result *matrix_at(const struct matrix *matrix, size_t row, size_t column);

/*
 * The cell that ran the row's operation natively, in the innermost ring in which the CPU answered
 * it and this figure is a cost. It may be in another row.
 */
const struct cell_result *matrix_native(const struct matrix *matrix, size_t row,
					enum figure figure);

#endif
