/* SPDX-License-Identifier: GPL-2.0-only */
/* The one CPU a session runs on. */
#ifndef HARNESS_PROCESSOR_H
#define HARNESS_PROCESSOR_H

/*
 * The CPU to measure on: `asked`, or if that is negative the first thread of the last core
 * this process may use, which is the one least likely to serve interrupts. Its number as
 * the kernel counts, or -1 with *error in words.
 */
int processor_choose(int asked, const char **error);

/* The calling thread stays on this CPU. 0, or -1 with errno. */
int processor_pin(int cpu);

#endif
