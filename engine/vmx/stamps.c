// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time stamps of a batch in FORM_STAMPED. The world switch stores them one behind the other and
 * checks no bound; C enters only while there is room for all it may store.
 */
#include <vmx_instructions.h>
#include "stamps.h"

#define DISTANCE_TRIES 32
#define TSC_STEP_MAX   128

static u64 stamp_distance(struct vm *vm, struct vmx_run *run)
{
	vm->frame->stamp = (u64)run->leg_stamps;
	vmx_stamp_twice(vm->frame);
	return run->leg_stamps[1] - run->leg_stamps[0];
}

/*
 * Their mean is subtracted from means, which holds for a TSC that moves in steps longer than
 * a stamp. The first is cold; one that took more than twice the smallest and a step
 * of that TSC besides was held up.
 */
static void measure_stamps(struct vm *vm, struct vmx_run *run)
{
	u64 distances[DISTANCE_TRIES], smallest = ~0ull;

	stamp_distance(vm, run);
	for (u32 i = 0; i < DISTANCE_TRIES; i++) {
		distances[i] = stamp_distance(vm, run);
		if (distances[i] < smallest)
			smallest = distances[i];
	}
	for (u32 i = 0; i < DISTANCE_TRIES; i++) {
		if (distances[i] > 2 * smallest + TSC_STEP_MAX)
			continue;
		run->stamp_ticks += distances[i];
		run->stamp_count++;
	}
}

void stamps_begin(struct vm *vm, struct vmx_run *run)
{
	vm->stamps_end = ~0ull;
	if (run->form != FORM_STAMPED)
		return;
	vm->stamps_end = (u64)(run->leg_stamps + RUN_LEG_STAMPS);
	measure_stamps(vm, run);
	vm->frame->stamp = (u64)run->leg_stamps;
}

/*
 * One before this entry; one after each exit and one before the next entry for those that assembly
 * handles, which are fewer than exits_left; and one after the exit that comes to C. No branch on
 * the form: an exit that C handles shall cost the same in both.
 */
int stamps_have_room(const struct vm *vm)
{
	return vm->frame->stamp + 2 * sizeof(u64) * vm->frame->exits_left <= vm->stamps_end;
}

void stamps_note_clocks(const struct vm *vm, struct vmx_run *run, u64 count)
{
	if (!(run->flags & RUN_CROSS_CHECK) || count >= COUNT_OF(run->clocks))
		return;
	run->clocks[count].stored_tsc = vm_msr_lists(vm)->stored[0].value;
	run->clocks[count].timer_left = vmread(PREEMPTION_TIMER_VALUE);
}

void stamps_end(const struct vm *vm, struct vmx_run *run)
{
	if (run->form == FORM_STAMPED)
		run->leg_stamp_count =
			(vm->frame->stamp - (u64)run->leg_stamps) / sizeof(run->leg_stamps[0]);
}
