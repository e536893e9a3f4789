/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trial: a new process with new VMs, pinned to one CPU, that runs rounds. It writes every batch
 * to memory shared with its parent. That takes no system call and wakes no process, and after the
 * process has died or hung, its batches and the cell it was at can still be read.
 */
#ifndef HARNESS_TRIAL_H
#define HARNESS_TRIAL_H

#include "machine/clock.h"
#include "measure/canary.h"
#include "measure/events.h"
#include "measure/plan.h"
#include "text/words.h"

#define TRIAL_RECORDS_MAX (1u << 20)

/*
 * The canary multiplies and adds 64-bit words, each step waiting for the one before: 3 cycles and 1
 * on Intel's cores since Nehalem and on AMD's since Zen (Agner Fog, "Instruction tables"). So it
 * also measures the core's clock. On Intel's small cores a step is longer: use only its ratios.
 */
#define CANARY_CYCLES_PER_STEP 4

/*
 * Bins for the ticks of single exits, from tens in an exit leg to hundreds of thousands under a
 * nested hypervisor. Up to 2048 ticks a bin is half a tick wide, because half a stamp may be a tick
 * and a half. Up to 2^32 each doubling has 128 bins, none wider than 1/128 of its value. The last
 * bin has no end.
 */
#define LEG_BINS_FINE    4096  /* of half a tick */
#define LEG_BINS_DOUBLED 128   /* from one power of two to the next */
#define LEG_BINS_LOWEST  11    /* 2^11 ticks is where the fine ones end, */
#define LEG_BINS_HIGHEST 32    /* and 2^32, more than a second, where the others do */
#define LEG_BINS (LEG_BINS_FINE + (LEG_BINS_HIGHEST - LEG_BINS_LOWEST) * LEG_BINS_DOUBLED + 1)

/* The bin of a number of ticks; the first for negative ones. */
size_t leg_bin_of(double ticks);

/* The value of a bin: a fine bin's lower end, another's middle; NaN for the last. */
double leg_bin_ticks(size_t bin);

/* The f-quantile in ticks; NaN if it is in the last bin, or nothing was counted. */
double leg_bins_quantile(const unsigned *bins, double f);

double leg_bins_total(const unsigned *bins);

/* What the process reports about an item. */
struct item_report {
	bool is_filled;
	enum cell_fault fault;    /* stops the item; none: it runs */
	size_t iterations;        /* calibration: per batch */
	struct words reason;
};

/* One batch. Item plan->count is the canary. */
struct batch_record {
	unsigned item, round;
	double value;             /* ticks per iteration */
	double taken_off;         /* from it: batch.taken_off */
	float exits_per_op;       /* negative: not known */
	unsigned char disturbance; /* enum disturbance; gaps are found afterwards */
	bool has_legs;
	double legs[LEGS];        /* struct batch */
	/* ticks just before and just after it; 0: no canaries */
	float chain[2], additions[2];
};

/* Of a stamped item: every exit of its undisturbed batches, and its clocks. */
struct leg_report {
	bool is_used;
	unsigned exits[LEGS][LEG_BINS]; /* number of exits in each bin */
	double longest[LEGS];           /* ticks */
	struct clock_check clocks;
	struct words clocks_reason; /* why they cannot be checked */
};

enum trial_phase { PHASE_START, PHASE_OPEN, PHASE_RUN, PHASE_FINISHED };

struct trial_log {
	volatile bool stop;       /* set by the parent: finish the round and end */
	volatile enum trial_phase phase;
	volatile size_t current;  /* the item being run, or whose backend is being opened */
	volatile size_t beats;    /* grows as long as it makes progress */
	volatile size_t count, rounds;
	struct words trouble;     /* why the process gives up, if it can say so */
	struct item_report *reports;    /* one for each item */
	struct batch_record *records;
	struct event_count (*counts)[EVENTS_MAX]; /* one row for each item */
	struct leg_report *legs;  /* one for each item */
	size_t bytes;             /* of all of this */
};

struct trial_setup {
	struct plan *plan;
	const struct clock *clock;
	const struct events *events; /* to count after the rounds; may be NULL */
	struct canary (*canary)(void); /* beside every batch of a round; or NULL */
	int cpu;                  /* to pin to, or -1 */
	bool calibrate;           /* find batch sizes and what does not run; no rounds */
	unsigned long seed;       /* of the order of its rounds */
	double seconds;           /* rounds until then */
	size_t rounds_min, rounds_max;
	double hang_seconds;      /* without progress: it is ended */
	/* about five times a second; may be NULL */
	void (*waiting)(void *data, struct trial_log *log);
	void *data;
};

/* NULL without memory. */
struct trial_log *trial_log_make(size_t items);
void trial_log_free(struct trial_log *log);

/* How its process ended. */
struct trial_end {
	struct words trouble; /* why it ended early, or could not be started; empty: it did not */
	bool has_hung;
};

/* Run it once. The plan takes over what it reports of cells, but trouble (FAULT_TROUBLE). */
struct trial_end trial_run(const struct trial_setup *setup, struct trial_log *log);

/*
 * Keep whole rounds, and cells with `least` batches if trouble ended them. The number of cells that
 * have batches.
 */
size_t trial_log_trim(struct trial_log *log, size_t items, size_t least);

#endif
