/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as text for people, too: a line a member, and a line a trial. */
#ifndef HARNESS_RESULT_LAYOUT_H
#define HARNESS_RESULT_LAYOUT_H

#include <jansson.h>
#include <stdio.h>

/* Whether all of it went to the stream's buffer; see ferror() and fclose() for the rest. */
int result_layout(const json_t *json, FILE *stream);

#endif
