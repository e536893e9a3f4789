/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bare image's numbers, which the loader's command line may change: a word
 * "iterations=25" for each. Their defaults are for a CPU without a hypervisor.
 *
 *     name  default  least  most  what
 */
#ifndef BOOT_NUMBERS_H
#define BOOT_NUMBERS_H

#include "../../engine/types.h"

#define BOOT_NUMBERS(X)                                                                        \
	X(iterations, 100,  2,  1000, "of a cell in a batch, at most")                         \
	X(batches,      3,  1,  1000, "of a cell")                                             \
	X(same,         1,  0,     1, "every batch must take the same number of instructions") \
	X(again,        0,  0,    10, "times a cell is tried again that was disturbed")        \
	X(backstop,     1,  1,  1000, "times as long are the deadlines that the APIC keeps")   \
	X(pit,         40,  1, 65535, "ticks of 0.84 us to the timer's NMI, at first")         \
	X(com1,         1,  0,     1, "the report goes to the first serial line, too")         \
	X(by_address,   0,  0,     1, "the loader fetches each line: one exit, not many")      \
	X(every,        1,  1,  1000, "only one of as many cells of the table is run")         \
	X(first,        0,  0,   999, "and as many are left out before the first one")         \
	X(bits_32,      1,  0,     1, "32-bit guests are run, too")                            \
	X(stamped,      0,  0,     1, "only cells with stamps and without a knob are run")     \
	X(init,         0,  0,     1, "a guest gets an INIT: Bochs 3.0 alone, others may reset")   \
	X(sipi,         0,  0,     1, "two CPUs: only what waits for start-up IPIs is run")        \
	X(anatomy,      0,  0,     1, "only cells under knobs that are a part of an exit")     \
	X(table,        1,  0,     1, "run the table, and what must survive")                  \
	X(spoilt,       1,  0,     2, "enter what no CPU may enter; 2: what ends Bochs, too")

struct boot_numbers {
#define NUMBER(name, initially, least, most, words) u32 name;
	BOOT_NUMBERS(NUMBER)
#undef NUMBER
};

extern struct boot_numbers numbers;

/* From the command line, before anything is printed. NULL, or what is not understood. */
const char *numbers_read(void);

#endif
