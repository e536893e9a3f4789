/* SPDX-License-Identifier: GPL-2.0-only */
/* Exits for the fake CPU to play. */
#ifndef UNIT_EXITS_H
#define UNIT_EXITS_H

#include "fixture.h"

#define FULL(policy) exit_points[SET_full][POINT_##policy]

static inline void play(u32 reason, u32 length)
{
	fake_play((struct fake_exit){ .reason = reason, .length = length });
}

static inline void play_event(u64 interruption)
{
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI, .interruption = interruption });
}

static inline u64 rip(void)
{
	return fake.vmcs[GUEST_RIP];
}

#endif
