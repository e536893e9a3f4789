// SPDX-License-Identifier: GPL-2.0-only
/* Histograms of a trial's batches, block by block, to text and back. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/histogram.h"

static const char letters[HISTOGRAM_BINS + 1] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static size_t bin_of(const struct histogram *histogram, double value)
{
	double width = (histogram->hi - histogram->lo) / HISTOGRAM_BINS;
	size_t bin = width > 0 ? (size_t)((value - histogram->lo) / width) : 0;

	return bin < HISTOGRAM_BINS ? bin : HISTOGRAM_BINS - 1;
}

static void write_blocks(FILE *text, const unsigned *counts, size_t blocks)
{
	for (size_t block = 0; block < blocks; block++, counts += HISTOGRAM_BINS) {
		for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++) {
			if (counts[bin])
				fputc(letters[bin], text);
			if (counts[bin] > 1)
				fprintf(text, "%u", counts[bin]);
		}
		fputc(';', text);
	}
}

struct histogram histogram_of(const struct trial_sample *sample)
{
	unsigned *counts = calloc(sample->blocks * HISTOGRAM_BINS + 1, sizeof(*counts));
	struct histogram histogram = { 0 };
	size_t bytes;
	FILE *text = counts && sample->count ? open_memstream(&histogram.blocks, &bytes) : NULL;

	if (text) {
		histogram.lo = sample->samples[0].value;
		histogram.hi = sample->samples[sample->count - 1].value;
		for (size_t i = 0; i < sample->count; i++)
			counts[sample->samples[i].block * HISTOGRAM_BINS +
			       bin_of(&histogram, sample->samples[i].value)]++;
		write_blocks(text, counts, sample->blocks);
		fclose(text);
	}
	free(counts);
	return histogram;
}

int histogram_read(const struct histogram *histogram, unsigned *counts, size_t blocks_max)
{
	const char *text = histogram->blocks, *letter;
	size_t block = 0;

	memset(counts, 0, blocks_max * HISTOGRAM_BINS * sizeof(*counts));
	while (*text && block < blocks_max) {
		if (*text == ';') {
			block++;
			text++;
			continue;
		}
		letter = strchr(letters, *text++);
		if (!letter)
			return -1;
		counts[block * HISTOGRAM_BINS + (size_t)(letter - letters)] =
			isdigit((unsigned char)*text) ? (unsigned)strtoul(text, (char **)&text, 10)
						      : 1;
	}
	return *text ? -1 : (int)block;
}

const char *histogram_check(const char *text, size_t length)
{
	if (length > HISTOGRAM_BYTES_MAX)
		return "is too long";
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != ';')
			return "is not a string of letters, counts and semicolons";
	return NULL;
}
