// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file as JSON, without anything a terminal would obey. A file may be truncated or hostile: its
 * size, depth and characters are checked before anything is used. A good file is only indexed. For
 * any other, and for names with escapes, Jansson is asked, which takes ten times as long.
 */
#include <stdlib.h>
#include <string.h>
#include "result/result.h"
#include "result/result_json.h"
#include "text/file.h"
#include "text/words.h"

/* It began well, and what is wrong is its last token, or that there is none. */
static bool is_truncated(const char *text, size_t bytes, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (json_error_code(error) == json_error_invalid_syntax && text[0] == '{' &&
		(size_t)error->position >= bytes);
}

/* No control characters anywhere (a terminal would obey them), and no deep nesting. */
static const char *check_texts(json_t *json, int depth)
{
	const char *name, *wrong = NULL;
	json_t *value;
	size_t i;

	if (depth > RESULT_DEPTH_MAX)
		return "nested too deeply";
	json_object_foreach(json, name, value) {
		if (!text_is_printable(name))
			return "a control character in a name";
		if ((wrong = check_texts(value, depth + 1)))
			return wrong;
	}
	json_array_foreach(json, i, value)
		if ((wrong = check_texts(value, depth + 1)))
			return wrong;
	return text_is_printable(json_string_value(json)) ? NULL : "a control character in a text";
}

static json_t *parse(const char *text, size_t bytes, const char *path, const char **wrong)
{
	json_error_t error;
	json_t *json = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);

	if (!json)
		*wrong = is_truncated(text, bytes, &error) ?
			 words_kept("%s: truncated: it ends in line %d", path, error.line) :
			 words_kept("%s: not JSON: line %d: %s", path, error.line, error.text);
	else if ((*wrong = check_texts(json, 0)))
		*wrong = words_kept("%s: %s", path, *wrong);
	return json;
}

/*
 * Jansson has words for what the index refused. If it has none, a name has escapes: written again,
 * each name has one spelling.
 */
static const char *read_again(struct result_json *result, size_t bytes, const char *path)
{
	const char *wrong = NULL;
	json_t *json = parse(result->text, bytes, path, &wrong);
	char *text = wrong ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	free(result->text);
	result->text = text;
	if (!wrong &&
	    (!text || !json_index_make(&result->index, text, strlen(text), RESULT_DEPTH_MAX)))
		wrong = words_kept("%s: does not fit in memory", path);
	return wrong;
}

const char *result_json_read(struct result_json *json, const char *path)
{
	struct words refused;
	const char *wrong = NULL;
	size_t bytes;

	*json = (struct result_json){ 0 };
	refused = file_read(path, RESULT_BYTES_MAX, &json->text, &bytes);
	if (*refused.text)
		return words_kept("%s", refused.text);
	if (!bytes)
		wrong = words_kept("%s: empty", path);
	else if (!json_index_make(&json->index, json->text, bytes, RESULT_DEPTH_MAX))
		wrong = read_again(json, bytes, path);
	if (wrong)
		result_json_free(json);
	return wrong;
}

void result_json_free(struct result_json *json)
{
	json_index_free(&json->index);
	free(json->text);
	*json = (struct result_json){ 0 };
}
