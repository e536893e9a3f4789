// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inside a trial: open the VMs, then either find the batch sizes or run rounds. In a round every
 * item runs one short batch, in random order, and so does a fixed piece of arithmetic, the canary.
 * The parent handles the terminal's signals, so that Ctrl-C never cuts a batch in two.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "machine/above.h"
#include "machine/machine.h"
#include "machine/ticks.h"
#include "measure/trial_parts.h"
#include "text/endings.h"

#define CPU_IS_GONE "the measuring CPU was taken away, by a cpuset or by hotplug"
#define CANARY_STEPS       10000
#define CLOCK_CHECK_TRIES  20  /* for a batch that nothing disturbed */

__attribute__((noreturn)) static void give_up(struct trial_log *log, struct words why)
{
	log->trouble = why;
	_exit(1);
}

/* A cpuset or hotplug that takes the CPU away moves the process to another. */
static void check_cpu(const struct trial *trial)
{
	if (trial->setup->cpu >= 0 && sched_getcpu() != trial->setup->cpu)
		give_up(trial->log, words(CPU_IS_GONE));
}

void trial_report(struct trial *trial, size_t item, enum cell_fault fault, const char *reason)
{
	struct item_report *report = &trial->log->reports[item];

	report->fault = fault;
	if (reason)
		report->reason = words("%s", reason);
	report->is_filled = true;
	if (fault)
		trial->runs[item] = false;
}

/* Every item of this backend gets the VM, or the reason why there is none. */
static void open_backend(struct trial *trial, size_t first)
{
	const struct backend_row *backend = trial_item(trial, first)->what.backend;
	struct machine_vm *vm = NULL;
	struct words missing;

	trial->log->current = first;
	trial->log->beats++;
	missing = backend->open(&vm);
	for (size_t i = first; i < trial->setup->plan->count; i++) {
		if (trial_item(trial, i)->what.backend != backend || !trial->runs[i])
			continue;
		trial->vm[i] = vm;
		if (*missing.text)
			trial_report(trial, i,
				     trial->setup->calibrate ? FAULT_ABSENT : FAULT_TROUBLE,
				     missing.text);
	}
}

static void open_backends(struct trial *trial)
{
	trial->log->phase = PHASE_OPEN;
	for (size_t i = 0; i < trial->setup->plan->count; i++)
		if (trial->runs[i] && !trial->vm[i])
			open_backend(trial, i);
}

static void close_backends(struct trial *trial)
{
	for (size_t i = 0; i < trial->setup->plan->count; i++) {
		struct machine_vm *vm = trial->vm[i];

		if (!vm)
			continue;
		trial_item(trial, i)->what.backend->close(vm);
		for (size_t other = i; other < trial->setup->plan->count; other++)
			if (trial->vm[other] == vm)
				trial->vm[other] = NULL;
	}
}

static long context_switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw + usage.ru_nivcsw;
}

/* Several causes may coincide; report the rarest. */
static enum disturbance disturbance_of(const struct batch *batch, bool has_switched, bool has_moved)
{
	return has_moved ? DISTURBED_BY_MIGRATION : batch->disturbed ? DISTURBED_BY_INTERRUPT :
	       has_switched ? DISTURBED_BY_SWITCH : DISTURBED_NOT;
}

static void time_canary(struct trial *trial, int after)
{
	if (trial->times_canaries)
		trial->canaries[after] = trial->setup->canary();
}

/* A software KVM departs from the architecture: what goes wrong there is no fault of the table. */
static enum cell_fault fault_of(const struct trial *trial, size_t item, const struct batch *batch)
{
	bool by_kvm = trial_item(trial, item)->what.backend->id == BACKEND_KVM;

	return batch->is_trouble               ? FAULT_TROUBLE
	       : by_kvm && kvm_is_software() ? FAULT_SOFTWARE_KVM
					     : FAULT_CLAIM;
}

bool trial_run_batch(struct trial *trial, size_t item, size_t iterations, struct batch *batch)
{
	const struct planned_cell *what = &trial_item(trial, item)->what;
	struct batch_size size = { trial_least(trial, item).warmup, iterations };
	long switches = context_switches();
	int cpu = sched_getcpu();
	struct words failure;

	trial->log->current = item;
	trial->log->beats++;
	time_canary(trial, 0);
	failure = what->backend->run(trial->vm[item], &what->cell, size, batch);
	time_canary(trial, 1);
	check_cpu(trial);
	if (*failure.text)
		trial_report(trial, item, fault_of(trial, item, batch), failure.text);
	batch->disturbance =
		disturbance_of(batch,
			       batch->elsewhere ? batch->switched : context_switches() != switches,
			       sched_getcpu() != cpu);
	batch->disturbed = batch->disturbance != DISTURBED_NOT;
	return !*failure.text;
}

void trial_count_legs(struct trial *trial, size_t item, const struct batch *batch)
{
	struct leg_report *report = &trial->log->legs[item];

	report->is_used = true;
	for (size_t i = 0; i < trial_item(trial, item)->iterations; i++)
		for (int leg = 0; leg < LEGS; leg++) {
			double ticks = (double)batch->each_exit[i][leg];

			report->exits[leg][leg_bin_of(ticks)]++;
			if (ticks > report->longest[leg])
				report->longest[leg] = ticks;
		}
}

static void record(struct trial *trial, size_t item, size_t iterations, const struct batch *batch)
{
	const struct canary *canaries = trial->canaries;
	struct trial_log *log = trial->log;

	if (batch->has_legs && batch->disturbance == DISTURBED_NOT)
		trial_count_legs(trial, item, batch);

	log->records[log->count] = (struct batch_record){
		.item = (unsigned)item,
		.round = (unsigned)log->rounds,
		.value = (double)batch->ticks / (double)iterations,
		.taken_off = (double)batch->taken_off / (double)iterations,
		.exits_per_op = (float)batch->exits_per_op,
		.disturbance = batch->disturbance,
		.has_legs = batch->has_legs,
		.legs = { batch->legs[LEG_exit], batch->legs[LEG_handler], batch->legs[LEG_entry] },
		.chain = { (float)canaries[0].chain, (float)canaries[1].chain },
		.additions = { (float)canaries[0].additions, (float)canaries[1].additions },
	};
	log->count++;
}

/* Always the same arithmetic: when it is slow, the machine is slow. */
static void run_canary(struct trial *trial)
{
	struct batch batch = { .exits_per_op = -1 };
	long switches = context_switches();
	uint64_t start = clock_ticks(), x = 1;

	for (unsigned i = 0; i < CANARY_STEPS; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		__asm__ volatile("" : "+r"(x));
	}
	batch.ticks = (s64)(clock_ticks() - start);
	trial->canaries[0] = trial->canaries[1] = (struct canary){ 0 };
	batch.disturbance = disturbance_of(&batch, context_switches() != switches, false);
	record(trial, trial->setup->plan->count, CANARY_STEPS, &batch);
}

static void run_item(struct trial *trial, size_t item)
{
	size_t iterations;
	struct batch batch = { 0 };

	if (item == trial->setup->plan->count) {
		run_canary(trial);
		return;
	}
	iterations = trial_item(trial, item)->iterations;
	if (trial->runs[item] && trial_run_batch(trial, item, iterations, &batch))
		record(trial, item, iterations, &batch);
}

static bool anything_runs(const struct trial *trial)
{
	for (size_t i = 0; i < trial->setup->plan->count; i++)
		if (trial->runs[i])
			return true;
	return false;
}

static bool wants_round(const struct trial *trial, double end)
{
	const struct trial_log *log = trial->log;

	if (log->stop || !anything_runs(trial) || log->rounds >= trial->setup->rounds_max ||
	    log->count + trial->setup->plan->count + 1 > TRIAL_RECORDS_MAX)
		return false;
	return log->rounds < trial->setup->rounds_min || clock_seconds() < end;
}

static void run_rounds(struct trial *trial)
{
	size_t count = trial->setup->plan->count + 1;
	size_t *order = calloc(count, sizeof(*order));
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	double end = clock_seconds() + trial->setup->seconds;

	gsl_rng_set(random, trial->setup->seed);
	trial->times_canaries = trial->setup->canary;
	while (order && wants_round(trial, end)) {
		plan_shuffle(order, count, random);
		for (size_t i = 0; i < count; i++)
			run_item(trial, order[i]);
		trial->log->rounds++;
	}
	trial->times_canaries = false;
	gsl_rng_free(random);
	free(order);
}

static void check_clocks_of(struct trial *trial, size_t item)
{
	const struct plan_item *planned = trial_item(trial, item);
	const struct planned_cell *what = &planned->what;
	struct batch_size size = { trial_least(trial, item).warmup, planned->iterations };
	struct leg_report *report = &trial->log->legs[item];
	struct words refusal = NO_WORDS;

	report->is_used = true;
	trial->log->current = item;
	trial->log->beats++;
	for (unsigned i = 0; i < CLOCK_CHECK_TRIES && !*refusal.text && !report->clocks.iterations;
	     i++)
		refusal = what->backend->check_clocks(trial->vm[item], &what->cell, size,
						      &report->clocks);
	if (report->clocks.failed)
		trial_report(trial, item, FAULT_CLAIM, refusal.text);
	report->clocks_reason = refusal;
}

/* After the rounds: a batch of every stamped item with the CPU's own clocks beside the stamps. */
static void check_clocks(struct trial *trial)
{
	for (size_t i = 0; i < trial->setup->plan->count && !trial->log->stop; i++) {
		const struct planned_cell *what = &trial_item(trial, i)->what;

		if (trial->runs[i] && what->backend->check_clocks &&
		    what->cell.form == FORM_STAMPED && cell_claim(&what->cell)->exits)
			check_clocks_of(trial, i);
	}
}

static void settle(const struct trial_setup *setup, struct trial_log *log, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	endings_leave_to_parent();
	if (setup->cpu >= 0 && processor_pin(setup->cpu))
		give_up(log, words(CPU_IS_GONE ": %s", strerror(errno)));
}

void trial_process(const struct trial_setup *setup, struct trial_log *log, pid_t parent)
{
	size_t items = setup->plan->count;
	struct trial trial = { .setup = setup, .log = log, .vm = calloc(items, sizeof(*trial.vm)),
			       .runs = calloc(items, sizeof(*trial.runs)) };

	settle(setup, log, parent);
	if (!trial.vm || !trial.runs)
		give_up(log, words("the measuring process has no memory"));
	for (size_t i = 0; i < items; i++)
		trial.runs[i] = !setup->plan->items[i].fault &&
				(!setup->calibrate || !setup->plan->items[i].iterations);
	open_backends(&trial);
	log->phase = PHASE_RUN;
	if (setup->calibrate)
		trial_calibrate(&trial);
	else
		run_rounds(&trial);
	if (!setup->calibrate)
		check_clocks(&trial);
	if (!setup->calibrate && setup->events)
		trial_count_events(&trial);
	close_backends(&trial);
	log->phase = PHASE_FINISHED;
	_exit(0);
}
