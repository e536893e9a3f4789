// SPDX-License-Identifier: GPL-2.0-only
/*
 * Corrections for many tests: against published examples and, where R is installed, against R.
 */
#include "statistics/numbers.h"
#include "statistics/permutation.h"
#include "statistics/statistics.h"

/* R 4.2: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm"), and "BH". */
TEST(corrections_are_those_of_the_reference)
{
	const double p[] = { 0.01, 0.02, 0.03, 0.04, 0.05 },
		     holm[] = { 0.05, 0.08, 0.09, 0.09, 0.09 };
	double adjusted[5];

	significance_holm(p, 5, adjusted);
	for (size_t i = 0; i < 5; i++)
		assert_near(adjusted[i], holm[i], 1e-12);
	significance_benjamini_hochberg(p, 5, adjusted);
	for (size_t i = 0; i < 5; i++)
		assert_near(adjusted[i], 0.05, 1e-12);
}

/*
 * Benjamini and Hochberg (1995), section 4: 15 p-values; the first 4 are found at 0.05, and by
 * Bonferroni's kind 3.
 */
TEST(corrections_find_what_the_paper_finds)
{
	const double p[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
			     0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0 };
	double holm[COUNT(p)], fdr[COUNT(p)];
	unsigned found_by_holm = 0, found = 0;

	significance_holm(p, COUNT(p), holm);
	significance_benjamini_hochberg(p, COUNT(p), fdr);
	for (size_t i = 0; i < COUNT(p); i++) {
		found_by_holm += holm[i] <= 0.05;
		found += fdr[i] <= 0.05;
	}
	assert_int_equal(found_by_holm, 3);
	assert_int_equal(found, 4);
}

/*
 * C(12, 6) is 924, C(14, 7) 3432, C(16, 8) 12870: 0.05 of these, and half as much for either
 * direction.
 */
TEST(units_needed_are_those_whose_permutations_are_enough)
{
	assert_int_equal(significance_units_needed(1, true), 3);
	assert_int_equal(significance_units_needed(46, true), 6);
	assert_int_equal(significance_units_needed(47, true), 7);
	assert_int_equal(significance_units_needed(643, true), 8);
	assert_int_equal(significance_units_needed(644, true), 9);
	assert_int_equal(significance_units_needed(85, false), 7);
	assert_int_equal(significance_units_needed(321, false), 8);
	assert_int_equal(significance_units_needed(322, false), 9);
}

TEST(what_was_not_tested_does_not_count)
{
	const double p[] = { NAN, 0.02, NAN, 0.01 };
	double adjusted[4];

	significance_holm(p, 4, adjusted);
	assert_true(isnan(adjusted[0]) && isnan(adjusted[2]));
	assert_near(adjusted[1], 0.02, 1e-12);
	assert_near(adjusted[3], 0.02, 1e-12);
	significance_benjamini_hochberg(p, 0, adjusted);
}

/* The same numbers out of R: prints p-values of both tests, both corrections, and two quantiles. */
static const char r_program[] =
	"a <- c(12.1, 11.8, 12.4, 12.0, 13.5, 11.9); b <- c(12.3, 12.6, 12.2, 12.9, 12.3)\n"
	"t <- function(x, y) quantile(y, 0.25, type = 7) - quantile(x, 0.25, type = 7) + 1e-9 * "
	"(mean(y) - mean(x))\n"
	"pool <- c(a, b); all <- combn(length(pool), length(b), function(k) t(pool[-k], pool[k]))\n"
	"seen <- t(a, b); up <- mean(all >= seen - 1e-13); down <- mean(all <= seen + 1e-13)\n"
	"p <- c(0.011, 0.2, 0.013, 0.5, 0.04)\n"
	"cat(up, min(1, 2 * min(up, down)), p.adjust(p, 'holm'), p.adjust(p, 'BH'), sep = '\\n')\n";

static size_t ask_r(double *numbers, size_t most)
{
	char path[] = "/tmp/exitbench-r-XXXXXX", command[96];
	int file = mkstemp(path);
	FILE *script = fdopen(file, "w"), *answer;
	size_t count = 0;

	fputs(r_program, script);
	fclose(script);
	snprintf(command, sizeof(command), "Rscript --vanilla %s 2>/dev/null", path);
	answer = popen(command, "r");
	while (answer && count < most && fscanf(answer, "%lf", &numbers[count]) == 1)
		count++;
	if (answer)
		pclose(answer);
	remove(path);
	return count;
}

TEST(r_finds_the_same)
{
	struct side a = SIDE(12.1, 11.8, 12.4, 12.0, 13.5, 11.9),
		    b = SIDE(12.3, 12.6, 12.2, 12.9, 12.3);
	const double p[] = { 0.011, 0.2, 0.013, 0.5, 0.04 };
	double ours[12], theirs[12];

	if (ask_r(theirs, COUNT(theirs)) != COUNT(theirs))
		skip();
	ours[0] = permutation_test(a, b, 0.25, true, 1, NULL).p;
	ours[1] = permutation_test(a, b, 0.25, false, 1, NULL).p;
	significance_holm(p, 5, &ours[2]);
	significance_benjamini_hochberg(p, 5, &ours[7]);
	for (size_t i = 0; i < COUNT(ours); i++)
		assert_near(ours[i], theirs[i], 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corrections_are_those_of_the_reference),
		cmocka_unit_test(corrections_find_what_the_paper_finds),
		cmocka_unit_test(units_needed_are_those_whose_permutations_are_enough),
		cmocka_unit_test(what_was_not_tested_does_not_count),
		cmocka_unit_test(r_finds_the_same),
	};

	return cmocka_run_group_tests_name("statistics/significance", tests, NULL, NULL);
}
