/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What can spoil figures on a machine: a closed list of rows, each a question to the description
 * that machine/ makes. `exitbench doctor' prints all answers; a result keeps those that are not ok.
 */
#ifndef HARNESS_FINDINGS_H
#define HARNESS_FINDINGS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Nothing is wrong; figures are spoiled; some figures are impossible; the machine does not say. */
enum finding_level { FINDING_OK, FINDING_WARN, FINDING_BLOCK, FINDING_UNKNOWN, FINDING_LEVELS };
extern const char *const finding_levels[FINDING_LEVELS];

/*
 * Either `judge` answers, or the member `key` of the object `part` (NULL: of the machine) does. Its
 * text, which is "true" or "false" for a boolean, is compared with a pattern as of fnmatch(3).
 */
struct finding {
	const char *id;
	enum finding_level (*judge)(const json_t *machine);
	const char *part, *key;
	const char *fine_if, *bad_if;  /* patterns; one of the two is given */
	bool bad_if_missing;           /* a missing member is otherwise unknown, */
	bool fine_if_missing;          /* or null means that nothing is wrong */
	bool fine_if_emulated;
	enum finding_level level;      /* of what is bad */

	const char *fine;    /* printed when nothing is wrong */
	const char *means;   /* what is wrong, and how that affects figures */
	const char *remedy;
	const char *on_stick; /* the remedy where there is no shell; NULL: the same */
	const char *unknown; /* what is not known; NULL: the usual words */
};

extern const struct finding findings[];
extern const size_t finding_count;

enum finding_level finding_level(const struct finding *finding, const json_t *machine);

/* The words for it at that level. */
const char *finding_words(const struct finding *finding, enum finding_level level);

/* What to do about it here. */
const char *finding_remedy(const struct finding *finding);

/* The row of that name, or NULL. */
const struct finding *finding_of(const char *id);

/* A new array of {"id", "level", "means", "remedy"}: every row whose level is not ok. */
json_t *findings_about(const json_t *machine);

#endif
