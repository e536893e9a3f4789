/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of commands that read results: which cells, and in which order. */
#ifndef HARNESS_READING_H
#define HARNESS_READING_H

#include <argp.h>
#include "result/set.h"

/* An argp child; it needs no input. */
extern const struct argp reading_argp;

/* The same with --unit; then what is printed is converted after the rest is done. */
extern const struct argp reading_unit_argp;
bool reading_in_ns(void);

/* An order was chosen. */
bool reading_is_sorted(void);

/* False, with a complaint: a file does not say how fast its clock runs. */
bool reading_convert(struct result *result, const char *path);
bool reading_convert_files(const struct run_files *files);

/* Some cells were chosen, so a table shows all that are left. */
bool reading_is_chosen(void);

/* Drop the cells that are not chosen, and sort the rest. False, with a complaint: none is left. */
bool reading_apply(struct result *results, size_t count);
bool reading_apply_files(const struct run_files *files);

/* The same in parts: of a file, which returns the cells that are left; and of all together. */
size_t reading_apply_file(struct result *result);
bool reading_left_some(size_t files, size_t cells);

#endif
