// SPDX-License-Identifier: GPL-2.0-only
/* Figures of the batches of all trials as one sample. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "statistics/rules.h"
#include "statistics/statistics.h"

/* The samples of all trials, each block of each trial with a number of its own. */
static struct trial_sample pool(const struct trial_sample *trials, size_t count, size_t blocks)
{
	struct trial_sample all = { .blocks = blocks * count };
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += trials[i].count;
	all.samples = malloc((total + 1) * sizeof(*all.samples));
	for (size_t i = 0; all.samples && i < count; i++)
		for (size_t j = 0; j < trials[i].count; j++)
			all.samples[all.count++] = (struct sample){
				trials[i].samples[j].value,
				(unsigned)(i * blocks) + trials[i].samples[j].block
			};
	trial_sample_sort(&all);
	return all;
}

/* Trials with replacement, and in each of them blocks. */
static void draw(unsigned *weights, size_t trials, size_t blocks, const gsl_rng *random)
{
	memset(weights, 0, trials * blocks * sizeof(*weights));
	for (size_t i = 0; i < trials; i++) {
		unsigned *drawn = &weights[gsl_rng_uniform_int(random, trials) * blocks];

		for (size_t j = 0; j < blocks; j++)
			drawn[gsl_rng_uniform_int(random, blocks)]++;
	}
}

/* `twin` has no samples if there is no twin. */
static double figure(const struct trial_sample *cell, const struct trial_sample *twin,
		     bool has_twin, const unsigned *weights, struct estimator estimator)
{
	double gross = trial_sample_quantile(cell, weights, estimator.within_trial);

	return has_twin ? gross - trial_sample_quantile(twin, weights, estimator.within_trial)
			: gross;
}

struct interval statistics_pooled(const struct trial_sample *cells,
				  const struct trial_sample *twins, size_t trials,
				  struct estimator estimator, size_t resamples,
				  const gsl_rng *random)
{
	size_t blocks = trial_samples_blocks(cells, trials);
	struct trial_sample cell = pool(cells, trials, blocks), twin = { 0 };
	unsigned *weights = malloc((trials * blocks + 1) * sizeof(*weights));
	double *estimates = malloc((resamples + 1) * sizeof(*estimates));
	struct interval interval = { NAN, NAN, NAN };

	if (twins)
		twin = pool(twins, trials, blocks);
	if (cell.samples && (!twins || twin.samples) && weights && estimates) {
		double value = figure(&cell, &twin, twins, NULL, estimator);

		for (size_t i = 0; i < resamples; i++) {
			draw(weights, trials, blocks, random);
			estimates[i] = figure(&cell, &twin, twins, weights, estimator);
		}
		interval = interval_widened(percentile_interval(value, estimates, resamples),
					    statistics_known(cells, twins, trials));
	}
	free(cell.samples);
	free(twin.samples);
	free(weights);
	free(estimates);
	return interval;
}
