/* SPDX-License-Identifier: GPL-2.0-only */
/* What result_load.c needs before it looks at members: a file's text and where its values lie. */
#ifndef HARNESS_RESULT_JSON_H
#define HARNESS_RESULT_JSON_H

#include "result/json_index.h"

struct result_json {
	char *text;
	struct json_index index; /* of the text */
};

/*
 * "-" is standard input. NULL, or why the file is no JSON that could be a result: not readable, too
 * large, truncated, nested too deeply, a control character in a name or a text; in words that begin
 * with the path.
 */
const char *result_json_read(struct result_json *json, const char *path);
void result_json_free(struct result_json *json);

#endif
