/* SPDX-License-Identifier: GPL-2.0-only */
/* A made-up session that fills the first screen, and what is seen of it. */
#ifndef UNIT_FULL_SESSION_H
#define UNIT_FULL_SESSION_H

#include "bench/cell.h"
#include "sessions.h"
#include "show/screen.h"
#include "show/show.h"
#include "shown.h"
#include "text/table.h"

static inline void put(const struct result *result, struct show_options options)
{
	FILE *stream = shown_begin();

	show_result(result, "a.json", &options, stream);
	fclose(stream);
}

static inline void replace(char **text, const char *by)
{
	free(*text);
	*text = strdup(by);
}

static inline void set_place(struct cell_result *cell, const char *env, const char *backend,
			     int ring)
{
	replace(&cell->env, env);
	replace(&cell->backend, backend);
	cell->ring = ring;
	free(cell->id);
	cell->id = result_cell_id(cell);
}

static const struct {
	const char *env, *backend;
} places[] = { { "native", "native" },       { "hvm", "vmx" },        { "hvm-trap", "vmx" },
	       { "deprivileged", "vmx" },    { "paravirtual", "vmx" }, { "translated", "vmx" },
	       { "hvm", "kvm" } };

#define PLACES (sizeof(places) / sizeof(places[0]))

/* Every operation in every place, with figures as long as they get. */
static inline struct result full_session(void)
{
	const char *names[OPS * PLACES];
	double costs[OPS * PLACES];
	struct result result;

	for (size_t i = 0; i < OPS * PLACES; i++) {
		names[i] = ops[i / PLACES].name;
		costs[i] = 1111 + (double)i;
	}
	result = session_of(OPS * PLACES, names, costs);
	for (size_t i = 0; i < OPS * PLACES; i++) {
		struct cell_result *cell = &result.cells[i];

		set_place(cell, places[i % PLACES].env, places[i % PLACES].backend, 0);
		cell->median.value = 1.5 * cell->floor.value;
	}
	return result;
}

static inline void set_cost(struct cell_result *cell, double floor)
{
	cell->floor = (struct statistic){ floor, floor, floor, .method = "exact" };
}

static inline size_t lines_of(const char *text, size_t *widest)
{
	size_t lines = 0;

	*widest = 0;
	for (; *text; text += strcspn(text, "\n") + 1, lines++) {
		char *line = strndup(text, strcspn(text, "\n"));

		*widest = text_width(line) > *widest ? text_width(line) : *widest;
		free(line);
	}
	return lines;
}

#endif
