/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the files are that the program reads beside results: gnuplot scripts and
 * published figures. Named by the environment, beside the build, or installed. And whether the
 * program runs on the stick, where a remedy is a choice in its menu and no command.
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

/* `on_stick' on the stick, which sets EXITBENCH_STICK; elsewhere, or if that is NULL, `usual'. */
const char *place_remedy(const char *usual, const char *on_stick);

/* How the driver is loaded here; on the stick why it was not. */
const char *place_driver_remedy(void);

#endif
