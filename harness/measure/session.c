// SPDX-License-Identifier: GPL-2.0-only
/*
 * The session. Its unit of replication is the trial. The budget is split evenly over twice the
 * least number of trials, so that a session that is precise early ends early. Only the width of the
 * intervals can end it early, never the figures themselves.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "machine/machine.h"
#include "machine/ticks.h"
#include "measure/alone.h"
#include "measure/session.h"
#include "statistics/rules.h"
#include "text/endings.h"

#define ROUNDS_MIN    5
#define ROUNDS_MAX    1000000

volatile sig_atomic_t measure_stop;

static void ask_to_stop(int signal, siginfo_t *information, void *context)
{
	(void)context;
	if (ending_is_sent(signal, information))
		measure_stop = 1;
}

void measure_stop_on_signals(void)
{
	endings_catch(ask_to_stop);
}

/* In an emulator hardly anything varies: a few trials are enough. */
static bool is_emulated(const struct session *session)
{
	return session->options.clock->counts_instructions;
}

/* Called by the watcher, a few times a second, while a trial runs. */
static void waiting(void *data, struct trial_log *log)
{
	struct session *session = data;
	double now = clock_seconds();
	struct measure_progress progress = {
		.cells_running = plan_running(&session->plan),
		.cells_precise = session->precise,
		.trial = session->is_calibrated ? session->data.trials + 1 : 0,
		.trials_planned = session->trials_planned,
		.elapsed_seconds = now - session->start,
		.left_seconds = fmax(0, session->end - now),
	};

	if (measure_stop)
		log->stop = true;
	if (session->options.progress)
		session->options.progress(&progress, session->options.progress_data);
}

static struct trial_setup setup_of(struct session *session)
{
	const struct measure_options *options = &session->options;

	return (struct trial_setup){
		.plan = &session->plan,
		.clock = options->clock,
		.cpu = session->summary->cpu,
		.events = options->events,
		.canary = options->canary,
		.hang_seconds = options->hang_seconds,
		.waiting = waiting,
		.data = session,
	};
}

static size_t count_uncalibrated(const struct plan *plan)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++)
		count += !plan->items[i].fault && !plan->items[i].iterations;
	return count;
}

static void calibrate(struct session *session)
{
	struct trial_setup setup = setup_of(session);

	setup.calibrate = true;
	for (size_t left; (left = count_uncalibrated(&session->plan)) && !measure_stop &&
			  session_may_try_again(session);) {
		struct trial_end end;

		session_pause(session);
		end = trial_run(&setup, session->log);
		session_take_trouble(session, &end, false,
				     count_uncalibrated(&session->plan) < left);
	}
	session->is_calibrated = true;
	for (size_t i = 0; i < session->plan.count; i++)
		if (!session->plan.items[i].iterations)
			plan_stop_item(&session->plan, i,
				       measure_stop ? FAULT_INTERRUPTED : FAULT_TROUBLE,
				       session_trouble_words(session, i).text);
	plan_stop_twinless(&session->plan);
}

/* Sessions of neighbouring seeds share no trial's order: the finalizer of Vigna's splitmix64. */
static unsigned long seed_of_trial(unsigned long seed, size_t trial)
{
	uint64_t mixed = seed * UINT64_C(0x9e3779b97f4a7c15) + trial;

	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ mixed >> 31;
}

/* Without memory it is as if the trial had not been. */
static void take_trial(struct session *session)
{
	size_t trial = session->data.trials;

	session->summary->rounds += session->log->rounds;
	if (session->options.each_trial)
		session->options.each_trial(&session->plan, session->log, trial,
					    session->options.each_trial_data);
	if (trial_data_add(&session->data, session->log))
		return;
	if (session->options.canary)
		alone_data_add(&session->alone, session->log, trial);
	for (size_t i = 0; i < session->plan.count; i++)
		session->plan.items[i].trials +=
			session->data.samples[trial_slot(&session->data, i, trial)].count > 0;
}

static void run_trial(struct session *session)
{
	struct trial_setup setup = setup_of(session);
	double left = session->end - clock_seconds();
	struct trial_end end;
	bool is_good;

	setup.seed = seed_of_trial(session->options.seed, session->data.trials);
	setup.seconds = left / (double)(session->trials_planned - session->data.trials);
	setup.rounds_min = ROUNDS_MIN;
	setup.rounds_max = is_emulated(session) ? ROUNDS_MIN : ROUNDS_MAX;
	session_pause(session);
	end = trial_run(&setup, session->log);
	is_good = trial_log_trim(session->log, session->plan.count, setup.rounds_min) &&
		  session->log->rounds >= setup.rounds_min;
	session_take_trouble(session, &end, true, is_good);
	if (is_good)
		take_trial(session);
}

/* Of the headline. Without canaries, or of a cell that was never alone, see estimate.h, alone.h. */
static double half_width(const struct session *session, size_t item)
{
	return session->options.canary ? alone_half_width(&session->alone, &session->plan, item,
							  session->random)
				       : estimate_half_width(&session->data, &session->plan, item,
							     session->random);
}

static bool is_precise(struct session *session)
{
	bool are_all = true;

	session->precise = 0;
	for (size_t i = 0; i < session->plan.asked; i++) {
		double width;

		if (session->plan.items[i].fault)
			continue;
		width = half_width(session, i);
		session->precise += width <= session_precision(session);
		are_all &= width <= session_precision(session);
	}
	return are_all;
}

static bool wants_trial(struct session *session)
{
	size_t done = session->data.trials;

	if (measure_stop || !plan_running(&session->plan) || done >= session->trials_planned ||
	    !session_may_try_again(session))
		return false;
	if (done < session->trials_least || is_emulated(session))
		return true;
	return clock_seconds() < session->end && !is_precise(session);
}

/* In an emulator a tick is an instruction: it says nothing about the core's clock. */
static double core_cycles(const struct session *session)
{
	double ticks = trial_session_floor(&session->data, session->data.items - 1);

	return ticks > 0 && !is_emulated(session) ? CANARY_CYCLES_PER_STEP / ticks : 0;
}

static void run_trials(struct session *session)
{
	while (wants_trial(session))
		run_trial(session);
	session->summary->trials = session->data.trials;
	session->summary->cut_short = session->data.trials < session->trials_least &&
				      plan_running(&session->plan);
	session->summary->core_cycles = core_cycles(session);
	session->summary->alone_round = alone_round(&session->alone);
	trial_data_find_slow(&session->data, &session->plan);
	for (size_t i = 0; i < session->data.trials; i++)
		session->summary->slow_trials += session->data.slow[i] != 0;
}

static void plan_trials(struct session *session)
{
	size_t asked = session->options.trials;

	session->trials_least = asked > TRIALS_MIN ? asked : TRIALS_MIN;
	session->trials_planned = 2 * session->trials_least;
	if (is_emulated(session))
		session->trials_planned = session->trials_least =
			asked ? session->trials_least : TRIALS_EMULATED;
	session->summary->trials_least = session->trials_least;
}

static struct words prepare(struct session *session, const struct planned_cell *plan, size_t count)
{
	const struct measure_options *options = &session->options;
	struct words wrong = processor_choose(options->cpu, &session->summary->cpu);

	session->start = clock_seconds();
	session->end = session->start + options->budget_seconds;
	plan_trials(session);
	if (*wrong.text)
		return wrong;
	session->random = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_rng_set(session->random, options->seed);
	if (plan_make(&session->plan, plan, count) ||
	    trial_data_make(&session->data, session->plan.count + 1, session->trials_planned) ||
	    alone_data_make(&session->alone, session->plan.count, session->trials_planned))
		return words("out of memory");
	session->alone.has_no_neighbour = options->has_no_neighbour;
	session->log = trial_log_make(session->plan.count);
	return session->log ? NO_WORDS : words("out of memory");
}

static void finish(struct session *session)
{
	trial_data_free(&session->data);
	alone_data_free(&session->alone);
	trial_log_free(session->log);
	plan_free(&session->plan);
	gsl_rng_free(session->random);
}

static void measure(struct session *session, struct cell_result *cells)
{
	calibrate(session);
	run_trials(session);
	for (size_t i = 0; i < session->plan.asked; i++)
		session_fill_cell(session, i, &cells[i]);
	session->summary->interrupted = measure_stop;
	session->summary->seconds = clock_seconds() - session->start;
}

static struct measure_options with_defaults(struct measure_options options)
{
	if (!options.precision_percent)
		options.precision_percent = PRECISION_PERCENT;
	if (!options.budget_seconds)
		options.budget_seconds = BUDGET_SECONDS;
	if (!options.hang_seconds)
		options.hang_seconds = MEASURE_HANG_SECONDS;
	return options;
}

struct words measure_run(const struct planned_cell *plan, size_t count,
			 const struct measure_options *options, struct cell_result *cells,
			 struct measure_summary *summary)
{
	struct session session = { .options = with_defaults(*options), .summary = summary };
	struct words wrong;

	*summary = (struct measure_summary){ 0 };
	wrong = prepare(&session, plan, count);
	if (!*wrong.text) {
		measure_stop_on_signals();
		measure(&session, cells);
	}
	finish(&session);
	return wrong;
}
