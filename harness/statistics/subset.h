/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * So many of the numbers 0 to count - 1, as a set of bits: which of two sides' pooled values are
 * the one side's. A bit each is what makes a hundred thousand random sets of a thousand values
 * cheap.
 */
#ifndef HARNESS_SUBSET_H
#define HARNESS_SUBSET_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct subset {
	size_t count, word_count;
	uint64_t *words;  /* bits from `count` on are 0 */
};

bool subset_make(struct subset *subset, size_t count); /* empty; false: no memory */
void subset_free(struct subset *subset);

/* Exactly these. */
void subset_set(struct subset *subset, const size_t *members, size_t members_count);

/*
 * So many at random: each such set is as likely as any other. The generator must give 32 bits a
 * call.
 */
void subset_draw(struct subset *subset, size_t members_count, const gsl_rng *random);

/*
 * The k-th member from 0 on, or with `of_members` false the k-th number that is none. It must
 * exist.
 */
size_t subset_find(const struct subset *subset, bool of_members, size_t k);

/* The next such number behind `number`, which must exist. */
size_t subset_next(const struct subset *subset, bool of_members, size_t number);

#endif
