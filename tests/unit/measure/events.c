// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters that take turns on the PMU: which batches count, which are tried again, and when there
 * is a reason in place of a number. Readings come from pipes that a fake backend writes, batch by
 * batch.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "measure/event_counts.h"
#include "measure/trial_parts.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define EVENTS      2
#define ITERATIONS  100
#define AROUND      5000  /* events of a batch that are none of its iterations' */
#define PER_ITERATION 7
#define BATCH_NS    1000

/* How long a counter is on the PMU in its n-th batch. */
typedef uint64_t turns(unsigned batch);

static uint64_t always(unsigned batch) { (void)batch; return BATCH_NS; }
static uint64_t never(unsigned batch) { (void)batch; return 0; }
static uint64_t in_part(unsigned batch) { (void)batch; return BATCH_NS / 2; }
/* On, in part, off; two batch sizes in turn get each of these alike. */
static uint64_t by_turns(unsigned batch) { return BATCH_NS * (batch % 3) / 2; }

static struct fake_counter {
	turns *turns;
	int ends[2];
	unsigned batches;
	struct event_reading reading;
} counters[EVENTS];
static size_t opened;
static unsigned batches_run, disturbed_every;

static void tell(struct fake_counter *counter)
{
	assert_int_equal(write(counter->ends[1], &counter->reading, sizeof(counter->reading)),
			 sizeof(counter->reading));
}

/* In place of events.c. */
int event_open(const struct event *event)
{
	struct fake_counter *counter = &counters[opened++];

	(void)event;
	assert_int_equal(pipe(counter->ends), 0);
	counter->reading = (struct event_reading){ 1000, 10, 10 };
	tell(counter);
	return counter->ends[0];
}

bool event_tells_guest_from_host(const struct event *event)
{
	(void)event;
	return false;
}

/* The kernel counts nothing while the counter is off, and a part of it in a part of the time. */
static void count(struct fake_counter *counter, uint64_t events)
{
	uint64_t running = counter->turns(counter->batches++);

	counter->reading.value += events * running / BATCH_NS;
	counter->reading.enabled_ns += BATCH_NS;
	counter->reading.running_ns += running;
	tell(counter); /* after this batch, */
	tell(counter); /* and before the next */
}

static struct words fake_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			     struct batch *batch)
{
	(void)vm;
	(void)cell;
	batches_run++;
	batch->disturbed = disturbed_every && batches_run % disturbed_every == 0;
	for (size_t i = 0; i < opened; i++)
		count(&counters[i],
		      AROUND + PER_ITERATION * size.iterations / (batch->disturbed ? 3 : 1));
	return NO_WORDS;
}

static const struct backend_row fake_backend = { .name = "vmx",
						 .id = BACKEND_VMX,
						 .run = fake_run };
static struct plan_item item = { .what = { { .op = OP_cpuid, .env = ENV_hvm }, &fake_backend },
				 .twin = PLAN_NO_TWIN, .iterations = ITERATIONS };
static struct plan plan = { .asked = 1, .count = 1, .items = &item };
static struct events events = {
	.count = EVENTS, .list = { { .name = (char *)"first" }, { .name = (char *)"second" } }
};
static const struct clock cycles = { .hz = 1e9 };
static struct trial_setup trial_setup = {
	.plan = &plan, .clock = &cycles, .events = &events, .cpu = -1
};
static struct trial_log *log_;

static int setup(void **state)
{
	(void)state;
	log_ = trial_log_make(1);
	opened = batches_run = disturbed_every = 0;
	memset(counters, 0, sizeof(counters));
	return !log_;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < opened; i++)
		close(counters[i].ends[1]); /* the other end is trial_events.c's to close */
	trial_log_free(log_);
	return 0;
}

static void count_with(turns *first, turns *second)
{
	struct machine_vm *vm = NULL;
	bool runs = true;
	struct trial trial = { .setup = &trial_setup, .log = log_, .vm = &vm, .runs = &runs };

	counters[0].turns = first;
	counters[1].turns = second;
	trial_count_events(&trial);
}

static void assert_counted(size_t event)
{
	assert_true(log_->counts[0][event].is_known);
	assert_float_equal(log_->counts[0][event].per_operation, PER_ITERATION, 1e-9);
}

TEST(counters_that_are_always_on_are_the_difference_of_two_sizes)
{
	count_with(always, always);
	assert_counted(0);
	assert_counted(1);
	assert_in_range(batches_run, 10, 30); /* a busy machine disturbs some */
}

TEST(a_batch_with_the_counter_off_or_on_in_part_is_tried_again)
{
	count_with(by_turns, always);
	assert_counted(0);
	assert_counted(1);
	assert_true(log_->counts[0][0].running_ns < log_->counts[0][0].enabled_ns);
	assert_true(log_->counts[0][1].running_ns == log_->counts[0][1].enabled_ns);
}

TEST(a_disturbed_batch_does_not_count)
{
	disturbed_every = 3;
	count_with(always, always);
	assert_counted(0);
	assert_counted(1);
}

static json_t *figure_of(struct trial_data *data, const char *event)
{
	json_t *all, *one;

	assert_int_equal(trial_data_make(data, 2, 1), 0);
	assert_int_equal(trial_data_add(data, log_), 0);
	all = event_figures(data, &plan, 0, &events);
	one = json_incref(json_object_get(all, event));
	json_decref(all);
	trial_data_free(data);
	return one;
}

static void assert_refused(const char *event, const char *words)
{
	struct trial_data data;
	json_t *figure = figure_of(&data, event);
	const char *reason = json_string_value(json_object_get(figure, "reason"));

	assert_null(json_object_get(figure, "value"));
	assert_non_null(reason);
	if (!strstr(reason, words))
		fail_msg("`%s' does not say `%s'", reason, words);
	json_decref(figure);
}

TEST(a_counter_that_never_had_a_whole_batch_has_a_reason_and_no_number)
{
	count_with(never, in_part);
	assert_in_range(batches_run, 20, 1000); /* it is tried again, but not for ever */
	assert_refused("first", "never on the PMU for a whole batch: ask for fewer events");
	assert_refused("second", "never on the PMU for a whole batch: ask for fewer events");
}

TEST(where_every_batch_was_disturbed_that_is_the_reason)
{
	disturbed_every = 1;
	count_with(always, always);
	assert_refused("first", "no undisturbed batch with this counter on");
}

TEST(a_known_counter_has_its_value_in_the_result)
{
	struct trial_data data;
	json_t *figure;

	count_with(by_turns, always);
	figure = figure_of(&data, "first");
	assert_float_equal(json_number_value(json_object_get(figure, "value")), PER_ITERATION,
			   1e-9);
	json_decref(figure);
}

TEST(a_reading_that_failed_is_no_batch)
{
	struct event_reading nothing = { 0 }, read = { 1000, 500, 500 };
	struct event_tally tally = { 0 };

	assert_false(event_tally_add(&tally, &nothing, &read));
	assert_false(event_tally_add(&tally, &read, &nothing));
	assert_false(event_tally_add(&tally, &read, &read));
	assert_int_equal(tally.batches, 0);
	assert_true(tally.enabled_ns == 0 && tally.value == 0);
}

TEST(one_size_alone_makes_no_difference)
{
	struct event_tally more = { .value = 70, .batches = 1, .enabled_ns = 1, .running_ns = 1 },
			   less = { 0 };

	assert_false(event_tally_difference(&more, &less, 10).is_known);
	assert_false(event_tally_difference(&less, &more, 10).is_known);
}

TEST(sizes_with_unlike_numbers_of_batches_are_compared_by_their_means)
{
	struct event_tally more = { .value = 3 * 500, .batches = 3 },
			   less = { .value = 300, .batches = 1 };

	assert_float_equal(event_tally_difference(&more, &less, 50).per_operation, 4, 1e-9);
}

#define ROW_OF(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(counters_that_are_always_on_are_the_difference_of_two_sizes),
		ROW_OF(a_batch_with_the_counter_off_or_on_in_part_is_tried_again),
		ROW_OF(a_disturbed_batch_does_not_count),
		ROW_OF(a_counter_that_never_had_a_whole_batch_has_a_reason_and_no_number),
		ROW_OF(where_every_batch_was_disturbed_that_is_the_reason),
		ROW_OF(a_known_counter_has_its_value_in_the_result),
		ROW_OF(a_reading_that_failed_is_no_batch),
		ROW_OF(one_size_alone_makes_no_difference),
		ROW_OF(sizes_with_unlike_numbers_of_batches_are_compared_by_their_means),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
