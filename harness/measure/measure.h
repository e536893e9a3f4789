/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session: calibrate, run trials spread over the budget, estimate. Silent; the
 * caller prints. A cell that cannot run is `skip` with the reason, one whose claim
 * fails is `fail`. Trouble (a process dies or hangs, the kernel refuses memory, the CPU or a device
 * is taken away) ends a trial; its whole rounds are kept if they are enough, and another is made
 * within the budget. A cell that trouble left without any trial is `error`; the others go on.
 */
#ifndef HARNESS_MEASURE_H
#define HARNESS_MEASURE_H

#include <signal.h>
#include "result/result.h"
#include "measure/plan.h"
#include "measure/trial.h"
#include "text/file.h"

#define MEASURE_HANG_SECONDS 10
#define TROUBLES_MAX         8 /* different ones; later ones are not listed */

/* What went wrong with the machine, not with a cell. */
struct trouble {
	struct words reason;
	size_t times;
};

struct measure_progress {
	size_t cells_running, cells_precise; /* precise: as narrow as asked for */
	size_t trial, trials_planned;        /* trial 0 is the calibration */
	double elapsed_seconds, left_seconds; /* the session may end earlier */
};

/* A zeroed struct with `clock` set takes the defaults, on CPU 0. */
struct measure_options {
	const struct clock *clock;    /* examined, and found good */
	double precision_percent;     /* half-width of the floor's interval; 0: the default */
	double budget_seconds;        /* 0: the default */
	size_t trials;                /* at least; 0: the default */
	unsigned long seed;           /* of the order of cells, and of resampling */
	int cpu;                      /* negative: chosen by the topology */
	double hang_seconds;          /* 0: the default */
	const struct events *events;  /* probed; NULL: none */
	/* timed beside every batch; NULL: none, as in an emulator */
	struct canary (*canary)(void);
	bool has_no_neighbour;        /* the core has one hardware thread, and it is known */
	/* Is given each trial's batches; or NULL. */
	void (*each_trial)(const struct plan *plan, const struct trial_log *log, size_t trial,
			   void *data);
	void *each_trial_data;
	void (*progress)(const struct measure_progress *progress, void *data); /* or NULL */
	void *progress_data;
};

struct measure_summary {
	int cpu;
	size_t trials, slow_trials, rounds;
	size_t trials_least;    /* unless interrupted or cut short, there are as many */
	size_t cells_imprecise; /* ok, but the half-width is larger than asked for */
	double seconds;
	double core_cycles;           /* in a TSC cycle, by the canary's floor; 0: not known */
	double alone_round;           /* cycles of additions alone (alone.h); NaN: never alone */
	size_t cells_never_alone;
	bool interrupted;             /* by a signal: fewer trials than planned */
	bool cut_short;               /* by trouble: fewer trials than the least */
	struct trouble troubles[TROUBLES_MAX];
	size_t trouble_count;
};

/* Set by the signal handlers: stop after the current round. measure_run() does not reset it. */
extern volatile sig_atomic_t measure_stop;

/* From now on every signal sets it that would end the program; measure_run() calls this. */
void measure_stop_on_signals(void);

/*
 * Measure `count` cells and fill cells[0 .. count-1], whose strings result_free() frees; or why
 * nothing can be measured (the chosen CPU does not exist ...).
 */
struct words measure_run(const struct planned_cell *plan, size_t count,
			 const struct measure_options *options, struct cell_result *cells,
			 struct measure_summary *summary);

/*
 * The raw samples of a session: CSV, a line for each batch in the order they ran.
 *   trial,round,cell,ticks_per_operation,taken_off,exits_per_operation,disturbed,
 *   chain_before,additions_before,chain_after,additions_after
 * cell                 id of a cell or of an added twin; "canary": ticks per step of arithmetic
 * ticks_per_operation  the twin is not subtracted
 * taken_off            already subtracted, for one iteration and the stamps, per iteration; figures
 *                      subtract the trial's median of it instead
 * exits_per_operation  empty where they cannot be counted
 * disturbed            empty, or the cause; gaps are found later and not marked
 * chain_before ...     ticks of the canaries beside the batch (canary.h); 0: none
 * The number of iterations of a batch is in the result.
 */
struct samples {
	struct whole_file file;
	size_t trials;
};

/* Before anything is measured, with the file's path and replace set: opens it, or says why not. */
struct words samples_begin(struct samples *samples);

/* One more trial: an each_trial of struct measure_options. */
void samples_add(const struct plan *plan, const struct trial_log *log, size_t trial, void *samples);

/* Put the file in its place; or why what was written is lost. Without a trial there is no file. */
struct words samples_end(struct samples *samples);

#endif
