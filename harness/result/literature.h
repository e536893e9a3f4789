/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Figures from the literature, results/published/NAME.json: a file is one table of one paper
 * (schema: results/published/schema.json). They are shown beside measured figures and never mixed
 * with them. A figure that was not read at its source is marked.
 */
#ifndef HARNESS_PUBLISHED_H
#define HARNESS_PUBLISHED_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include "text/words.h"

struct published_value {
	char *what;                /* what exactly was measured */
	/* round_trip, exit, entry, operation: what it can stand beside */
	char *figure;
	/* ours or its alias, or NULL; native, software, hardware, kvm ... */
	char *op, *technique;
	char *cpu, *released;      /* "Nehalem", "3Q2009", or NULL */
	int year;                  /* of the CPU; 0: not known */
	char *unit;                /* cycles, us */
	char *clock;               /* NULL: not known */
	double value, hi;          /* hi > value: a range */
	bool aside;                /* another of its generation and source is drawn */
};

struct published {
	char *id;                  /* the file's name */
	char *paper, *authors, *venue, *table, *url;
	int year;                  /* of the paper */
	bool verified;             /* read at its source */
	size_t count;
	struct published_value *values;
};

struct library {
	size_t count;
	struct published *tables;  /* by year, then file name */
};

/* No words, or what is wrong with the file, and `table` is empty. */
struct words published_load(struct published *table, const char *path);

/*
 * All files of a directory. A wrong one is left out, and the reason goes to `complain`, which may
 * be NULL.
 */
struct library library_load(const char *directory, void (*complain)(const char *words));
void library_free(struct library *library);

#endif
