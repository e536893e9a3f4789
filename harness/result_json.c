// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file as JSON, and nothing a terminal would obey in it. A file may be truncated or hostile:
 * its size, its depth and its characters are checked before anything is used.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "result_json.h"
#include "result_fields.h"

#define BYTES_FIRST (1u << 18)

struct source {
	char *text;
	size_t bytes, room;
	int error;
};

static bool make_room(struct source *source)
{
	size_t room = source->room ? 2 * source->room : BYTES_FIRST;
	char *text = source->bytes < source->room ? source->text : realloc(source->text, room);

	if (!text)
		return false;
	if (source->bytes == source->room)
		source->room = room;
	source->text = text;
	return true;
}

/* The whole file, or as much of it as shows that it is too large. */
static void read_all(int file, struct source *source)
{
	ssize_t got = 1;

	while (got && !source->error && source->bytes <= RESULT_BYTES_MAX) {
		if (!make_room(source)) {
			source->error = ENOMEM;
			return;
		}
		got = read(file, source->text + source->bytes, source->room - source->bytes);
		if (got > 0)
			source->bytes += (size_t)got;
		else if (got < 0 && errno != EINTR)
			source->error = errno;
	}
}

/* It began well, and what is wrong is its last token, or that there is none. */
static bool is_truncated(const struct source *source, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (json_error_code(error) == json_error_invalid_syntax && source->text[0] == '{' &&
		(size_t)error->position >= source->bytes);
}

static json_t *parse(const struct source *source, const char *path, const char **wrong)
{
	json_error_t error;
	json_t *json = NULL;

	if (source->error)
		*wrong = result_words("%s: %s", path, strerror(source->error));
	else if (source->bytes > RESULT_BYTES_MAX)
		*wrong = result_words("%s: larger than %u MiB, no result of ours", path, RESULT_BYTES_MAX >> 20);
	else if (!source->bytes)
		*wrong = result_words("%s: empty", path);
	else if (!(json = json_loadb(source->text, source->bytes, JSON_REJECT_DUPLICATES, &error)))
		*wrong = is_truncated(source, &error) ?
			 result_words("%s: truncated: it ends in line %d", path, error.line) :
			 result_words("%s: not JSON: line %d: %s", path, error.line, error.text);
	return json;
}

json_t *result_json_read(const char *path, const char **wrong)
{
	int file = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : 0;
	struct source source = { 0 };
	json_t *json;

	if (file < 0) {
		*wrong = result_words("%s: %s", path, strerror(errno));
		return NULL;
	}
	read_all(file, &source);
	json = parse(&source, path, wrong);
	free(source.text);
	if (file)
		close(file);
	return json;
}

/* U+0080 to U+009F are control characters, too. The text is valid UTF-8. */
static bool is_printable(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; c && *c; c++)
		if (*c < ' ' || *c == 0x7f || (c[0] == 0xc2 && c[1] < 0xa0))
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
