// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions over a backend that is told how each operation behaves: what it costs, how it
 * fails, dies or hangs. Only the VM is fake; processes, clocks and signals are real.
 */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "machine/ticks.h"
#include "result/histogram.h"
#include "measure/measure.h"
#include "measure/plan.h"
#include "measure/trial.h"
#include "statistics/rules.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define CELLS_MAX 8
#define HANG_SECONDS 0.4

/* select.c ends the program through this; no test goes there. */
void refuse_usage(const char *format, ...)
{
	fail_msg("%s", format);
	abort();
}

/* How one operation behaves on the fake backend. */
struct behaviour {
	double ticks;                  /* per iteration */
	const char *refusal, *failure;
	unsigned dies_after, hangs_after; /* batches in one process; 0: never */
	unsigned disturbed_every;      /* n-th batch, which then also costs ten times as much */
	double jitter;                 /* another process, another cost: up to so much more */
	double slow_factor;            /* of every third process; 0: none is */
	/* of a process, in what is taken off it: it seems to cost less than nothing */
	unsigned held_up_batch;
	unsigned held_up_every;        /* n-th batch, there: it seems a tenth cheaper */
	double long_every_tenth;       /* batch: so many times as much */
};

static struct behaviour behaviours[OPS];
static const char *open_failure;

struct machine_vm {
	unsigned batches[OPS];
};

static struct words fake_open(struct machine_vm **vm)
{
	*vm = open_failure ? NULL : calloc(1, sizeof(**vm));
	return words("%s", open_failure ? open_failure : "");
}

static void fake_close(struct machine_vm *vm)
{
	free(vm);
}

static struct words fake_refuses(struct machine_vm *vm, const struct cell *cell)
{
	const char *refusal = behaviours[cell->op].refusal;

	(void)vm;
	return words("%s", refusal ? refusal : "");
}

/* Without a system call: a context switch would disturb the batch. */
static void spend_some_time(void)
{
	uint64_t start = clock_ticks();

	while (clock_ticks() - start < 100000)
		continue;
}

static struct words fake_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			     struct batch *batch)
{
	const struct behaviour *behaviour = &behaviours[cell->op];
	unsigned batches = ++vm->batches[cell->op];
	double ticks = behaviour->ticks + behaviour->jitter * (getpid() % 7) / 6;

	if (behaviour->slow_factor && getpid() % 3 == 0)
		ticks *= behaviour->slow_factor;
	if (behaviour->dies_after && batches >= behaviour->dies_after)
		raise(SIGKILL);
	while (behaviour->hangs_after && batches >= behaviour->hangs_after)
		pause();
	if (behaviour->failure)
		return words("%s", behaviour->failure);
	batch->disturbed = behaviour->disturbed_every && batches % behaviour->disturbed_every == 0;
	batch->ticks = (s64)(ticks * (double)size.iterations * (batch->disturbed ? 10 : 1));
	batch->taken_off = (s64)ticks;
	if (batches == behaviour->held_up_batch)
		batch->ticks -= 1000000;
	if (behaviour->held_up_every && batches % behaviour->held_up_every == 0) {
		batch->taken_off += batch->ticks / 10;
		batch->ticks -= batch->ticks / 10;
	}
	if (behaviour->long_every_tenth > 0 && batches % 10 == 0)
		batch->ticks = (s64)((double)batch->ticks * behaviour->long_every_tenth);
	batch->exits_per_op = 1;
	spend_some_time();
	return NO_WORDS;
}

static const struct backend_row fake_backend = {
	"vmx", BACKEND_VMX, "a fake", fake_open, fake_close, fake_refuses, fake_run, NULL,
};

static const struct clock exact_clock = {
	.name = "tsc",
	.unit = "instructions",
	.counts_instructions = true,
	.is_exact = true,
	.hz = 1e9,
};
static const struct clock cycle_clock = {
	.name = "tsc", .unit = "cycles", .invariant = true, .hz = 1e9
};

/* What a test measures, and what came of it. */
static struct planned_cell plan[CELLS_MAX];
static struct cell_result cells[CELLS_MAX];
static size_t cell_count;
static struct measure_summary summary;
static struct measure_options options;

static void ask_for(enum op op, enum env env, enum run_form form)
{
	plan[cell_count++] =
		(struct planned_cell){ { .op = op, .env = env, .form = form }, &fake_backend };
}

static int setup(void **state)
{
	(void)state;
	measure_stop = 0;
	memset(behaviours, 0, sizeof(behaviours));
	memset(cells, 0, sizeof(cells));
	open_failure = NULL;
	cell_count = 0;
	for (size_t op = 0; op < OPS; op++)
		behaviours[op].ticks = 100;
	behaviours[OP_nop].ticks = 2;
	options = (struct measure_options){ .clock = &exact_clock,
					    .budget_seconds = 0.5,
					    .seed = 1,
					    .cpu = -1,
					    .hang_seconds = HANG_SECONDS };
	return 0;
}

static int teardown(void **state)
{
	struct result result = { .cell_count = cell_count,
				 .cells = calloc(CELLS_MAX, sizeof(*result.cells)) };

	(void)state;
	memcpy(result.cells, cells, sizeof(cells));
	result_free(&result);
	return 0;
}

static void measure(void)
{
	assert_string_equal(measure_run(plan, cell_count, &options, cells, &summary).text, "");
}

static void assert_words(const char *text, const char *words)
{
	assert_non_null(text);
	if (!strstr(text, words))
		fail_msg("\"%s\" does not say \"%s\"", text, words);
}

TEST(a_round_is_a_permutation_of_all_items)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t order[17], first_places[17] = { 0 };

	for (unsigned round = 0; round < 1700; round++) {
		unsigned seen = 0;

		plan_shuffle(order, 17, random);
		for (size_t i = 0; i < 17; i++)
			seen |= 1u << order[i];
		assert_int_equal(seen, (1u << 17) - 1);
		first_places[order[0]]++;
	}
	for (size_t i = 0; i < 17; i++) /* about 100 times each */
		assert_in_range(first_places[i], 60, 150);
	gsl_rng_free(random);
}

TEST(a_twin_is_added_once_and_only_where_it_is_needed)
{
	struct plan made;

	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.asked, 3);
	assert_int_equal(made.count, 4);
	assert_int_equal(made.items[3].what.cell.op, OP_nop);
	assert_int_equal(made.items[0].twin, 3);
	assert_int_equal(made.items[1].twin, 3);
	assert_int_equal(made.items[2].twin, PLAN_NO_TWIN);
	plan_free(&made);
}

TEST(the_twin_of_32_bit_code_is_32_bit_code)
{
	struct plan made;

	for (size_t i = 0; i < backend_count; i++)
		if (backends[i].id == BACKEND_NATIVE)
			plan[cell_count++] = (struct planned_cell){
				{ .op = OP_sysenter_sysexit, .env = ENV_native, .ring = 3 },
				&backends[i]
			};
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.count, 2);
	assert_int_equal(made.items[1].what.cell.op, OP_nop_32_bit);
	assert_int_equal(made.items[0].twin, 1);
	assert_int_equal(made.items[1].twin, PLAN_NO_TWIN);
	plan_free(&made);
}

TEST(a_twin_is_under_the_same_knob)
{
	struct plan made;

	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	plan[1].cell.knob = KNOB_vpid_off;
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.count, 4);
	assert_int_equal(made.items[made.items[0].twin].what.cell.knob, KNOB_default);
	assert_int_equal(made.items[made.items[1].twin].what.cell.knob, KNOB_vpid_off);
	plan_free(&made);
}

TEST(a_twin_that_was_asked_for_is_not_added_again)
{
	struct plan made;

	ask_for(OP_nop, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.count, 2);
	assert_int_equal(made.items[0].twin, PLAN_NO_TWIN);
	assert_int_equal(made.items[1].twin, 0);
	plan_free(&made);
}

TEST(counted_instructions_are_exact_and_net_of_the_twin)
{
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_string_equal(cells[0].unit, "instructions");
	assert_string_equal(cells[0].id, "cpuid/hvm/vmx/full/0/default");
	assert_true(cells[0].floor.value == 98 && cells[0].floor.lo == 98 &&
		    cells[0].floor.hi == 98);
	assert_string_equal(cells[0].floor.method, "exact");
	assert_true(cells[0].raw.value == 100 && cells[0].overhead.value == 2);
	assert_true(cells[0].exits_per_op == 1);
	assert_int_equal(cells[0].trial_count, 3);
	assert_int_equal(cells[0].batches + cells[0].disturbed, 30); /* context switches happen */
	assert_int_equal(summary.trials, 3);
}

TEST(cycles_take_at_least_ten_trials_and_an_interval)
{
	options.clock = &cycle_clock;
	behaviours[OP_cpuid].jitter = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_in_range(cells[0].trial_count, 10, 20);
	assert_true(cells[0].floor.lo <= cells[0].floor.value &&
		    cells[0].floor.value <= cells[0].floor.hi);
	assert_true(cells[0].floor.value >= 98 && cells[0].floor.value <= 99);
	assert_true(cells[0].median.value >= cells[0].floor.value);
	assert_words(cells[0].floor.method, "5th percentile");
}

/* 80 us of a clock of 1 GHz at 100 ticks an iteration. */
TEST(a_batch_that_seems_to_be_free_does_not_make_the_others_long)
{
	options.clock = &cycle_clock;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	for (unsigned batch = 1; batch <= 9; batch++) {
		behaviours[OP_cpuid].held_up_batch = batch;
		measure();
		assert_int_equal(cells[0].iterations, 800);
		teardown(NULL);
		memset(cells, 0, sizeof(cells));
	}
}

/* A floor is a low percentile: a few such batches would be it. */
TEST(what_holds_up_the_iteration_that_is_taken_off_does_not_make_the_others_cheap)
{
	behaviours[OP_cpuid].held_up_every = 5;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_true(cells[0].floor.value == 98);
	assert_string_equal(cells[0].floor.method, "exact");
	assert_int_equal(cells[0].disturbed_by.by[DISTURBED_BY_GAP], 0);
	assert_true(cells[0].p99.value == 98);
}

TEST(trials_of_an_emulator_are_as_many_as_asked_for)
{
	options.trials = 12;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(summary.trials, 12);
	assert_int_equal(summary.trials_least, 12);
}

/*
 * A twentieth and more of the twin's batches are long, none of the cell's are: its p99 is not the
 * shorter for it.
 */
TEST(the_twins_long_batches_do_not_make_p99_smaller)
{
	options.clock = &cycle_clock;
	behaviours[OP_nop].long_every_tenth = 1.9;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_true(cells[0].p99.value >= cells[0].median.value && cells[0].p99.value < 98.5);
}

TEST(each_trial_says_how_fast_its_core_ran)
{
	options.clock = &cycle_clock;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	for (size_t i = 0; i < cells[0].trial_count; i++)
		assert_true(cells[0].trials[i].core_cycles > 0.1 &&
			    cells[0].trials[i].core_cycles < 10);
	teardown(NULL);
	memset(cells, 0, sizeof(cells));
	options.clock = &exact_clock;
	measure();
	assert_true(cells[0].trials[0].core_cycles == 0);
}

TEST(what_costs_as_much_as_its_loop_is_refused_in_these_words)
{
	options.clock = &cycle_clock;
	behaviours[OP_sgdt].ticks = behaviours[OP_nop].ticks = 50;
	behaviours[OP_sgdt].jitter = behaviours[OP_nop].jitter = 0.1;
	ask_for(OP_sgdt, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "no cost is visible beside the loop's own");
	assert_int_equal(summary.trials, 10); /* and no budget is spent on it */
}

TEST(a_session_that_is_precise_early_ends_early)
{
	options.clock = &cycle_clock;
	options.budget_seconds = 2;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(summary.trials, 10);
	assert_int_equal(summary.cells_imprecise, 0);
}

TEST(what_did_not_reach_the_precision_is_counted)
{
	options.clock = &cycle_clock;
	options.precision_percent = 0.001;
	behaviours[OP_cpuid].jitter = 20;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_int_equal(summary.cells_imprecise, 1);
	assert_true(summary.trials > 10);
}

TEST(the_twin_itself_and_lean_cells_have_nothing_taken_off)
{
	ask_for(OP_nop, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	measure();
	assert_true(cells[0].floor.value == 2 && cells[0].overhead.value == 0);
	assert_true(cells[1].floor.value == 100 && cells[1].overhead.value == 0);
}

TEST(a_failed_claim_is_fail_in_the_backends_words)
{
	behaviours[OP_vmcall].failure = "VM exits per iteration differ from the table";
	ask_for(OP_vmcall, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "differ from the table");
	assert_null(cells[0].floor.method);
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_negative_net_is_fail)
{
	behaviours[OP_sgdt].ticks = 1;
	ask_for(OP_sgdt, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "negative");
	assert_null(cells[0].floor.method);
	assert_true(cells[0].raw.value == 1 && cells[0].overhead.value == 2);
}

TEST(an_unsteady_twin_refuses_the_cell)
{
	options.clock = &cycle_clock;
	behaviours[OP_nop].jitter = 60;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "unsteady");
}

TEST(a_refused_cell_is_skip)
{
	behaviours[OP_rdmsr].refusal = "the CPU lacks a control";
	ask_for(OP_rdmsr, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_SKIP);
	assert_string_equal(cells[0].reason, "the CPU lacks a control");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_backend_that_does_not_open_skips_its_cells)
{
	open_failure = "there is no such device";
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_SKIP);
	assert_string_equal(cells[0].reason, "there is no such device");
}

TEST(a_twin_that_fails_takes_its_cells_along)
{
	behaviours[OP_nop].failure = "the guest took an exception";
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "its twin nop/hvm does not run: the guest took an exception");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_process_that_dies_costs_only_the_cell_it_was_at)
{
	behaviours[OP_rdmsr].dies_after = 1;
	ask_for(OP_rdmsr, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_words(cells[0].reason, "died of signal 9");
	assert_int_equal(cells[1].status, STATUS_OK);
	assert_true(cells[1].floor.value == 98);
}

/* Three batches calibrate; so this is in mid-trial. */
TEST(a_process_that_dies_in_mid_trial_has_the_trial_repeated)
{
	options.clock = &cycle_clock;
	behaviours[OP_rdmsr].dies_after = 5;
	ask_for(OP_rdmsr, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_int_equal(cells[1].status, STATUS_OK);
	assert_in_range(cells[1].trial_count, 10, 20);
}

TEST(a_process_that_hangs_is_ended_and_costs_only_its_cell)
{
	behaviours[OP_hlt].hangs_after = 1;
	ask_for(OP_hlt, ENV_hvm_trap, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_words(cells[0].reason, "no progress for 0.4 s");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(disturbed_batches_are_counted_and_not_used)
{
	behaviours[OP_cpuid].disturbed_every = 2;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_true(cells[0].p99.value == 98);
	assert_in_range(cells[0].disturbed, 15, 20); /* every second, and some for real */
	assert_int_equal(cells[0].batches + cells[0].disturbed, 30);
}

TEST(disturbed_batches_are_told_by_cause)
{
	behaviours[OP_cpuid].disturbed_every = 2;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_in_range(cells[0].disturbed_by.by[DISTURBED_BY_INTERRUPT], 15, 20);
	assert_int_equal(disturbed_total(&cells[0].disturbed_by), cells[0].disturbed);
}

TEST(a_cell_that_is_always_disturbed_fails)
{
	behaviours[OP_cpuid].disturbed_every = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "disturbed");
	assert_int_equal(cells[0].disturbed, 30);
}

TEST(a_backend_that_is_slow_in_a_trial_marks_it_though_arithmetic_is_not)
{
	size_t slow = 0;

	options.clock = &cycle_clock;
	behaviours[OP_cpuid].slow_factor = behaviours[OP_nop].slow_factor = 1.5;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	for (size_t i = 0; i < cells[0].trial_count; i++) {
		const struct trial_result *trial = &cells[0].trials[i];

		slow += trial->slow;
		assert_true(trial->slow || trial->floor < 99);
	}
	assert_true(slow >= 2);
	assert_int_equal(summary.slow_trials, slow);
	assert_in_range(cells[0].trial_count, 10, 20); /* marked, never dropped */
}

TEST(every_batch_is_in_the_histogram_of_its_block)
{
	unsigned counts[BLOCKS_PER_TRIAL * HISTOGRAM_BINS];

	options.clock = &cycle_clock;
	/* on a busy machine, too, more rounds a trial than it has blocks */
	options.budget_seconds = 2;
	behaviours[OP_cpuid].disturbed_every = 5;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	for (size_t i = 0; i < cells[0].trial_count; i++) {
		size_t sum = 0;

		assert_int_equal(histogram_read(&cells[0].trials[i].histogram, counts,
						BLOCKS_PER_TRIAL),
				 BLOCKS_PER_TRIAL);
		for (size_t bin = 0; bin < BLOCKS_PER_TRIAL * HISTOGRAM_BINS; bin++)
			sum += counts[bin];
		assert_int_equal(sum, cells[0].trials[i].batches);
	}
}

static const char *member_of(const struct cell_result *cell, const char *event, const char *member)
{
	return json_string_value(json_object_get(json_object_get(cell->events, event), member));
}

TEST(events_come_from_undisturbed_batches_only)
{
	struct events events;

	assert_string_equal(events_parse(&events, "task-clock").text, "");
	events_probe(&events);
	if (events.list[0].reason) {
		events_free(&events);
		skip();
	}
	options.events = &events;
	behaviours[OP_vmcall].disturbed_every = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	measure();
	assert_null(member_of(&cells[0], "task-clock", "reason"));
	assert_words(member_of(&cells[0], "task-clock", "counts"), "guest and engine");
	events_free(&events);
	assert_null(cells[1].floor.method);
}

static void stop_at_once(const struct measure_progress *progress, void *data)
{
	if (progress->trial >= *(size_t *)data)
		raise(SIGINT);
}

TEST(an_interrupt_keeps_what_was_measured)
{
	size_t trial = 3;

	options.clock = &cycle_clock;
	options.budget_seconds = 20;
	options.progress = stop_at_once;
	options.progress_data = &trial;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_true(summary.interrupted);
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_in_range(cells[0].trial_count, 2, 3);
}

TEST(a_cpu_that_does_not_exist_is_refused)
{
	options.cpu = 100000;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	assert_words(measure_run(plan, cell_count, &options, cells, &summary).text, "CPU 100000");
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_round_is_a_permutation_of_all_items),
		ROW(a_twin_is_added_once_and_only_where_it_is_needed),
		ROW(the_twin_of_32_bit_code_is_32_bit_code),
		ROW(a_twin_is_under_the_same_knob),
		ROW(a_twin_that_was_asked_for_is_not_added_again),
		ROW(counted_instructions_are_exact_and_net_of_the_twin),
		ROW(cycles_take_at_least_ten_trials_and_an_interval),
		ROW(a_batch_that_seems_to_be_free_does_not_make_the_others_long),
		ROW(what_holds_up_the_iteration_that_is_taken_off_does_not_make_the_others_cheap),
		ROW(trials_of_an_emulator_are_as_many_as_asked_for),
		ROW(the_twins_long_batches_do_not_make_p99_smaller),
		ROW(each_trial_says_how_fast_its_core_ran),
		ROW(what_costs_as_much_as_its_loop_is_refused_in_these_words),
		ROW(a_session_that_is_precise_early_ends_early),
		ROW(what_did_not_reach_the_precision_is_counted),
		ROW(the_twin_itself_and_lean_cells_have_nothing_taken_off),
		ROW(a_failed_claim_is_fail_in_the_backends_words),
		ROW(a_negative_net_is_fail),
		ROW(an_unsteady_twin_refuses_the_cell),
		ROW(a_refused_cell_is_skip),
		ROW(a_backend_that_does_not_open_skips_its_cells),
		ROW(a_twin_that_fails_takes_its_cells_along),
		ROW(a_process_that_dies_costs_only_the_cell_it_was_at),
		ROW(a_process_that_dies_in_mid_trial_has_the_trial_repeated),
		ROW(a_process_that_hangs_is_ended_and_costs_only_its_cell),
		ROW(disturbed_batches_are_counted_and_not_used),
		ROW(disturbed_batches_are_told_by_cause),
		ROW(a_cell_that_is_always_disturbed_fails),
		ROW(a_backend_that_is_slow_in_a_trial_marks_it_though_arithmetic_is_not),
		ROW(every_batch_is_in_the_histogram_of_its_block),
		ROW(events_come_from_undisturbed_batches_only),
		ROW(an_interrupt_keeps_what_was_measured),
		ROW(a_cpu_that_does_not_exist_is_refused),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
