// SPDX-License-Identifier: GPL-2.0-only
/* What a run took: its ticks, the legs between its stamps, and the CPU's own clocks beside them. */
#include "cell.h"
#include "cell_parts.h"
#include "cell_stamps.h"

/* Before and after iteration `k` of all, in the guest. */
static const u64 *guest_stamps(const void *image, u64 k)
{
	return (const u64 *)((const u8 *)image + GUEST_STAMPS) + 2 * k;
}

/* After its exit and before the entry that followed, in the host. */
static const u64 *host_stamps(const struct vmx_run *run, u64 k)
{
	return run->leg_stamps + 2 * k;
}

static int tsc_is_the_hosts(const struct vmx_run *run)
{
	return !BIT_IS_SET(run->control_used[USE_TSC_OFFSETTING / 32], USE_TSC_OFFSETTING % 32) &&
	       !BIT_IS_SET(run->control_used[USE_TSC_SCALING / 32], USE_TSC_SCALING % 32);
}

/*
 * Each later than the one before; an exit is one of host's pairs, and the one
 * that ends the run has no entry.
 */
static int stamps_are_in_order(const struct cell *cell, struct batch_size size,
			       const struct vmx_run *run, const void *image)
{
	u64 total = batch_total(size), exits = cell_claim(cell)->exits, last = run->entered;

	if (run->leg_stamp_count != 2 * exits * total + 1)
		return 0;
	for (u64 k = 0; k < total; k++) {
		const u64 *guest = guest_stamps(image, k), *host = host_stamps(run, k);

		/*
		 * A twin has nothing between its two, and a TSC that
		 * moves in steps may not have moved.
		 */
		if (guest[0] < last || guest[1] < guest[0] ||
		    (exits && (host[0] <= guest[0] || host[1] <= host[0] || guest[1] <= host[1])))
			return 0;
		last = guest[1];
	}
	return run->left >= last;
}

int cell_stamps_hold(const struct cell *cell, struct batch_size size, const struct vmx_run *run,
		     const void *image)
{
	return tsc_is_the_hosts(run) && stamps_are_in_order(cell, size, run, image);
}

/* The first measured iteration of all: the one that opens its segment does not count. */
static u64 first_measured(struct batch_size size)
{
	return size.warmup + 1 + 1 + 1;
}

static s64 stamped_ticks(const struct cell *cell, struct batch_size size, const struct vmx_run *run,
			 const void *image)
{
	u64 stamps = 2 * cell_claim(cell)->exits * size.iterations;
	s64 ticks = 0;

	for (u64 i = 0; i < size.iterations; i++) {
		const u64 *guest = guest_stamps(image, first_measured(size) + i);

		ticks += (s64)(guest[1] - guest[0]);
	}
	return run->stamp_count ? ticks - (s64)(stamps * run->stamp_ticks / run->stamp_count) :
				  ticks;
}

/* Around one iteration, and around one more than is measured. */
static const u64 *segment_stamps(const struct cell *cell, const struct vmx_run *run,
				 const void *image)
{
	return cell->form == FORM_LEAN ? run->stamps : params_of(image)->stamp;
}

s64 cell_ticks_taken_off(const struct cell *cell, const struct vmx_run *run, const void *image)
{
	const u64 *stamp = segment_stamps(cell, run, image);

	return cell->form == FORM_STAMPED ? 0 : (s64)(stamp[1] - stamp[0]);
}

s64 cell_ticks(const struct cell *cell, struct batch_size size, const struct vmx_run *run,
	       const void *image)
{
	const u64 *stamp = segment_stamps(cell, run, image);

	if (cell->form == FORM_STAMPED)
		return stamped_ticks(cell, size, run, image);
	return (s64)(stamp[2] - stamp[1]) - cell_ticks_taken_off(cell, run, image);
}

void cell_legs(struct batch_size size, const struct vmx_run *run, const void *image, u64 iteration,
	       s64 legs[LEGS])
{
	u64 k = first_measured(size) + iteration;
	const u64 *guest = guest_stamps(image, k), *host = host_stamps(run, k);

	legs[LEG_exit] = (s64)(host[0] - guest[0]);
	legs[LEG_handler] = (s64)(host[1] - host[0]);
	legs[LEG_entry] = (s64)(guest[1] - host[1]);
}

/* A CPU without the timer, or that does not save it, refuses by the control's name. */
void cell_request_clock_check(struct vmx_run *run)
{
	run->flags |= RUN_CROSS_CHECK;
	control_set(run->controls, ACTIVATE_PREEMPTION_TIMER);
	control_set(run->controls, SAVE_PREEMPTION_TIMER);
}

static void add_clocks(const struct vmx_run *run, const void *image, u64 k, u32 timer_shift,
		       struct clock_check *check)
{
	const u64 *guest = guest_stamps(image, k), *host = host_stamps(run, k);
	u64 stored = run->clocks[k].stored_tsc, tick = 1ull << timer_shift;
	u64 timer = (run->clocks[k - 1].timer_left - run->clocks[k].timer_left) << timer_shift;
	u64 least = guest[0] - guest_stamps(image, k - 1)[1],
	    most = host[0] - host_stamps(run, k - 1)[1];

	check->iterations++;
	check->timer_tick = tick;
	check->stored_outside += stored < guest[0] || stored > host[0];
	check->timer_outside += timer + tick < least || timer > most + tick;
	check->until_stored += (s64)(stored - guest[0]);
	check->since_stored += (s64)(host[0] - stored);
	check->timer += (s64)timer;
	check->stamps_least += (s64)least;
	check->stamps_most += (s64)most;
}

void cell_add_clock_check(struct batch_size size, const struct vmx_run *run, const void *image,
			  u32 timer_shift, struct clock_check *check)
{
	for (u64 i = 0; i < size.iterations; i++)
		add_clocks(run, image, first_measured(size) + i, timer_shift, check);
}
