/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Round trips out of a guest by CPU generation: measured ones, from any number of
 * result files, and published ones. TSC cycles of different CPUs do not compare as
 * time: nanoseconds do, where the clock is known, and core cycles, where the file tells
 * how fast the core ran.
 */
#ifndef HARNESS_GENERATIONS_H
#define HARNESS_GENERATIONS_H

#include "text/notes.h"
#include "result/literature.h"
#include "result/set.h"

/* A microarchitecture as the table in microarchitectures.def has it; name NULL: not there. */
struct microarchitecture {
	const char *name;
	int year;
};
struct microarchitecture microarchitecture_of(const json_t *cpu);

struct generation {
	char microarchitecture[48], machine[96]; /* "Sandy Bridge"; model name, or the paper */
	/* "vmcall, hvm, vmx lean"; or what the paper measured */
	char what[160];
	char colour[24], shape[16];             /* of its series, see style.gp */
	int year;                               /* 0: not known */
	const char *unit;                       /* "cycles", "instructions" */
	struct statistic round_trip;
	double exit, entry;                     /* negative: not split */
	double tsc_hz;                          /* 0: not known */
	double core_cycles;                     /* in a TSC cycle; 0: not known */
	/* multiple of the one before in its series; 0: none before */
	double trend;
	bool literature, verified;
};

struct generations {
	size_t count;
	struct generation *list;                /* by year, then name */
};

struct generations generations_find(const struct run_files *files, const struct library *library);
void generations_free(struct generations *generations);

/* What differs between the machines beside the CPU: microcode, kernel, mitigations. */
void generations_warnings(const struct run_files *files, struct notes *notes);

#endif
