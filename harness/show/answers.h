/* SPDX-License-Identifier: GPL-2.0-only */
/* Who answers a native cell, and the round trip to the hypervisor above that is among them. */
#ifndef HARNESS_ANSWERS_H
#define HARNESS_ANSWERS_H

#include "result/find.h"
#include "text/words.h"

/*
 * As the cell says; of an older file what the table and the machine tell for certain. Unknown: not
 * native, or an instruction that UMIP may have taken from ring 3.
 */
enum answerer answerer_of(const struct cell_result *cell, const json_t *machine);

/* "KVM", "Hyper-V"; as it calls itself if we have no name for it; "" if there is none. */
struct words hypervisor_words(const json_t *machine);

/* "above: KVM", "Linux", "native". */
struct words answerer_words(enum answerer answerer, const json_t *machine);

/*
 * The native CPUID that the hypervisor above answers: what one VM exit to it costs, and what a VM
 * without VT-x can measure. NULL: none has a figure.
 */
const struct cell_result *round_trip_above(const struct result *result);

/* "VM exit to KVM above and back (CPUID): 1919 TSC cycles (767.7 ns)"; or empty. */
struct words above_words(const struct result *result);

#endif
