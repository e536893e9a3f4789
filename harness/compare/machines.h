/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several result files as one table: operations down, machines across. Files in one unit share a
 * table; cycles and instructions never do.
 */
#ifndef HARNESS_COMPARE_MACHINES_H
#define HARNESS_COMPARE_MACHINES_H

#include <stdint.h>
#include "compare/compare.h"
#include "result/set.h"
#include "show/screen.h"

#define NO_BASE ((size_t)-1)

/* A table of so many files has them whole; of more it keeps the words that it shows. */
#define MACHINES_WHOLE 20

/* An operation in this unit, or a round trip by its label. Rows of several techniques are of it. */
struct machines_item {
	const char *unit, *name, *label;
	bool is_trip;
};

/* Where a file's figure stands, and what. */
struct machines_cell {
	uint32_t item;
	uint16_t place;
	bool has_figure;
	const char *words;              /* of few files NULL: they depend on the base */
};

/* Of few files, what its words are made of. */
struct machines_value {
	enum cell_status status;
	const char *id;                 /* NULL of a leg */
	struct statistic figure;        /* without a method there is none */
};

struct machines_file {
	const char *unit;               /* NULL: it has no cells */
	char *caption;                  /* the machine, in a line */
	size_t count;
	struct machines_cell *cells;
	struct machines_value *values;  /* of the cells; NULL of many files */
};

struct machines {
	const struct run_files *files;
	size_t base;                    /* the file that ratios are to, or NO_BASE */
	struct comparison *against;     /* each file with the base; empty if of another machine */
	size_t count;                   /* of the files */
	struct machines_file *of;
	uint32_t item_count;
	struct machines_item *items;    /* in the order of the first file that has it */
	struct texts texts;
	bool lacks_memory;              /* something is missing, so that it is not shown */
};

/*
 * In steps, so that not all files are in memory: add each of `count` files, then end. Where there
 * are many, nothing is kept of a file's result but what the table shows of it. Machines begin as
 * zeros. false: no memory.
 */
bool machines_add(struct machines *machines, struct run_files *files, struct run_file *file,
		  size_t count);
bool machines_end(struct machines *machines, const struct run_files *files, size_t base);

/* All steps, of files that are whole. */
bool machines_make(struct machines *machines, const struct run_files *files, size_t base);
void machines_free(struct machines *machines);

/*
 * Where a figure stands: of an operation the technique, under our driver or KVM; of a round trip
 * one of these.
 */
enum { MACHINES_TRIP, MACHINES_LEG, MACHINES_LEAN = MACHINES_LEG + RESULT_LEGS, MACHINES_KVM,
       MACHINES_PARTS };

static inline size_t machines_place_of(enum technique technique, bool by_kvm)
{
	return by_kvm && technique != TECHNIQUE_NATIVE ? TECHNIQUES + technique : technique;
}

/* Where a row's figures stand in each file. */
struct machines_place {
	uint32_t item;
	uint16_t place;
};

/* A row: what it is. `heading` is set where a group begins. */
struct machines_row {
	const char *heading;
	struct words label;
	struct machines_place place;
};

/* NULL: none. There are no values of many files. */
const struct machines_cell *machines_cell_at(const struct machines *machines,
					     struct machines_place at, size_t file);
const struct machines_value *machines_value_at(const struct machines *machines,
					       struct machines_place at, size_t file);
const struct statistic *machines_figure(const struct machines *machines,
					struct machines_place at, size_t file);

/* Calls `use` for each row that a file in this unit has a figure for, in their order. */
typedef void machines_use(const struct machines *machines, const struct machines_row *row,
			  void *data);
void machines_rows(const struct machines *machines, const char *unit, machines_use *use,
		   void *data);

/* The tables of all units, as text or Markdown, and below them what the machines are. */
void machines_print(const struct machines *machines, enum table_format format, FILE *stream);

/* "57 ±1.1%"; or why there is none. */
struct words machines_value_words(const struct machines_value *value);

/* The same; or of another file than the base "1.24 (1.20..1.28)", and "slower" if tested. */
struct words machines_cell_words(const struct machines *machines, struct machines_place at,
				 size_t file);

#endif
