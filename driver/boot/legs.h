/* SPDX-License-Identifier: GPL-2.0-only */
/* How the bare image reports the legs of a round trip: raw, from stamp to stamp. */
#ifndef BOOT_LEGS_H
#define BOOT_LEGS_H

#include "../../bench/cell_stamps.h"

/*
 * " exit=.. handler=.. entry=.. stamp=..": sums over the measured iterations,
 * and what two stamps are apart.
 */
void print_legs(struct batch_size size, const struct vmx_run *run, const void *image);

void print_clock_check(const struct clock_check *check);

#endif
