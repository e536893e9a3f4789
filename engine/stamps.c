// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time stamps of a batch in FORM_STAMPED. The world switch stores them one behind the other and
 * looks at no bound; C lets it go on only while they fit whatever it does.
 */
#include <vmx_instructions.h>
#include "stamps.h"

#define DISTANCE_TRIES 9

static void sort(u64 *values, u32 count)
{
	for (u32 i = 1; i < count; i++)
		for (u32 j = i; j && values[j] < values[j - 1]; j--) {
			u64 larger = values[j - 1];

			values[j - 1] = values[j];
			values[j] = larger;
		}
}

/* The median of a few: it is taken off means, so the smallest would take off too little where the TSC moves in steps. */
static u64 stamp_distance(struct vm *vm, struct vmx_run *run)
{
	u64 distances[DISTANCE_TRIES];

	for (u32 i = 0; i < DISTANCE_TRIES; i++) {
		vm->frame->stamp = (u64)run->leg_stamps;
		vmx_stamp_twice(vm->frame);
		distances[i] = run->leg_stamps[1] - run->leg_stamps[0];
	}
	sort(distances, DISTANCE_TRIES);
	return distances[DISTANCE_TRIES / 2];
}

void stamps_begin(struct vm *vm, struct vmx_run *run)
{
	vm->stamps_end = ~0ull;
	if (run->form != FORM_STAMPED)
		return;
	vm->stamps_end = (u64)(run->leg_stamps + RUN_LEG_STAMPS);
	run->stamp_ticks = stamp_distance(vm, run);
	vm->frame->stamp = (u64)run->leg_stamps;
}

/*
 * One before this entry; one after each exit and one before the next entry for those that assembly
 * handles, which are fewer than exits_left; and one after the exit that comes to C. No branch on the form:
 * an exit that C handles shall cost the same in both.
 */
int stamps_have_room(const struct vm *vm)
{
	return vm->frame->stamp + 2 * sizeof(u64) * vm->frame->exits_left <= vm->stamps_end;
}

void stamps_note_clocks(const struct vm *vm, struct vmx_run *run, u64 count)
{
	const struct msr_store *stored = vm->page[PAGE_MSR_STORE];

	if (!(run->flags & RUN_CROSS_CHECK) || count >= COUNT_OF(run->clocks))
		return;
	run->clocks[count].stored_tsc = stored->value;
	run->clocks[count].timer_left = vmread(PREEMPTION_TIMER_VALUE);
}

void stamps_end(const struct vm *vm, struct vmx_run *run)
{
	if (run->form == FORM_STAMPED)
		run->leg_stamp_count = (vm->frame->stamp - (u64)run->leg_stamps) / sizeof(run->leg_stamps[0]);
}
