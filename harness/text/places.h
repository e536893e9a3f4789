/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the files are that the program reads beside results: gnuplot scripts and
 * published figures. Named by the environment, beside the build, or installed.
 */
#ifndef HARNESS_PLACES_H
#define HARNESS_PLACES_H

#include <limits.h>

/* An absolute path, or "" if it is nowhere. */
struct place {
	char path[PATH_MAX];
};

struct place place_of_plots(void);      /* EXITBENCH_PLOTS */
struct place place_of_published(void);  /* EXITBENCH_PUBLISHED */

#endif
