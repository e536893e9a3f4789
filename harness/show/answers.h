/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tables of bench/ say of a cell: its rows, and who answers a native one. */
#ifndef HARNESS_ANSWERS_H
#define HARNESS_ANSWERS_H

#include "bench/cell.h"
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

/*
 * The backend of our own driver, of which a CPU has one: "svm" where the file has a figure of that,
 * else "vmx"; what people call it.
 */
const char *own_backend(const struct result *result);
const char *own_extension(const struct result *result);
bool is_own_backend(const char *name);

/*
 * The cell that is an operation's round trip: by SVM that where its exit is asked for, if the guest
 * may do it without one. NULL: none has a cost.
 */
const struct cell_result *find_trip(const struct result *result, const char *op,
				    const char *backend, const char *form);

/*
 * The row of the table that the cell is; `op` is OPS of one that the table does not have. And
 * whether VMX and SVM claim the same of it, so that their figures may stand side by side.
 */
struct cell row_of_cell(const struct cell_result *cell);
bool is_the_same_by_svm(const struct cell_result *cell);

/* The rows of envs.def and knobs.def that have this name; ENVS, KNOBS for others and for NULL. */
enum env env_named(const char *name);
enum knob knob_named(const char *name);

/*
 * Under a setting that only the anatomy's operations have: its place is in their table, which is of
 * round trips in full, and so has no place for a setting of the lean form.
 */
bool is_anatomy_cell(const struct cell_result *cell);

#endif
