/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is kept of a session's trials: every undisturbed batch in its block, how many were disturbed
 * and by what, and in which trials the machine was slow.
 */
#ifndef HARNESS_TRIAL_DATA_H
#define HARNESS_TRIAL_DATA_H

#include "statistics/rules.h"
#include "statistics/statistics.h"
#include "measure/trial.h"

/* Blocks of successive rounds. */
static inline size_t trial_blocks(size_t rounds)
{
	return rounds < BLOCKS_PER_TRIAL ? rounds : BLOCKS_PER_TRIAL;
}

static inline unsigned trial_block(unsigned round, size_t rounds)
{
	return rounds <= BLOCKS_PER_TRIAL ? round : (unsigned)(round * BLOCKS_PER_TRIAL / rounds);
}

/*
 * A batch far longer than the trial's median was held up by something unknown. Why one is far
 * shorter is not known either, and it is no undisturbed cost.
 */
static inline bool trial_has_gap(double value, double median)
{
	return value > GAP_FACTOR * median || value < median / GAP_FACTOR;
}

#define TRIAL_ANY_BACKEND (~0u)

/* samples[item * capacity + trial], and so on; the canary is the last item. */
struct trial_data {
	size_t items;         /* with the canary */
	size_t trials, capacity;
	struct trial_sample *samples;
	struct disturbed *disturbed;
	double *floors;       /* of a trial, nothing subtracted; NaN: no batches */
	double *exits;        /* median of a trial's exits per operation; negative: unknown */
	unsigned *slow;       /* [trial]: for which backends, their ids or TRIAL_ANY_BACKEND */
	struct event_count *counts; /* [slot * EVENTS_MAX + event] */
	struct trial_sample *legs[LEGS]; /* like samples; empty without stamps */
	struct leg_report *leg_reports;  /* [item]: all trials together */
};

/* 0, or -1 without memory. Free it in either case. */
int trial_data_make(struct trial_data *data, size_t items, size_t trials_max);
void trial_data_free(struct trial_data *data);

/*
 * Take one more trial from its log: 0, or -1 without memory, and nothing is taken. Subtracts the
 * trial's median overhead (of one iteration and the stamps) from every batch, not the batch's own:
 * a disturbed overhead reading would make its batch look cheap, and a floor is a low percentile.
 */
int trial_data_add(struct trial_data *data, const struct trial_log *log);

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

/* Core cycles in a tick during the trial, by its canary; 0: the canary was always disturbed. */
double trial_core_cycles(const struct trial_data *data, size_t trial);

/* The session's floor of an item or of the canary, nothing subtracted; NaN without batches. */
double trial_session_floor(const struct trial_data *data, size_t item);

/*
 * Fill data->slow, once all trials are there: "slow" is against the session. Two rules, because
 * what slows arithmetic need not slow an emulated guest, nor the reverse. The canary's floor is
 * SLOW_CANARY over its session's: slow for all backends. Or the items of a backend (twins, too; at
 * least two) are SLOW_FACTOR over their floors of the session, by the median.
 */
void trial_data_find_slow(struct trial_data *data, const struct plan *plan);

#endif
