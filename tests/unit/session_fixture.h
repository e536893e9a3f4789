/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sessions over a backend that is told how each operation behaves: what it costs, how it
 * fails, dies or hangs. Only the VM is fake; processes, clocks and signals are real.
 */
#ifndef TESTS_UNIT_SESSION_FIXTURE_H
#define TESTS_UNIT_SESSION_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

/* How one operation behaves on the fake backend. */
struct behaviour {
	double ticks;                  /* per iteration */
	const char *refusal, *failure;
	unsigned dies_after, hangs_after; /* batches in one process; 0: never */
	unsigned disturbed_every;      /* n-th batch, which then also costs ten times as much */
	double jitter;                 /* another process, another cost: up to so much more */
	double slow_factor;            /* of every third process of the session; 0: none is */
	/* of a process, in what is taken off it: it seems to cost less than nothing */
	unsigned held_up_batch;
	unsigned held_up_every;        /* n-th batch, there: it seems a tenth cheaper */
	double long_every_tenth;       /* batch: so many times as much */
	unsigned trouble_in;           /* this process of the session; 0: in none */
};

static struct behaviour behaviours[OPS];
static double cost_factor = 1; /* of all operations; a fake canary may change it */
static const char *open_failure;
static unsigned open_fails_in; /* this process of the session; 0: see open_failure */
static unsigned *processes;    /* opened so far, shared with them */

struct machine_vm {
	unsigned batches[OPS];
};

static struct words fake_open(struct machine_vm **vm)
{
	bool fails = ++*processes == open_fails_in || (open_failure && !open_fails_in);

	*vm = fails ? NULL : calloc(1, sizeof(**vm));
	return words("%s", fails ? open_failure : "");
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
	double ticks = behaviour->ticks + behaviour->jitter * (*processes % 7) / 6;

	ticks *= cost_factor;
	if (behaviour->slow_factor && *processes % 3 == 0)
		ticks *= behaviour->slow_factor;
	if (behaviour->dies_after && batches >= behaviour->dies_after)
		raise(SIGKILL);
	while (behaviour->hangs_after && batches >= behaviour->hangs_after)
		pause();
	if (behaviour->trouble_in == *processes) {
		batch->is_trouble = true;
		return words("KVM_RUN failed: Resource temporarily unavailable");
	}
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
	"vmx", BACKEND_VMX, "a fake", fake_open, fake_close, NULL, fake_refuses, fake_run, NULL,
};

static const struct clock exact_clock = {
	.name = "tsc",
	.unit = "instructions",
	.counts_instructions = true,
	.is_exact = true,
	.hz = 1e9,
};
__attribute__((unused)) static const struct clock cycle_clock = {
	.name = "tsc", .unit = "cycles", .invariant = true, .hz = 1e9
};

/* What a test measures, and what came of it. */
static struct planned_cell plan[CELLS_MAX];
static struct cell_result cells[CELLS_MAX];
static size_t cell_count;
static struct measure_summary summary;
static struct measure_options options;

__attribute__((unused)) static void ask_for(enum op op, enum env env, enum run_form form)
{
	plan[cell_count++] =
		(struct planned_cell){ { .op = op, .env = env, .form = form }, &fake_backend };
}

__attribute__((unused)) static int setup(void **state)
{
	(void)state;
	measure_stop = 0;
	memset(behaviours, 0, sizeof(behaviours));
	memset(cells, 0, sizeof(cells));
	open_failure = NULL;
	open_fails_in = 0;
	if (!processes)
		processes = mmap(NULL, sizeof(*processes), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*processes = 0;
	cost_factor = 1;
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

__attribute__((unused)) static int teardown(void **state)
{
	struct result result = { .cell_count = cell_count,
				 .cells = calloc(CELLS_MAX, sizeof(*result.cells)) };

	(void)state;
	memcpy(result.cells, cells, sizeof(cells));
	result_free(&result);
	return 0;
}

__attribute__((unused)) static void measure(void)
{
	assert_string_equal(measure_run(plan, cell_count, &options, cells, &summary).text, "");
}

/* On a busy machine the least number of trials may take the whole budget: then there is more. */
__attribute__((unused)) static void measure_again_if_busy(void)
{
	while (summary.trials <= 10 && options.budget_seconds < 60) {
		teardown(NULL);
		memset(cells, 0, sizeof(cells));
		options.budget_seconds *= 2;
		measure();
	}
}

__attribute__((unused)) static void assert_words(const char *text, const char *words)
{
	assert_non_null(text);
	if (!strstr(text, words))
		fail_msg("\"%s\" does not say \"%s\"", text, words);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
