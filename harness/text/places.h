/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the files are that the program reads beside results: gnuplot scripts and
 * published figures. Named by the environment, beside the build, or installed.
 */
#ifndef HARNESS_PLACES_H
#define HARNESS_PLACES_H

/* Absolute, kept until the next call for the same place; NULL if it is nowhere. */
const char *place_of_plots(void);      /* EXITBENCH_PLOTS */
const char *place_of_published(void);  /* EXITBENCH_PUBLISHED */

#endif
