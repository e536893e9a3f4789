// SPDX-License-Identifier: GPL-2.0-only
/* A whole file as a text, also one that gzip packed. Refuses more bytes than the caller wants. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include "text/file.h"

#define BYTES_FIRST (1u << 18)

/* Room for one byte more at least, and a 0 after it. */
static bool make_room(char **text, size_t bytes, size_t *room)
{
	size_t larger = *room ? 2 * *room : BYTES_FIRST;
	char *grown = bytes + 1 < *room ? *text : realloc(*text, larger);

	if (!grown)
		return false;
	*room = bytes + 1 < *room ? *room : larger;
	*text = grown;
	return true;
}

static const char *explain_gz(gzFile file)
{
	int code;
	const char *said = gzerror(file, &code);

	switch (code) {
	case Z_ERRNO:
		return errno == EBADF ? "it is closed" : strerror(errno);
	case Z_BUF_ERROR:
		return "packed by gzip, and cut off: copy it again";
	case Z_DATA_ERROR:
		return "packed by gzip, and damaged: copy it again";
	}
	return said;
}

/* NULL, or what is wrong. Stops after one byte more than `most`, however much is packed. */
static const char *read_all(gzFile file, size_t most, char **text, size_t *bytes)
{
	size_t room = 0;
	int got = 1, code;

	while (got > 0 && *bytes <= most) {
		if (!make_room(text, *bytes, &room))
			return strerror(ENOMEM);
		got = gzread(file, *text + *bytes, (unsigned)(room - *bytes - 1));
		*bytes += got > 0 ? (size_t)got : 0;
	}
	(*text)[*bytes] = 0;
	gzerror(file, &code);
	return got < 0 || (code != Z_OK && code != Z_STREAM_END) ? explain_gz(file) : NULL;
}

struct words file_read(const char *path, size_t most, char **text, size_t *bytes)
{
	int descriptor = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(0);
	gzFile file = descriptor < 0 ? NULL : gzdopen(descriptor, "rb");
	const char *error = strerror(file ? 0 : errno);
	struct words wrong = NO_WORDS;

	*text = NULL;
	*bytes = 0;
	if (file)
		error = read_all(file, most, text, bytes);
	if (error)
		wrong = *path ? words("%s: %s", path, error)
			      : words("the name of a file to read is empty");
	else if (*bytes > most)
		wrong = most < 1 << 20 ? words("%s: larger than %zu KiB", path, most >> 10)
				       : words("%s: larger than %zu MiB", path, most >> 20);
	if (file)
		gzclose(file);
	else if (descriptor >= 0)
		close(descriptor);
	if (*wrong.text) {
		free(*text);
		*text = NULL;
	}
	return wrong;
}
