/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is kept of a session's trials: every undisturbed batch of every item in its block, how
 * many were disturbed and by what, and which trials the machine was slow in.
 */
#ifndef HARNESS_TRIAL_DATA_H
#define HARNESS_TRIAL_DATA_H

#include "statistics/statistics.h"
#include "measure/trial.h"

#define TRIAL_ANY_BACKEND (~0u)

/* samples[item * capacity + trial], and so on; the canary is the last item. */
struct trial_data {
	size_t items;         /* with the canary */
	size_t trials, capacity;
	struct trial_sample *samples;
	struct disturbed *disturbed;
	double *floors;       /* the trial's own, nothing taken off; NaN: no batches */
	double *exits;        /* median of a trial's exits per operation; negative: unknown */
	unsigned *slow;       /* [trial]: for which backends, their ids or TRIAL_ANY_BACKEND */
	struct event_count *counts; /* [slot * EVENTS_MAX + event] */
	/* as samples: the batches' legs; empty where nothing is stamped */
	struct trial_sample *legs[LEGS];
	struct leg_report *leg_reports;  /* [item]: all trials together */
};

/* 0, or -1 without memory. Free it in either case. */
int trial_data_make(struct trial_data *data, size_t items, size_t trials_max);
void trial_data_free(struct trial_data *data);

/*
 * Take one more trial from its log: 0, or -1 without memory, and nothing is taken. Of every batch
 * of an item the same is taken off, the median of what one iteration and the stamps took in the
 * trial's: what holds up that one, or what it strays by, would otherwise make the others of its
 * batch look cheap, and a floor is a low percentile.
 */
int trial_data_add(struct trial_data *data, const struct trial_log *log);

/* Rounds in a row are a block: the one this round is in, and how many there are. */
unsigned trial_block(unsigned round, size_t rounds);
size_t trial_blocks(size_t rounds);

/*
 * Batches far from the trial's median were held up, though nobody told us, if they are far longer;
 * what makes one far shorter is not known, and it is no undisturbed cost either.
 */
bool trial_batch_has_gap(double value, double median);

/*
 * Half of what the guest's two stamps cost lies in the exit leg and half in the entry leg. These
 * two are kept as twice the leg, so that the twin's whole cost can be taken off.
 */
static inline double leg_scale(int leg)
{
	return leg == LEG_handler ? 1 : 2;
}

static inline size_t trial_slot(const struct trial_data *data, size_t item, size_t trial)
{
	return item * data->capacity + trial;
}

/* An item's samples, one for each trial; NULL for PLAN_NO_TWIN. */
static inline const struct trial_sample *trial_samples(const struct trial_data *data, size_t item)
{
	return item == PLAN_NO_TWIN ? NULL : &data->samples[trial_slot(data, item, 0)];
}

/*
 * Core cycles in a tick of the clock while the trial ran, by the floor of its canary; 0: it was
 * always disturbed.
 */
double trial_core_cycles(const struct trial_data *data, size_t trial);

/*
 * The session's floor of an item (the canary's, too) as if there were no overhead; NaN without
 * batches.
 */
double trial_session_floor(const struct trial_data *data, size_t item);

/*
 * Which trials the machine was slow in, into data->slow: when all trials are there, for it takes
 * the whole session to say. Two rules, for what slows arithmetic need not slow an emulated guest,
 * nor the other way round: the canary's floor is SLOW_CANARY over its session's, which is slow for
 * all backends; or a backend's cells together are SLOW_FACTOR over theirs, that is the median over
 * its items (twins, too; two at least) of the item's floor over its floor of the session.
 */
void trial_data_find_slow(struct trial_data *data, const struct plan *plan);

#endif
