/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine and its state as a JSON object, for the result file and for doctor. Only what bears
 * on figures: no host name, no paths, no kernel command line, no serial numbers. What could not be
 * learned is null, never an error and never a guess. All return new references.
 */
#ifndef HARNESS_MACHINE_H
#define HARNESS_MACHINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "text/words.h"

/* The whole; `cpu` is the one that measures. */
json_t *machine_describe(int cpu);

json_t *machine_cpu(void);       /* CPUID: vendor, family, model, stepping, hypervisor ... */
json_t *machine_topology(void);  /* hwloc: packages, cores, caches */

/* "vmx", and where there is SVM "svm": what the driver read of it, null without a driver. */
void machine_put_driver(json_t *machine);

/* Why VMX or SVM cannot be used (enum vmx_obstacle, enum svm_obstacle), with the remedy. */
const char *machine_obstacle_words(uint32_t obstacle);

/* The driver that is loaded, as an object of its version and hashes; NULL without one. */
json_t *machine_module(void);

/*
 * What files under /sys and /proc say, in the kernel's words. `root` stands before each path: ""
 * except in a test.
 */
json_t *machine_state_of_files(const char *root, int cpu);
json_t *machine_mitigations(const char *root);  /* vulnerability to mitigation */
json_t *machine_kvm_modules(const char *root);  /* loaded module to its parameters */

#define MACHINE_ID_DIGITS 32

/*
 * A name for this machine, the same for all its users, so that results of one machine are known to
 * be, without saying whose it is. The first of: "file", /var/lib/exitbench/machine-id as it is,
 * where an administrator may put one; "machine-id", a keyed hash of /etc/machine-id; "dmi", the
 * same of the firmware's UUID, which root alone can read. Nothing is written.
 */
struct machine_id {
	char digits[MACHINE_ID_DIGITS + 1]; /* hexadecimal; empty: there is none */
	const char *source;                 /* "file", "machine-id", "dmi"; NULL: none */
	struct words wrong;                 /* the first source that is there and damaged */
};

/* `root` stands before each path, as above. */
struct machine_id machine_id(const char *root);

/* A model-specific register: NULL and the value, or why it cannot be read (static). */
const char *msr_value(int cpu, uint32_t number, uint64_t *value);

#define MSR_SMI_COUNT 0x34u
#define MSR_MPERF     0xe7u  /* counts at the TSC's rate while the CPU is not idle */
#define MSR_APERF     0xe8u  /* counts at the core's rate meanwhile */

/* The first line of a file, with spaces for control characters; "" and false if there is none. */
bool machine_line(const char *path, char *line, size_t bytes);

/*
 * The CPU to measure on, as the kernel counts: `asked`, or if that is negative the first thread of
 * the last core this process may use, which is the least likely to serve interrupts. Or why not;
 * then *cpu stays.
 */
struct words processor_choose(int asked, int *cpu);

/*
 * The CPU is the only hardware thread that its core runs: SMT is off, or its siblings are offline.
 * False in a VM, whose CPUs may be threads of a core shared with anybody.
 */
bool processor_is_alone(int cpu);

/* The calling thread stays on this CPU. 0, or -1 with errno. */
int processor_pin(int cpu);

/*
 * What happens on the machine while a session runs: system-management interrupts, the core's
 * frequency against the TSC's, and how busy the measuring CPU's sibling threads are. Sample before
 * and after, and subtract. A reading that fails carries its reason instead of a value.
 */
struct register_look {
	uint64_t value;
	const char *wrong;
};

struct look {
	int cpu;
	struct register_look smi, aperf, mperf;
	double sibling_busy, sibling_all; /* clock ticks of all siblings together */
	double stolen, all;               /* of the measuring CPU, by the hypervisor above */
	bool has_sibling;
};

void during_look(struct look *look, int cpu);

/*
 * A new object from two looks at the same CPU. `core_cycles` are those in a TSC cycle by the canary
 * (0: not known), `tsc_hz` is the rate of the TSC.
 */
json_t *during_describe(const struct look *before, const struct look *after, double core_cycles,
			double tsc_hz);

#endif
