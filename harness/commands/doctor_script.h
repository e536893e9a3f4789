/* SPDX-License-Identifier: GPL-2.0-only */
/* A shell script that makes a machine quiet, and undoes that. */
#ifndef HARNESS_DOCTOR_SCRIPT_H
#define HARNESS_DOCTOR_SCRIPT_H

#include <stdio.h>

/* For figures of `cpu`, one of `cpus`. `root` stands before every path: "" but for a test. */
void doctor_script(FILE *stream, const char *root, int cpu, int cpus);

#endif
