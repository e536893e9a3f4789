/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of statistics share: random numbers, and numbers that are near. */
#ifndef UNIT_STATISTICS_NUMBERS_H
#define UNIT_STATISTICS_NUMBERS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#define TEST(name) static void name(void **state __attribute__((unused)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TRIALS_MAX 64
#define SIDE(...)                                                                                  \
	((struct side){ (const double[]){ __VA_ARGS__ }, COUNT(((const double[]){ __VA_ARGS__ })) })

static inline gsl_rng *random_of(unsigned long seed)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(random, seed);
	return random;
}

static inline void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g", value, expected);
}

#endif
