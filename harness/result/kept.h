/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Results that pages and pictures must not take the place of, though they replace older ones: those
 * that are read, and any other there.
 */
#ifndef HARNESS_RESULT_KEPT_H
#define HARNESS_RESULT_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include "text/file.h"
#include "text/words.h"

/* These are read: to be called before anything is written. false: no memory. */
bool results_keep(char **paths, size_t count);

/*
 * No words, or why nothing may be written there. The data of a page may be replaced: they are a
 * result, too, but one without white space.
 */
struct words result_kept(const char *path);

/* As whole_file_begin(). No words, or why not; no path is no memory. */
struct words whole_file_begin_beside_results(struct whole_file *file);

#endif
