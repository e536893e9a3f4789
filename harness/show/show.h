/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as text, as `exitbench show' and the end of `exitbench run' print it. */
#ifndef HARNESS_SHOW_H
#define HARNESS_SHOW_H

#include <stdio.h>
#include "result/set.h"
#include "result/result.h"
#include "text/notes.h"
#include "text/table.h"
#include "text/words.h"

/* The first screen alone; or, of each that is asked for, all tables and the notes. */
struct show_options {
	bool all, notes;
	enum table_format format;
};

/* `name` is what the file is called, or NULL. */
void show_result(const struct result *result, const char *name, const struct show_options *options,
		 FILE *stream);

/* What a VM exit costs, the classic operations by technique, and how far to trust that. */
void show_screen(const struct result *result, const char *name, const struct show_options *options,
		 FILE *stream);

/* A row of the table of legs, texts as people read them. false: the cell is not stamped. */
enum { LEG_COLUMNS = 7 };
extern const char *const leg_heads[LEG_COLUMNS + 1]; /* ends with NULL */
bool leg_row(const struct result *result, const struct cell_result *cell,
	     struct words row[LEG_COLUMNS]);

/* The table of legs: nothing if no cell is stamped. */
void show_legs(const struct result *result, enum table_format format, FILE *stream);

/* The same of cells whose run looked for neighbours on the core. */
enum { NEIGHBOUR_COLUMNS = 7 };
extern const char *const neighbour_heads[NEIGHBOUR_COLUMNS + 1];
bool neighbour_row(const struct cell_result *cell, struct words row[NEIGHBOUR_COLUMNS]);
void show_neighbour(const struct result *result, enum table_format format, FILE *stream);

/* The table of counters, and why some could not be read: nothing if none were asked for. */
void show_events(const struct result *result, enum table_format format, FILE *stream);

/* Why cells have no figure; and of holes, which have one, what is wrong. */
void reasons_collect(const struct result *result, struct notes *reasons, struct notes *holes);

/* What a reader should know besides the numbers: add the warnings that hold, and their cells. */
void warnings_collect(const struct result *result, struct notes *notes);

/* The first three are the most important. A name, and the sentence or, if it does not hold, "". */
struct sentence {
	const char *name;
	struct words (*say)(const struct result *result);
};
extern const struct sentence sentences[];
extern const size_t sentence_count;

/* Of the row of that name. */
struct words sentence_of(const char *name, const struct result *result);

/* As RFC 4180, a head and a line a record, no number an empty field; or an array of objects. */
enum records_format { RECORDS_CSV, RECORDS_JSON };

/* One, after `number` others: an object of texts, numbers and nulls. */
void record_print(enum records_format format, const json_t *record, size_t number, FILE *stream);

/* The records of a file, after `count` others. Returns how many there are then. */
size_t records_print(enum records_format format, const struct run_file *file, size_t count,
		     FILE *stream);

/* Once, after `count` records of all files. */
void records_end(enum records_format format, size_t count, FILE *stream);

#endif
