/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that make up cell.h's functions ask of each other. */
#ifndef BENCH_CELL_PARTS_H
#define BENCH_CELL_PARTS_H

#include "cell.h"

/* The number of a cell's UNDER row; UNDERS if it has none. */
u32 cell_under_row(const struct cell *cell);

/* Every stamp is there and later than the one before, and guest and host read one clock. */
int cell_stamps_hold(const struct cell *cell, struct batch_size size, const struct vmx_run *run,
		     const void *image);

static inline const struct guest_params *params_of(const void *image)
{
	return image;
}

#endif
