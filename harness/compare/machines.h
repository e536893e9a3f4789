/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several result files as one table: operations down, machines across. Files in one unit share a
 * table; cycles and instructions never do.
 */
#ifndef HARNESS_COMPARE_MACHINES_H
#define HARNESS_COMPARE_MACHINES_H

#include "compare/compare.h"
#include "result/set.h"
#include "show/screen.h"

#define NO_BASE ((size_t)-1)

/* A table of so many files has them whole; of more it keeps what it shows. */
#define MACHINES_WHOLE 20

/*
 * Adds one of `count` files to those of a table, whole or, where there are many, without what the
 * table does not show. false: no memory.
 */
bool machines_add(struct run_files *files, struct run_file *file, size_t count);

struct machines {
	const struct run_files *files;
	struct screen *screens;         /* one a file */
	size_t base;                    /* the file that ratios are to, or NO_BASE */
	struct comparison *against;     /* each file with the base; empty if of another machine */
};

bool machines_make(struct machines *machines, const struct run_files *files, size_t base);
void machines_free(struct machines *machines);

/* A row: what it is, and each file's cell of it. `heading` is set where a group begins. */
struct machines_row {
	const char *heading;
	struct words label;
	const struct cell_result **cells;   /* [files]; NULL: the file has none */
	const struct statistic **figures;   /* [files]; of the cell, or of a leg */
};

/* Calls `use` for each row that a file in this unit has a figure for, in their order. */
typedef void machines_use(const struct machines *machines, const struct machines_row *row,
			  void *data);
void machines_rows(const struct machines *machines, const char *unit, machines_use *use,
		   void *data);

/* The tables of all units, as text or Markdown, and below them what the machines are. */
void machines_print(const struct machines *machines, enum table_format format, FILE *stream);

/* "57 ±1.1%"; or of another file than the base "1.24 (1.20..1.28)", and "slower" if tested. */
struct words machines_cell_words(const struct machines *machines, const struct machines_row *row,
				 size_t file);

#endif
