/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two commands that each measure a session, run in the order A B B A, again and again, so that
 * drift affects both alike. Each must write a result file to its standard output.
 */
#ifndef HARNESS_INTERLEAVE_H
#define HARNESS_INTERLEAVE_H

#include <stddef.h>
#include "text/words.h"

/* Which of the commands runs as session `i`: 0, 1, 1, 0, 0, 1, 1, 0 ... */
int interleave_side(size_t i);

/* Gets the first session of each side as soon as they exist. Any words end the whole. */
typedef struct words interleave_look(char *base, char *other);

/*
 * Run them through /bin/sh, 4 * rounds sessions, into directory/a-1.json, b-1.json and so on. The
 * names, 2 * rounds a side, are in files[0] and files[1]; all are to be freed.
 */
struct words interleave_run(const char *const commands[2], size_t rounds, const char *directory,
			    interleave_look *look, char **files[2]);

#endif
