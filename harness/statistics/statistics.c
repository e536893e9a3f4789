// SPDX-License-Identifier: GPL-2.0-only
/* Quantiles, two-stage estimates and their bootstrap. Nothing here does I/O or keeps state. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "statistics/rules.h"
#include "statistics/statistics.h"

double interval_relative_width(struct interval interval, double raw)
{
	return (interval.hi - interval.lo) / 2 / fmax(fabs(interval.value), RESOLUTION * raw);
}

double interval_factor(size_t count)
{
	double tail = (1 - INTERVAL_LEVEL) / 2;

	return gsl_cdf_tdist_Qinv(tail, (double)count - 1) / gsl_cdf_ugaussian_Qinv(tail);
}

bool interval_is_precise(struct interval interval, double raw, size_t trials, double fraction)
{
	return trials >= TRIALS_FEW && interval_relative_width(interval, raw) <= fraction;
}

void statistics_sort(double *values, size_t count)
{
	gsl_sort(values, 1, count);
}

double statistics_quantile(const double *sorted, size_t count, double f)
{
	return count ? gsl_stats_quantile_from_sorted_data(sorted, 1, count, f) : NAN;
}

double statistics_quantile_of(const double *values, size_t count, double f)
{
	double *sorted = malloc((count + 1) * sizeof(*sorted));
	double quantile;

	if (!sorted)
		return NAN;
	memcpy(sorted, values, count * sizeof(*sorted));
	statistics_sort(sorted, count);
	quantile = statistics_quantile(sorted, count, f);
	free(sorted);
	return quantile;
}

static int by_value(const void *left, const void *right)
{
	double a = ((const struct sample *)left)->value, b = ((const struct sample *)right)->value;

	return (a > b) - (a < b);
}

void trial_sample_sort(struct trial_sample *sample)
{
	if (sample->count)
		qsort(sample->samples, sample->count, sizeof(*sample->samples), by_value);
}

static size_t weight_of(const struct sample *sample, const unsigned *weights)
{
	return weights ? weights[sample->block] : 1;
}

static size_t total_weight(const struct trial_sample *sample, const unsigned *weights)
{
	size_t total = 0;

	for (size_t i = 0; i < sample->count; i++)
		total += weight_of(&sample->samples[i], weights);
	return total;
}

double trial_sample_quantile(const struct trial_sample *sample, const unsigned *weights, double f)
{
	size_t total = total_weight(sample, weights), seen = 0, i = 0, below;
	double position, lower;

	if (!total)
		return NAN;
	position = f * (double)(total - 1);
	below = (size_t)position;
	while ((seen += weight_of(&sample->samples[i], weights)) <= below)
		i++;
	lower = sample->samples[i].value;
	if (below + 1 >= total || seen > below + 1)
		return lower;
	do
		i++;
	while (!weight_of(&sample->samples[i], weights));
	return lower + (position - (double)below) * (sample->samples[i].value - lower);
}

static double trial_figure(const struct trial_sample *cell, const struct trial_sample *twin,
			   const unsigned *weights, struct estimator estimator)
{
	double gross = trial_sample_quantile(cell, weights, estimator.within_trial);
	double of_twin = estimator.of_twin > 0 ? estimator.of_twin : estimator.within_trial;

	return twin ? gross - trial_sample_quantile(twin, weights, of_twin) : gross;
}

static const struct trial_sample *twin_of(const struct trial_sample *twins, size_t trial)
{
	return twins ? &twins[trial] : NULL;
}

/* Sorts `figures` and drops those that are NaN; how many are left. */
static size_t sort_known(double *figures, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (!isnan(figures[i]))
			figures[kept++] = figures[i];
	statistics_sort(figures, kept);
	return kept;
}

static double over_trials(double *figures, size_t count, double f)
{
	return statistics_quantile(figures, sort_known(figures, count), f);
}

bool statistics_are_constant(const struct trial_sample *trials, size_t count)
{
	double first = NAN;

	for (size_t i = 0; trials && i < count; i++) {
		if (!trials[i].count)
			continue;
		if (isnan(first))
			first = trials[i].samples[0].value;
		if (trials[i].samples[0].value != first ||
		    trials[i].samples[trials[i].count - 1].value != first)
			return false;
	}
	return true;
}

double statistics_estimate(const struct trial_sample *cells, const struct trial_sample *twins,
			   size_t trials, struct estimator estimator)
{
	double *figures = malloc((trials + 1) * sizeof(*figures));
	double estimate;

	if (!figures)
		return NAN;
	for (size_t i = 0; i < trials; i++)
		figures[i] = trial_figure(&cells[i], twin_of(twins, i), NULL, estimator);
	estimate = over_trials(figures, trials, estimator.over_trials);
	free(figures);
	return estimate;
}

static void draw_weights(unsigned *weights, size_t blocks, const gsl_rng *random)
{
	memset(weights, 0, blocks * sizeof(*weights));
	for (size_t i = 0; i < blocks; i++)
		weights[gsl_rng_uniform_int(random, blocks)]++;
}

/* One resample. A draw that takes only blocks without samples counts as no trial. */
static double resample(const struct trial_sample *cells, const struct trial_sample *twins,
		       size_t trials, struct estimator estimator, double *figures,
		       unsigned *weights, const gsl_rng *random)
{
	for (size_t i = 0; i < trials; i++) {
		size_t trial = gsl_rng_uniform_int(random, trials);

		draw_weights(weights, cells[trial].blocks, random);
		figures[i] = trial_figure(&cells[trial], twin_of(twins, trial), weights, estimator);
	}
	return over_trials(figures, trials, estimator.over_trials);
}

/* Between a number and infinity nothing can be interpolated. */
static double bound(const double *sorted, size_t count, double f)
{
	double value = statistics_quantile(sorted, count, f);

	return count && isnan(value) ? INFINITY : value;
}

struct interval percentile_interval(double value, double *estimates, size_t count)
{
	size_t known = sort_known(estimates, count);
	double tail = (1 - INTERVAL_LEVEL) / 2;

	return (struct interval){ value, fmin(bound(estimates, known, tail), value),
				  fmax(bound(estimates, known, 1 - tail), value) };
}

size_t trial_samples_blocks(const struct trial_sample *samples, size_t trials)
{
	size_t most = 1;

	for (size_t i = 0; i < trials; i++)
		most = samples[i].blocks > most ? samples[i].blocks : most;
	return most;
}

struct interval statistics_bootstrap(const struct trial_sample *cells,
				     const struct trial_sample *twins, size_t trials,
				     struct estimator estimator, size_t resamples,
				     const gsl_rng *random)
{
	double value = statistics_estimate(cells, twins, trials, estimator);
	double *estimates = malloc((resamples + trials + 1) * sizeof(*estimates));
	unsigned *weights = malloc(trial_samples_blocks(cells, trials) * sizeof(*weights));
	struct interval interval = { value, value, value };

	if (estimates && weights && resamples && !isnan(value)) {
		for (size_t i = 0; i < resamples; i++)
			estimates[i] = resample(cells, twins, trials, estimator,
						estimates + resamples, weights, random);
		interval = percentile_interval(value, estimates, resamples);
	}
	free(weights);
	free(estimates);
	return interval;
}

size_t statistics_known(const struct trial_sample *cells, const struct trial_sample *twins,
			size_t trials)
{
	size_t known = 0;

	for (size_t i = 0; i < trials; i++)
		known += cells[i].count && (!twins || twins[i].count);
	return known;
}

struct interval interval_widened(struct interval interval, size_t known)
{
	double n = (double)known, factor;

	if (known < 2)
		return interval;
	factor = interval_factor(known) * sqrt(n / (n - 1));
	interval.lo = interval.value - factor * (interval.value - interval.lo);
	interval.hi = interval.value + factor * (interval.hi - interval.value);
	return interval;
}

struct interval statistics_interval(const struct trial_sample *cells,
				    const struct trial_sample *twins, size_t trials,
				    struct estimator estimator, size_t resamples,
				    const gsl_rng *random)
{
	return interval_widened(statistics_bootstrap(cells, twins, trials, estimator, resamples,
						     random),
				statistics_known(cells, twins, trials));
}
