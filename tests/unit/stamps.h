/* SPDX-License-Identifier: GPL-2.0-only */
/* The stamps of a stamped run as a CPU would leave them, each later than the one before. */
#ifndef UNIT_STAMPS_H
#define UNIT_STAMPS_H

#include "bench/cell.h"

/* From stamp to stamp in every iteration. Between iterations as many ticks as in a handler. */
enum { EXIT_TICKS = 100, HANDLER_TICKS = 40, ENTRY_TICKS = 60, TWIN_TICKS = 9 };

static inline void stamp(const struct cell *cell, struct batch_size size, struct vmx_run *run,
			 void *image)
{
	u64 *guest = (u64 *)((u8 *)image + GUEST_STAMPS), *host = run->leg_stamps,
	    now = run->entered;

	for (u64 k = 0; k < batch_total(size); k++) {
		*guest++ = now += HANDLER_TICKS;
		if (cell_claim(cell)->exits) {
			*host++ = now += EXIT_TICKS;
			*host++ = now += HANDLER_TICKS;
			*guest++ = now += ENTRY_TICKS;
		} else {
			*guest++ = now += TWIN_TICKS;
		}
	}
	*host++ = run->left = now + EXIT_TICKS;
	run->leg_stamp_count = (u64)(host - run->leg_stamps);
}

#endif
