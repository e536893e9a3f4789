/* SPDX-License-Identifier: GPL-2.0-only */
/* A result's legs as a table: exit, handler and entry of each stamped cell. */
#ifndef HARNESS_SHOW_LEGS_H
#define HARNESS_SHOW_LEGS_H

#include <stdio.h>
#include "result/result.h"

/* Nothing if no cell was stamped. */
void show_legs(const struct result *result, FILE *stream);

#endif
