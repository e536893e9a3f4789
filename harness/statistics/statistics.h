/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From batches to figures: pure functions over arrays.
 *
 * A trial is a fresh process and VM; its batches lie in blocks of consecutive rounds. A figure is a
 * quantile within each trial, minus the twin's quantile of the same trial, then a quantile over
 * trials. Its interval resamples trials and whole blocks in them, because batches of one stretch of
 * time are not independent.
 */
#ifndef HARNESS_STATISTICS_H
#define HARNESS_STATISTICS_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

/* One trial's batches of one cell, any unit. Call trial_sample_sort before use. */
struct trial_sample {
	size_t count, blocks;
	struct sample { double value; unsigned block; } *samples; /* ascending by value */
};

/* A figure's rule: the quantile within a trial, over trials, and of the twin's batches. */
struct estimator {
	double within_trial, over_trials;
	double of_twin; /* 0: as within_trial */
};

struct interval {
	double value, lo, hi; /* NaN if there is nothing to estimate from */
};

/*
 * Half the width as a fraction of the value, or, if the value is smaller, of RESOLUTION times
 * `raw`, the cost with the loop.
 */
double interval_relative_width(struct interval interval, double raw);

/*
 * A bootstrap interval of fewer units is too narrow by Student's t over the normal quantile:
 * Hesterberg, "What Teachers Should Know About the Bootstrap" (2015). At least two units.
 */
double interval_factor(size_t count);

/*
 * The percentile interval of bootstrap estimates, which it sorts; NaN does not count. An interval
 * that misses its own value is widened to it.
 */
struct interval percentile_interval(double value, double *estimates, size_t count);

/* Whether that is at most `fraction`, and the trials are enough for it to mean something. */
bool interval_is_precise(struct interval interval, double raw, size_t trials, double fraction);

/* Widened for few trials, of which `known` have samples: see statistics_interval(). */
struct interval interval_widened(struct interval interval, size_t known);

/* Trials in which the cell and its twin have samples. `twins` may be NULL. */
size_t statistics_known(const struct trial_sample *cells, const struct trial_sample *twins,
			size_t trials);

void statistics_sort(double *values, size_t count);

/*
 * The quantile f (0 to 1) of ascending values, interpolated: Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages" (1996), type 7. NaN without values.
 */
double statistics_quantile(const double *sorted, size_t count, double f);

/* The same of unsorted values, which are not changed. */
double statistics_quantile_of(const double *values, size_t count, double f);

void trial_sample_sort(struct trial_sample *sample);

/*
 * The quantile f when each block counts weights[block] times (NULL: once), exactly as if
 * the samples had been repeated and sorted. NaN if nothing is left.
 */
double trial_sample_quantile(const struct trial_sample *sample, const unsigned *weights, double f);

/* Of any of the trials; at least 1, so that it can be a divisor. */
size_t trial_samples_blocks(const struct trial_sample *samples, size_t trials);

/*
 * All samples of all trials (each sorted) are one value, or there are none. `trials` may be NULL.
 */
bool statistics_are_constant(const struct trial_sample *trials, size_t count);

/*
 * The figure of a cell over its trials, net of `twins` (NULL, or one for each of `cells`). Trials
 * where the cell or its twin has no samples do not count.
 */
double statistics_estimate(const struct trial_sample *cells, const struct trial_sample *twins,
			   size_t trials, struct estimator estimator);

/*
 * The same with its interval: the percentile bootstrap of Efron and Tibshirani, "An Introduction to
 * the Bootstrap" (1993), in two stages for nested data, as in Davison and Hinkley, "Bootstrap
 * Methods and their Application" (1997). Cell and twin share their blocks and are resampled
 * together, so the interval includes the overhead's uncertainty.
 */
struct interval statistics_bootstrap(const struct trial_sample *cells,
				     const struct trial_sample *twins, size_t trials,
				     struct estimator estimator, size_t resamples,
				     const gsl_rng *random);

/*
 * The figure of all trials' samples as one, and its interval, which resamples trials and blocks in
 * them as above, and is widened as below. estimator.over_trials does not count.
 */
struct interval statistics_pooled(const struct trial_sample *cells,
				  const struct trial_sample *twins, size_t trials,
				  struct estimator estimator, size_t resamples,
				  const gsl_rng *random);

/*
 * The same, widened about its value for few trials: by interval_factor() and, as Hesterberg has it,
 * by sqrt(n / (n - 1)) for n trials that count. One trial says nothing of others: the interval is
 * that of its blocks.
 */
struct interval statistics_interval(const struct trial_sample *cells,
				    const struct trial_sample *twins, size_t trials,
				    struct estimator estimator, size_t resamples,
				    const gsl_rng *random);

/* The units a side with which one of this many tests can be found if no other is. */
size_t significance_units_needed(size_t tests, bool one_sided);

/*
 * Adjusted p-values; NaN stays NaN and does not count. Holm, "A Simple Sequentially Rejective
 * Multiple Test Procedure" (1979), limits the chance of any false alarm; Benjamini and Hochberg,
 * "Controlling the False Discovery Rate" (1995), the share of false alarms.
 */
void significance_holm(const double *p, size_t count, double *adjusted);
void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted);

#endif
