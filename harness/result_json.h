/* SPDX-License-Identifier: GPL-2.0-only */
/* What result_load.c needs before it looks at members: the file as JSON, and its texts checked. */
#ifndef HARNESS_RESULT_JSON_H
#define HARNESS_RESULT_JSON_H

#include <jansson.h>

/* "-" is standard input. A new value, or NULL with *wrong in words that begin with the path. */
json_t *result_json_read(const char *path, const char **wrong);

/* NULL, or what is wrong: a control character in a name or a text, nesting too deep. */
const char *result_json_check(json_t *json);

#endif
