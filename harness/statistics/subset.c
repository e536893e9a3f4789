// SPDX-License-Identifier: GPL-2.0-only
/* Sets of bits, drawn and searched a word at a time. */
#include <stdlib.h>
#include <string.h>
#include "statistics/subset.h"

#define WORD_BITS 64

bool subset_make(struct subset *subset, size_t count)
{
	*subset = (struct subset){ .count = count,
				   .word_count = (count + WORD_BITS - 1) / WORD_BITS };
	subset->words = calloc(subset->word_count + 1, sizeof(*subset->words));
	return subset->words;
}

void subset_free(struct subset *subset)
{
	free(subset->words);
	subset->words = NULL;
}

static uint64_t bit_of(size_t number)
{
	return 1ull << number % WORD_BITS;
}

void subset_set(struct subset *subset, const size_t *members, size_t members_count)
{
	memset(subset->words, 0, subset->word_count * sizeof(*subset->words));
	for (size_t i = 0; i < members_count; i++)
		subset->words[members[i] / WORD_BITS] |= bit_of(members[i]);
}

/*
 * Without an instruction for it, as the program is built for any x86-64: Warren, "Hacker's Delight"
 * (2012), section 5-1.
 */
static size_t bits_in(uint64_t word)
{
	word -= word >> 1 & 0x5555555555555555;
	word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
	return ((word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56;
}

/* Bits of a word that stand for numbers: all but in the last. */
static uint64_t used_bits(const struct subset *subset, size_t word)
{
	size_t left = subset->count - word * WORD_BITS;

	return left < WORD_BITS ? bit_of(left) - 1 : ~0ull;
}

/*
 * Each number with probability 0, 1/2 or 1, whichever comes close to as many as are wanted; how
 * many it became.
 */
static size_t fill_about(struct subset *subset, size_t members_count, const gsl_rng *random)
{
	bool is_half = 3 * members_count > subset->count && 3 * members_count < 2 * subset->count;
	uint64_t all = 2 * members_count > subset->count ? ~0ull : 0;
	size_t filled = 0;

	for (size_t i = 0; i < subset->word_count; i++) {
		if (is_half)
			all = (uint64_t)gsl_rng_get(random) << 32 | gsl_rng_get(random);
		subset->words[i] = all & used_bits(subset, i);
		filled += bits_in(subset->words[i]);
	}
	return filled;
}

/* Even, but for one part in 2^32 / count. */
static size_t draw_below(size_t count, const gsl_rng *random)
{
	return (size_t)((uint64_t)gsl_rng_get(random) * count >> 32);
}

/*
 * Sets of one size are equally likely before any is added or taken, and that is done at random, so
 * they are afterwards.
 */
void subset_draw(struct subset *subset, size_t members_count, const gsl_rng *random)
{
	size_t filled = fill_about(subset, members_count, random);

	while (filled != members_count) {
		bool add = filled < members_count;
		size_t number = draw_below(subset->count, random);
		uint64_t *word = &subset->words[number / WORD_BITS];

		if (!(*word & bit_of(number)) != add)
			continue;
		*word ^= bit_of(number);
		filled += add ? 1 : -1;
	}
}

static uint64_t word_of(const struct subset *subset, bool of_members, size_t word)
{
	return (of_members ? subset->words[word] : ~subset->words[word]) & used_bits(subset, word);
}

size_t subset_find(const struct subset *subset, bool of_members, size_t k)
{
	size_t word = 0, bits;
	uint64_t left;

	while ((bits = bits_in(word_of(subset, of_members, word))) <= k) {
		k -= bits;
		word++;
	}
	for (left = word_of(subset, of_members, word); k; k--)
		left &= left - 1;
	return word * WORD_BITS + (size_t)__builtin_ctzll(left);
}

size_t subset_next(const struct subset *subset, bool of_members, size_t number)
{
	size_t word = number / WORD_BITS;
	uint64_t left =
		word_of(subset, of_members, word) & ~((bit_of(number) - 1) | bit_of(number));

	while (!left)
		left = word_of(subset, of_members, ++word);
	return word * WORD_BITS + (size_t)__builtin_ctzll(left);
}
