/* SPDX-License-Identifier: GPL-2.0-only */
/* The one CPU a session runs on. */
#ifndef HARNESS_PROCESSOR_H
#define HARNESS_PROCESSOR_H

#include "text/words.h"

/*
 * The CPU to measure on, as the kernel counts: `asked`, or if that is negative the first thread of
 * the last core this process may use, which is the least likely to serve interrupts. Or why not;
 * then *cpu stays.
 */
struct words processor_choose(int asked, int *cpu);

/* The calling thread stays on this CPU. 0, or -1 with errno. */
int processor_pin(int cpu);

#endif
