/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as text, as `exitbench show` and the end of `exitbench run` print it. */
#ifndef HARNESS_SHOW_H
#define HARNESS_SHOW_H

#include <stdio.h>
#include "result/result.h"

/* `name` is what the file is called, or NULL. */
void show_result(const struct result *result, const char *name, FILE *stream);

#endif
