/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine and its state as a JSON object, for the result file and for doctor. Only what bears
 * on figures: no host name, no paths, no kernel command line, no serial numbers. What could not be
 * learned is null, never an error and never a guess. All return new references.
 */
#ifndef HARNESS_MACHINE_H
#define HARNESS_MACHINE_H

#include <jansson.h>
#include <stdint.h>

/* The whole; `cpu` is the one that measures. */
json_t *machine_describe(int cpu);

json_t *machine_cpu(void);       /* CPUID: vendor, family, model, stepping, hypervisor ... */
json_t *machine_topology(void);  /* hwloc: packages, cores, caches */
json_t *machine_vmx(void);       /* the driver: capability MSRs; null without it */

/* The driver that is loaded, as an object of its version and hashes; NULL without one. */
json_t *machine_module(void);

/*
 * What files under /sys and /proc say, in the kernel's words. `root` stands before each path: ""
 * except in a test.
 */
json_t *machine_state_of_files(const char *root, int cpu);
json_t *machine_mitigations(const char *root);  /* vulnerability to mitigation */
json_t *machine_kvm_modules(const char *root);  /* loaded module to its parameters */

/*
 * A random name for this machine, so that results of one machine are known to be, without saying
 * whose it is: 32 hexadecimal digits. It is kept in /var/lib/exitbench/machine-id, where users who
 * share the machine may put one for all, else in $XDG_CONFIG_HOME/exitbench/machine-id or
 * ~/.config/exitbench/machine-id, where the first run leaves it. It is derived from nothing: without
 * the file the machine gets another. NULL if it cannot be kept. The caller frees.
 */
char *machine_id(void);

#define MACHINE_ID_DIGITS 32

/* A model-specific register: NULL and the value, or why it cannot be read (static). */
const char *msr_value(int cpu, uint32_t number, uint64_t *value);

#define MSR_SMI_COUNT 0x34u
#define MSR_MPERF     0xe7u  /* counts at the TSC's rate while the CPU is not idle */
#define MSR_APERF     0xe8u  /* counts at the core's rate meanwhile */

#endif
