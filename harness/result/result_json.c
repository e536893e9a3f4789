// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file as JSON, and nothing a terminal would obey in it. A file may be truncated or hostile:
 * its size, its depth and its characters are checked before anything is used. Good files are only
 * indexed; the reasons against others, and a name in disguise, are left to Jansson, which takes ten
 * times as long.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "result/result_json.h"
#include "result/fields.h"
#include "text/words.h"

#define BYTES_FIRST (1u << 18)

struct source {
	char *text;
	size_t bytes, room;
	int error;
};

/* For one byte at least, and a 0 behind all of them. */
static bool make_room(struct source *source, size_t expected)
{
	size_t room = source->room                 ? 2 * source->room
		      : expected + 2 > BYTES_FIRST ? expected + 2
						   : BYTES_FIRST;
	char *text = source->bytes + 1 < source->room ? source->text : realloc(source->text, room);

	if (!text)
		return false;
	if (source->bytes + 1 >= source->room)
		source->room = room;
	source->text = text;
	return true;
}

/* What the file system says there is to read; 0 if that is not known, or too much. */
static size_t expected_bytes(int file)
{
	struct stat status;

	return !fstat(file, &status) && status.st_size > 0 && status.st_size <= RESULT_BYTES_MAX
		       ? (size_t)status.st_size
		       : 0;
}

/* The whole file, or as much of it as shows that it is too large. */
static void read_all(int file, struct source *source)
{
	size_t expected = expected_bytes(file);
	ssize_t got = 1;

	while (got && !source->error && source->bytes <= RESULT_BYTES_MAX) {
		if (!make_room(source, expected)) {
			source->error = ENOMEM;
			return;
		}
		got = read(file, source->text + source->bytes, source->room - source->bytes - 1);
		if (got > 0)
			source->bytes += (size_t)got;
		else if (got < 0 && errno != EINTR)
			source->error = errno;
	}
	if (source->text)
		source->text[source->bytes] = 0;
}

/* It began well, and what is wrong is its last token, or that there is none. */
static bool is_truncated(const struct source *source, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (json_error_code(error) == json_error_invalid_syntax && source->text[0] == '{' &&
		(size_t)error->position >= source->bytes);
}

/* No control characters anywhere (a terminal would obey them), and no deep nesting. */
static const char *check_texts(json_t *json, int depth)
{
	const char *key, *wrong = NULL;
	json_t *value;
	size_t i;

	if (depth > RESULT_DEPTH_MAX)
		return "nested too deeply";
	json_object_foreach(json, key, value) if ((wrong = text_is_printable(key)
								   ? check_texts(value, depth + 1)
								   : "a control character in a "
								     "name")) return wrong;
	json_array_foreach(json, i, value)
		if ((wrong = check_texts(value, depth + 1)))
			return wrong;
	return text_is_printable(json_string_value(json)) ? NULL : "a control character in a text";
}

static json_t *parse(const struct source *source, const char *path, const char **wrong)
{
	json_error_t error;
	json_t *json = json_loadb(source->text, source->bytes, JSON_REJECT_DUPLICATES, &error);

	if (!json)
		*wrong = is_truncated(source, &error)
				 ? words_kept("%s: truncated: it ends in line %d", path, error.line)
				 : words_kept("%s: not JSON: line %d: %s", path, error.line,
					      error.text);
	else if ((*wrong = check_texts(json, 0)))
		*wrong = words_kept("%s: %s", path, *wrong);
	return json;
}

/*
 * What the index refused: Jansson has words for it. If it has none, some name has escapes; written
 * again each name has one spelling only.
 */
static const char *read_again(struct result_json *result, struct source *source, const char *path)
{
	const char *wrong = NULL;
	json_t *json = parse(source, path, &wrong);
	char *text = wrong ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	free(source->text);
	source->text = text;
	if (!wrong &&
	    (!text || !json_index_make(&result->index, text, strlen(text), RESULT_DEPTH_MAX)))
		wrong = words_kept("%s: does not fit in memory", path);
	return wrong;
}

static const char *check_source(const struct source *source, const char *path)
{
	if (source->error)
		return words_kept("%s: %s", path, strerror(source->error));
	if (source->bytes > RESULT_BYTES_MAX)
		return words_kept("%s: larger than %u MiB, no result of ours", path,
				  RESULT_BYTES_MAX >> 20);
	return source->bytes ? NULL : words_kept("%s: empty", path);
}

const char *result_json_read(struct result_json *json, const char *path)
{
	int file = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : 0;
	struct source source = { 0 };
	const char *wrong;

	*json = (struct result_json){ 0 };
	if (file < 0)
		return words_kept("%s: %s", path, strerror(errno));
	read_all(file, &source);
	if (file)
		close(file);
	wrong = check_source(&source, path);
	if (!wrong && !json_index_make(&json->index, source.text, source.bytes, RESULT_DEPTH_MAX))
		wrong = read_again(json, &source, path);
	json->text = source.text;
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
