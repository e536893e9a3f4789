/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result made fit for others to see: what is on a list is kept, at every depth, and all else goes
 * and is named, so that a member nobody thought of is not published by accident. The cells' reasons
 * stay as they are, and the label if there is no path in it.
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
 * Of kept texts those go that have a path in them (but for /dev, /proc and /sys), times are
 * shortened to the day, and the kernel's release to its numbers and the flavour Debian gave it.
 * What is done is told, each thing once.
 */
void publish_strip(struct result *result, FILE *stream);

#endif
