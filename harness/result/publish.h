/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Make a result fit for others to see. Listed members are kept, at every depth; all others are
 * dropped and named, so that no new member is published by accident. Reasons of cells stay as they
 * are, and so does a label without a path in it.
 */
#ifndef HARNESS_PUBLISH_H
#define HARNESS_PUBLISH_H

#include <stdio.h>
#include "result/result.h"

/* A time, "2026-01-31T12:34:56Z", is published as its day at midnight. */
#define PUBLISHED_DAY_LETTERS 10
#define PUBLISHED_TIME        "T00:00:00Z"

/*
 * Which members of an object are kept. "*" in a path is any one name, among names any that is a
 * plain word.
 */
struct publish_row {
	const char *path;  /* "machine/cpu"; of a list, that of its elements */
	const char *names; /* with spaces between them */
};
extern const struct publish_row publish_rows[];
extern const size_t publish_row_count;

/*
 * Also drop kept texts that have a path in them (except /dev, /proc and /sys), and shorten times to
 * the day and the kernel's release to its numbers and Debian's flavour. Print what was done, each
 * thing once.
 */
void publish_strip(struct result *result, FILE *stream);

#endif
