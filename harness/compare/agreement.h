/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What files must agree on before their figures are held against each other or pooled. That a file
 * does not tell is not that it agrees: it is a third answer, and where yes or no is asked for it is
 * a no.
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
 * random id, and no CPU contradicts that (an id may lie in a folder that machines share).
 * `is_one_machine`: the user says that it is one, which counts where a file has no id, and not
 * against two ids or two CPUs. The clock: TSCs run at one rate; instructions have none.
 */
struct agreements agreements_among(struct compare_side base, struct compare_side other,
				   bool is_one_machine);

/* NULL if they agree on it, else what is wrong. */
const char *agreements_words(const struct agreements *agreements, enum matter matter);

/* What is wrong first; NULL if they agree on all. */
const char *agreements_wrong(const struct agreements *agreements);

#endif
