/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What files must agree on before their figures are compared or pooled. A missing field counts as
 * "unknown". Callers that need yes or no treat it as no.
 */
#ifndef HARNESS_AGREEMENT_H
#define HARNESS_AGREEMENT_H

#include "result/result.h"

struct compare_side {
	const struct result *results;
	size_t count;
};

enum agreement { AGREED, AGREEMENT_UNKNOWN, DISAGREED, AGREEMENTS };
extern const char *const agreement_names[AGREEMENTS]; /* "same", "unknown", "other" */

enum matter { MATTER_MACHINE, MATTER_GUEST, MATTER_TABLE, MATTER_CLOCK, MATTERS };
extern const char *const matter_names[MATTERS];

struct agreements {
	enum agreement on[MATTERS];
};

/*
 * Among all files of both sides; `other` may be empty. The machine is one if all files have its
 * id and no CPU contradicts that. `is_one_machine`: the user says that it is one. That counts for
 * files without an id or with ids by different sources, not against two ids by one or two CPUs.
 * Clocks agree if TSCs run at one rate; instructions have no rate.
 */
struct agreements agreements_among(struct compare_side base, struct compare_side other,
				   bool is_one_machine);

/* NULL if they agree on it, else what is wrong. */
const char *agreements_words(const struct agreements *agreements, enum matter matter);

/* What is wrong first; NULL if they agree on all. */
const char *agreements_wrong(const struct agreements *agreements);

#endif
