// SPDX-License-Identifier: GPL-2.0-only
/* Legs as text. The reader subtracts what stamps cost: it has the nop twin's figure, too. */
#include "console.h"
#include "legs.h"

static const char *const leg_names[] = {
#define LEG(name) #name,
	CELL_LEGS(LEG)
#undef LEG
};

void print_legs(struct batch_size size, const struct vmx_run *run, const void *image)
{
	s64 sums[LEGS] = { 0 }, legs[LEGS];

	for (u64 i = 0; i < size.iterations; i++) {
		cell_legs(size, run, image, i, legs);
		for (u32 leg = 0; leg < LEGS; leg++)
			sums[leg] += legs[leg];
	}
	for (u32 leg = 0; leg < LEGS; leg++)
		print(" %s=%U", leg_names[leg], (u64)sums[leg]);
	print(" stamp=%U", run->stamp_ticks / run->stamp_count);
}

void print_clock_check(const struct clock_check *check)
{
	print("clocks iterations=%U stored_outside=%U timer_outside=%U until_stored=%U "
	      "since_stored=%U timer=%U stamps_least=%U stamps_most=%U\n",
	      check->iterations, check->stored_outside, check->timer_outside,
	      (u64)check->until_stored, (u64)check->since_stored, (u64)check->timer,
	      (u64)check->stamps_least, (u64)check->stamps_most);
}
