/* SPDX-License-Identifier: GPL-2.0-only */
/* What people read: names of places, cells and machines, and figures with their units. */
#ifndef HARNESS_SHOW_WORDS_H
#define HARNESS_SHOW_WORDS_H

#include "show/matrix.h"
#include "text/words.h"

/* KVM without VT-x or SVM: a trap in its guest is no VM exit. */
bool is_software_kvm(const json_t *machine);

/* "hvm, vmx lean", "native", "hvm, software kvm [vpid=off]". */
struct words place_words(const struct matrix_column *column, const json_t *machine);
struct words cell_place_words(const struct cell_result *cell, const json_t *machine);

/* The same without the environment: "vmx lean", "kvm". */
struct words place_backend_words(const struct matrix_column *column, const json_t *machine);

/* "cli (ring 3), hvm-trap, vmx full"; the ring if the operation is there in several. */
struct words cell_words(const struct result *result, const struct cell_result *cell);

/* "cpuid, hvm": of a cell with legs, all of which are of one form, and of one backend. */
struct words leg_cell_words(const struct result *result, const struct cell_result *cell);

/* Its figures were counted in an emulator. */
bool is_counted(const struct result *result);

/* "TSC cycles" or "instructions"; or "instructions (counted in an emulator: not a time)". */
const char *unit_label(bool is_counted);
const char *unit_words(const char *unit);

/* "951.5 instructions", "3210 TSC cycles (1.24 µs)"; with time if the clock is known. */
struct words amount_words(double value, enum unit unit, const json_t *machine);

/* "1.24 µs", "310 ns"; empty if the clock is not known. */
struct words time_words(double value, enum unit unit, double hz);

/* "12.3": three significant digits or more; and for a ratio. */
struct words value_text(double value);
struct words ratio_words(double ratio);

/* Four significant digits for a ratio that is near 1; never a power of ten, and no 0. */
struct words precise_ratio_words(double ratio);

/* A figure, or "<0.05": the bound that it is below. And as a multiple of one that is visible. */
struct words figure_text(const struct statistic *figure);
struct words multiple_words(const struct statistic *figure, const struct statistic *base);

/* "±1.1%", half the interval's width relative to the figure; or empty. */
struct words interval_words(const struct statistic *statistic);

/* A member that is a text and not empty, or `otherwise`. */
const char *json_text_of(const json_t *object, const char *key, const char *otherwise);

/* "TSC cycles", "instructions" or "ns". */
const char *unit_label_of(const char *unit);

/* "key=value;key=value", what the user gave of a run. */
struct words tags_words(const json_t *run);

/* The same of a result's headlines, which may be alone on the core. */
const char *headline_label(const struct result *result, const char *unit);

#define NEVER_ALONE     "beside"
#define BY_NEIGHBOUR    "~"
#define BY_NEIGHBOUR_IS                                                                      \
	BY_NEIGHBOUR ": a neighbour was always on its core: the median beside it; " NEVER_ALONE \
		     ": no figure"

/*
 * What stands in a table for a cell without a headline: its status, or of one that was never alone
 * "~292", the median beside a neighbour in core cycles.
 */
struct words missing_words(const struct cell_result *cell);

/* "Xeon Gold 6338 2.00GHz". */
struct words short_model_words(const json_t *machine);

/* "Intel(R) Core(TM) i5 CPU 750 @ 2.67GHz", with single blanks, or "unknown CPU". */
struct words model_words(const json_t *machine);

/*
 * One line about a result's machine, tool and day, for captions:
 * "Intel(R) Core(TM) ... (6-42-7), microcode 0x2f, Linux 6.1.0, exitbench 0.1, 2026-01-31".
 */
struct words machine_caption(const json_t *machine, const json_t *run);

#endif
