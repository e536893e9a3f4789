/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Round trips out of a guest by CPU generation: measured ones, from any number of result files, and
 * published ones. A TSC cycle is another time on each CPU; nanoseconds compare, and core cycles.
 */
#ifndef HARNESS_GENERATIONS_H
#define HARNESS_GENERATIONS_H

#include "result/literature.h"
#include "result/set.h"
#include "text/notes.h"
#include "text/words.h"

/* As microarchitectures.def has it; name NULL: not there. */
struct microarchitecture {
	const char *name;
	int year;
};
struct microarchitecture microarchitecture_of(const json_t *cpu);

/* Texts are borrowed from the list's and the library. */
struct generation {
	const char *microarchitecture;          /* "Sandy Bridge" */
	const char *machine;                    /* model name, or the paper */
	/* "vmcall, hvm, vmx lean"; or what the paper measured */
	const char *what;
	const char *colour, *shape;             /* of its series, see plots/style.gp */
	int year;                               /* 0: not known */
	enum unit unit;
	struct statistic round_trip;
	double exit, entry;                     /* negative: not split */
	double tsc_hz;                          /* 0: not known */
	double core_cycles;                     /* per TSC cycle; 0: not known */
	double trend;                           /* of the generation before in its series, or 0 */
	bool literature, verified;
	bool aside;                             /* in the table, and not in the picture */
	bool software_kvm;                      /* a trap, no VM exit */
};

struct generations {
	size_t count;
	struct generation *list;                /* by year, then name */
	struct texts texts;
};

struct generations generations_find(const struct run_files *files, const struct library *library);

/* The same in steps: generations begin as zeros; nothing of a file that was added is needed. */
void generations_add(struct generations *generations, const struct run_file *file);
void generations_end(struct generations *generations, const struct library *library);

void generations_free(struct generations *generations);

/* A table of generations: texts up to "what", then figures or why there is none. */
enum { GENERATION_WHAT = 3, GENERATION_COLUMNS = 10 };
extern const char *const generation_heads[GENERATION_COLUMNS + 1]; /* ends with NULL */
void generation_row(const struct generation *entry, struct words row[GENERATION_COLUMNS]);

/* "instructions (...)", "cycles (measured: ...)". */
const char *generation_unit_words(enum unit unit);

/* What differs between the machines besides the CPU: microcode, kernel, mitigations. */
void generations_warnings(const struct run_files *files, struct notes *notes);

/* All of a machine that these ask for: a new object. */
json_t *generations_matters(const json_t *machine);

/* Whether these would say anything of two of them. */
bool generations_differ(const json_t *machine, const json_t *other);

#endif
