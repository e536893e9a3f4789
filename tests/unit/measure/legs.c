// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the stamps of batches to the legs of a cell: what is taken off, what is left out, what
 * refuses it.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "measure/estimate.h"
#include "result/fields.h"
#include "result/legs.h"
#include "measure/trial_parts.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROUNDS 10
#define TRIALS 3

enum { CELL, TWIN, ITEMS };
static const double twin_ticks = 9, exit_ticks = 104.5, handler_ticks = 40, entry_ticks = 64.5;
static struct trial_log *log_;
static struct trial_data data;
static gsl_rng *random_;

static int setup(void **state)
{
	(void)state;
	log_ = trial_log_make(ITEMS);
	random_ = gsl_rng_alloc(gsl_rng_mt19937);
	return !log_ || trial_data_make(&data, ITEMS + 1, TRIALS);
}

static int teardown(void **state)
{
	(void)state;
	trial_log_free(log_);
	trial_data_free(&data);
	gsl_rng_free(random_);
	return 0;
}

static struct batch_record *add(unsigned item, unsigned round, double value)
{
	struct batch_record *record = &log_->records[log_->count++];

	*record = (struct batch_record){ .item = item, .round = round, .value = value };
	return record;
}

/*
 * A trial in which every batch is alike; with what the stamps of guest and host leave in each leg.
 */
static void fill_log(void)
{
	log_->count = 0;
	log_->rounds = ROUNDS;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct batch_record *record =
			add(CELL, round, exit_ticks + handler_ticks + entry_ticks);

		record->has_legs = true;
		record->legs[LEG_exit] = exit_ticks;
		record->legs[LEG_handler] = handler_ticks;
		record->legs[LEG_entry] = entry_ticks;
		add(TWIN, round, twin_ticks);
	}
	log_->legs[CELL].is_used = true;
}

static void take_trials(void)
{
	for (unsigned trial = 0; trial < TRIALS; trial++)
		assert_int_equal(trial_data_add(&data, log_), 0);
}

static json_t *figures(bool exact)
{
	struct legs_result *legs = legs_figures(&data, CELL, TWIN, twin_ticks, exact, random_);
	json_t *json = legs ? field_write(FIELD_LEGS, &legs, NULL) : NULL;

	legs_free(legs, false);
	return json;
}

/* An interval of no width is not in the file. */
static double figure_in(const json_t *legs, const char *leg, const char *figure, const char *member)
{
	const json_t *json = json_object_get(json_object_get(legs, leg), figure),
		     *found = json_object_get(json, member);

	return json_number_value(found ? found : json_object_get(json, "value"));
}

static void expect_legs(double exit, double handler, double entry, bool exact)
{
	json_t *legs = figures(exact);
	const char *names[] = { "floor", "median", "p99" };

	for (size_t i = 0; i < 3; i++) {
		assert_float_equal(figure_in(legs, "exit", names[i], "value"), exit, 1e-9);
		assert_float_equal(figure_in(legs, "handler", names[i], "value"), handler, 1e-9);
		assert_float_equal(figure_in(legs, "entry", names[i], "value"), entry, 1e-9);
	}
	json_decref(legs);
}

TEST(half_of_the_twins_stamps_is_subtracted_from_exit_and_from_entry)
{
	fill_log();
	take_trials();
	expect_legs(100, 40, 60, true);
	expect_legs(100, 40, 60, false);
}

TEST(the_interval_of_a_leg_is_the_legs_own)
{
	json_t *legs;

	for (unsigned trial = 0; trial < TRIALS; trial++) {
		fill_log();
		for (size_t i = 0; i < log_->count; i++)
			log_->records[i].legs[LEG_exit] += 10 * trial;
		assert_int_equal(trial_data_add(&data, log_), 0);
	}
	legs = figures(false);
	/*
	 * 100 to 120, widened for three trials: Student's t with 2 degrees of freedom, 4.3027, by
	 * 1.9600 and times sqrt(3 / 2).
	 */
	assert_float_equal(figure_in(legs, "exit", "median", "lo"), 110 - 10 * 2.6886, 1e-3);
	assert_float_equal(figure_in(legs, "exit", "median", "hi"), 110 + 10 * 2.6886, 1e-3);
	assert_float_equal(figure_in(legs, "entry", "median", "hi"), 60, 1e-9);
	json_decref(legs);
}

TEST(a_batch_that_was_held_up_or_disturbed_has_no_legs)
{
	fill_log();
	log_->records[0].value *= 10;
	log_->records[0].legs[LEG_exit] *= 10;
	log_->records[2].legs[LEG_entry] *= 10;
	log_->records[2].disturbance = DISTURBED_BY_INTERRUPT;
	take_trials();
	assert_int_equal(data.legs[LEG_exit][trial_slot(&data, CELL, 0)].count, ROUNDS - 2);
	expect_legs(100, 40, 60, false);
}

TEST(single_exits_keep_their_distribution_and_the_longest)
{
	json_t *legs;

	fill_log();
	log_->legs[CELL].exits[LEG_exit][2 * 104 + 1] = 98;
	log_->legs[CELL].exits[LEG_exit][2 * 204 + 1] = 2;
	log_->legs[CELL].longest[LEG_exit] = 204.5;
	take_trials();
	legs = figures(true);
	assert_float_equal(figure_in(legs, "exit", "exits", "n"), 300, 0);
	assert_float_equal(figure_in(legs, "exit", "exits", "p1"), 100, 0);
	assert_float_equal(figure_in(legs, "exit", "exits", "p75"), 100, 0);
	assert_float_equal(figure_in(legs, "exit", "exits", "p99"), 200, 0);
	assert_float_equal(figure_in(legs, "exit", "exits", "max"), 200, 0);
	json_decref(legs);
}

TEST(an_item_without_stamps_has_no_legs)
{
	fill_log();
	log_->legs[CELL].is_used = false;
	take_trials();
	assert_null(figures(true));
	assert_string_equal(legs_refuse(&data, CELL).text, "");
}

TEST(clocks_are_means_over_their_exits_in_all_trials)
{
	json_t *legs, *check;

	fill_log();
	log_->legs[CELL].clocks = (struct clock_check){ .iterations = 10,
							.until_stored = 70,
							.timer = 230,
							.stamps_least = 100,
							.stamps_most = 300,
							.timer_tick = 2 };
	take_trials();
	legs = figures(true);
	check = json_object_get(legs, "clock_check");
	assert_float_equal(json_number_value(json_object_get(check, "exits")), 30, 0);
	assert_float_equal(json_number_value(json_object_get(check, "until_stored")), 7, 0);
	assert_float_equal(json_number_value(json_object_get(check, "timer")), 23, 0);
	assert_string_equal(legs_refuse(&data, CELL).text, "");
	json_decref(legs);
}

TEST(clocks_that_cannot_be_had_say_why)
{
	json_t *legs;

	fill_log();
	log_->legs[CELL].clocks_reason = words("no timer");
	take_trials();
	legs = figures(true);
	assert_string_equal(json_string_value(json_object_get(json_object_get(legs, "clock_check"),
							      "reason")),
			    "no timer");
	json_decref(legs);
}

TEST(a_clock_that_disagrees_refuses_the_cell)
{
	fill_log();
	log_->legs[CELL].clocks = (struct clock_check){ .iterations = 10, .timer_outside = 1 };
	take_trials();
	assert_non_null(strstr(legs_refuse(&data, CELL).text, "of 30 exits"));
}

TEST(one_exit_in_many_may_be_rounded_out_of_its_stamps)
{
	fill_log();
	log_->legs[CELL].clocks =
		(struct clock_check){ .iterations = 200, .stored_outside = 2, .timer_outside = 1 };
	take_trials();
	assert_string_equal(legs_refuse(&data, CELL).text, "");
}

TEST(a_timer_whose_steps_hide_single_exits_is_held_to_their_sum)
{
	const struct clock_check agreeing = { .iterations = 100,
					      .timer = 10000,
					      .stamps_least = 11000,
					      .stamps_most = 12000,
					      .timer_tick = 32 };

	fill_log();
	log_->legs[CELL].clocks = agreeing;
	take_trials();
	assert_string_equal(legs_refuse(&data, CELL).text, "");
	data.leg_reports[CELL].clocks.timer = 3 * 9000;
	assert_string_not_equal(legs_refuse(&data, CELL).text, "");
	data.leg_reports[CELL].clocks.timer = 3 * 14000;
	assert_string_not_equal(legs_refuse(&data, CELL).text, "");
}

/* As under a nested hypervisor, where an exit takes some ten thousands of ticks. */
TEST(slow_exits_have_quantiles_too)
{
	struct plan_item items[ITEMS] = { { .iterations = 1 } };
	struct plan plan = { .asked = 1, .count = ITEMS, .items = items };
	struct trial_setup trial_setup = { .plan = &plan };
	struct trial trial = { .setup = &trial_setup, .log = log_ };
	struct batch batch = { .each_exit = { { 50000, 3000, 20000 } } };
	json_t *legs;

	fill_log();
	trial_count_legs(&trial, CELL, &batch);
	take_trials();
	legs = figures(true);
	assert_float_equal(figure_in(legs, "exit", "exits", "p1"), 50000 - twin_ticks / 2, 250);
	assert_float_equal(figure_in(legs, "handler", "exits", "p50"), 3000, 15);
	assert_float_equal(figure_in(legs, "entry", "exits", "p99"), 20000 - twin_ticks / 2, 100);
	json_decref(legs);
}

TEST(no_bin_is_wider_than_half_a_tick_or_one_per_cent)
{
	for (double ticks = 0; ticks < 2048; ticks += 0.5)
		assert_float_equal(leg_bin_ticks(leg_bin_of(ticks)), ticks, 0);
	for (double ticks = 2048; ticks < 4294967296.0; ticks *= 1.0007) {
		assert_float_equal(leg_bin_ticks(leg_bin_of(ticks)) / ticks, 1, 0.005);
		assert_int_not_equal(leg_bin_of(ticks * 1.01), leg_bin_of(ticks));
	}
}

TEST(bins_follow_each_other_without_a_gap)
{
	size_t last = 0;

	for (double ticks = -1; ticks < 4294967296.0;
	     ticks = ticks < 4096 ? ticks + 0.25 : ticks * 1.001) {
		size_t bin = leg_bin_of(ticks);

		assert_in_range(bin, last, last + 1);
		last = bin;
	}
	assert_int_equal(last, LEG_BINS - 2);
	assert_int_equal(leg_bin_of(4294967296.0), LEG_BINS - 1);
	assert_int_equal(leg_bin_of(1e300), LEG_BINS - 1);
	assert_int_equal(leg_bin_of(-3), 0);
	assert_int_equal(leg_bin_of(NAN), 0);
	assert_true(isnan(leg_bin_ticks(LEG_BINS - 1)));
}

TEST(quantiles_beyond_the_bins_are_no_numbers)
{
	json_t *legs, *exits;

	fill_log();
	log_->legs[CELL].exits[LEG_exit][LEG_BINS - 1] = 10;
	log_->legs[CELL].longest[LEG_exit] = 1e6;
	take_trials();
	legs = figures(true);
	exits = json_object_get(json_object_get(legs, "exit"), "exits");
	assert_null(json_object_get(exits, "p50"));
	assert_float_equal(json_number_value(json_object_get(exits, "max")), 1e6 - twin_ticks / 2,
			   0);
	exits = json_object_get(json_object_get(legs, "entry"), "exits");
	assert_null(json_object_get(exits, "p50"));
	assert_null(json_object_get(exits, "max"));
	json_decref(legs);
}

#define ROW_OF(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(half_of_the_twins_stamps_is_subtracted_from_exit_and_from_entry),
		ROW_OF(the_interval_of_a_leg_is_the_legs_own),
		ROW_OF(a_batch_that_was_held_up_or_disturbed_has_no_legs),
		ROW_OF(single_exits_keep_their_distribution_and_the_longest),
		ROW_OF(an_item_without_stamps_has_no_legs),
		ROW_OF(clocks_are_means_over_their_exits_in_all_trials),
		ROW_OF(clocks_that_cannot_be_had_say_why),
		ROW_OF(a_clock_that_disagrees_refuses_the_cell),
		ROW_OF(one_exit_in_many_may_be_rounded_out_of_its_stamps),
		ROW_OF(a_timer_whose_steps_hide_single_exits_is_held_to_their_sum),
		ROW_OF(slow_exits_have_quantiles_too),
		ROW_OF(no_bin_is_wider_than_half_a_tick_or_one_per_cent),
		ROW_OF(bins_follow_each_other_without_a_gap),
		ROW_OF(quantiles_beyond_the_bins_are_no_numbers),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
