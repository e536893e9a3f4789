// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file as JSON, and nothing a terminal would obey in it. A file may be truncated or hostile:
 * its size, its depth and its characters are checked before anything is used.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "result_json.h"
#include "result_fields.h"

struct source {
	int file, error;
	size_t bytes; /* so far */
	char first;
};

static size_t read_some(void *buffer, size_t size, void *data)
{
	struct source *source = data;
	ssize_t got;

	do
		got = read(source->file, buffer, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		source->error = errno;
	if (got > 0 && !source->bytes)
		source->first = *(char *)buffer;
	if (got > 0)
		source->bytes += (size_t)got;
	return got < 0 || source->bytes > RESULT_BYTES_MAX ? (size_t)-1 : (size_t)got;
}

/* It began well, and what is wrong is its last token, or that there is none. */
static bool is_truncated(const struct source *source, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (json_error_code(error) == json_error_invalid_syntax && source->first == '{' &&
		(size_t)error->position >= source->bytes);
}

static json_t *parse(struct source *source, const char *path, const char **wrong)
{
	json_error_t error;
	json_t *json = json_load_callback(read_some, source, JSON_REJECT_DUPLICATES, &error);

	if (source->error)
		*wrong = result_words("%s: %s", path, strerror(source->error));
	else if (source->bytes > RESULT_BYTES_MAX)
		*wrong = result_words("%s: larger than %u MiB, no result of ours", path, RESULT_BYTES_MAX >> 20);
	else if (!source->bytes)
		*wrong = result_words("%s: empty", path);
	else if (!json && is_truncated(source, &error))
		*wrong = result_words("%s: truncated: it ends in line %d", path, error.line);
	else if (!json)
		*wrong = result_words("%s: not JSON: line %d: %s", path, error.line, error.text);
	return json;
}

json_t *result_json_read(const char *path, const char **wrong)
{
	struct source source = { .file = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : 0 };
	json_t *json;

	if (source.file < 0) {
		*wrong = result_words("%s: %s", path, strerror(errno));
		return NULL;
	}
	json = parse(&source, path, wrong);
	if (source.file)
		close(source.file);
	return json;
}

/* U+0080 to U+009F are control characters, too. The text is valid UTF-8. */
static bool is_printable(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; c && *c; c++)
		if (iscntrl(*c) || (c[0] == 0xc2 && c[1] < 0xa0))
			return false;
	return true;
}

/* No control characters anywhere (a terminal would obey them), and no deep nesting. */
static const char *check_texts(json_t *json, int depth)
{
	const char *key, *wrong = NULL;
	json_t *value;
	size_t i;

	if (depth > RESULT_DEPTH_MAX)
		return "nested too deeply";
	json_object_foreach(json, key, value)
		if ((wrong = is_printable(key) ? check_texts(value, depth + 1) : "a control character in a name"))
			return wrong;
	json_array_foreach(json, i, value)
		if ((wrong = check_texts(value, depth + 1)))
			return wrong;
	return is_printable(json_string_value(json)) ? NULL : "a control character in a text";
}

const char *result_json_check(json_t *json)
{
	return check_texts(json, 0);
}
