/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine and its state as a JSON object, for the result file and for
 * doctor. Only what bears on figures: no host name, no paths, no kernel command
 * line, no serial numbers.
 */
#ifndef HARNESS_MACHINE_H
#define HARNESS_MACHINE_H

#include <jansson.h>

/* A new object; what could not be learned is null. `cpu` is the one that measures. */
json_t *machine_describe(int cpu);

/* The parts of it that come from elsewhere than a file. New references. */
json_t *machine_cpu(void);       /* CPUID: vendor, family, model, stepping, hypervisor ... */
json_t *machine_topology(void);  /* hwloc: packages, cores, caches */
json_t *machine_vmx(void);       /* the driver: capability MSRs; null without it */

/* The driver that is loaded, as an object of its version and hashes; NULL without one. */
json_t *machine_module(void);

#endif
