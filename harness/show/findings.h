/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What spoils figures on a machine: a closed list of rows, each a pure question
 * to the description that machine.c makes. doctor prints them, a result keeps
 * those that hold, and whoever reads the result can tell what they meant.
 */
#ifndef HARNESS_FINDINGS_H
#define HARNESS_FINDINGS_H

#include <jansson.h>
#include <stddef.h>

/* What came of a question: nothing wrong; spoils figures; makes some impossible. */
enum finding_level { FINDING_OK, FINDING_WARN, FINDING_BLOCK, FINDING_UNKNOWN, FINDING_LEVELS };
extern const char *const finding_levels[FINDING_LEVELS];

struct finding {
	const char *id;
	enum finding_level (*ask)(const json_t *machine);
	const char *fine;    /* how it reads if there is nothing wrong */
	const char *means;   /* what is wrong, and what that does to figures */
	const char *remedy;
	const char *unknown; /* what it is that cannot be told; NULL: no more than that */
};

extern const struct finding findings[];
extern const size_t finding_count;

/* What is said of it at that level. */
const char *finding_words(const struct finding *finding, enum finding_level level);

/* The row of that name, or NULL. */
const struct finding *finding_of(const char *id);

/* A new array of {"id", "level", "means", "remedy"}: every row that does not say ok. */
json_t *findings_about(const json_t *machine);

#endif
