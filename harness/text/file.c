// SPDX-License-Identifier: GPL-2.0-only
/* Temporary files in the folder of the file they become, where renaming is one step. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "text/file.h"
#include "text/words.h"

#define BYTES_FIRST (1u << 18)

struct words whole_file_refused(const char *path, bool replace)
{
	struct stat status;

	if (lstat(path, &status))
		return errno == ENOENT ? NO_WORDS : words("%s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return words("%s exists and is not a regular file", path);
	return replace ? NO_WORDS
		       : words("%s exists; give another name, or --force to replace it", path);
}

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

/* 0 or an errno. Stops after one byte more than `most`. */
static int read_all(int file, size_t most, char **text, size_t *bytes)
{
	size_t room = 0;
	ssize_t got = 1;

	while (got && *bytes <= most) {
		if (!make_room(text, *bytes, &room))
			return ENOMEM;
		got = read(file, *text + *bytes, room - *bytes - 1);
		if (got > 0)
			*bytes += (size_t)got;
		else if (got < 0 && errno != EINTR)
			return errno;
	}
	(*text)[*bytes] = 0;
	return 0;
}

struct words file_read(const char *path, size_t most, char **text, size_t *bytes)
{
	int file = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : 0, error = errno;
	struct words wrong = { "" };

	*text = NULL;
	*bytes = 0;
	if (file >= 0)
		error = read_all(file, most, text, bytes);
	if (file > 0)
		close(file);
	if (error)
		wrong = words("%s: %s", path, strerror(error));
	else if (*bytes > most)
		wrong = words("%s: larger than %zu MiB", path, most >> 20);
	if (*wrong.text) {
		free(*text);
		*text = NULL;
	}
	return wrong;
}

/* A new file beside `path`; its name is in *temporary, to be freed. -1 and errno. */
static int open_beside(const char *path, char **temporary)
{
	char *copy = strdup(path);
	int made = copy ? asprintf(temporary, "%s/.exitbench-XXXXXX", dirname(copy)) : -1;
	int file = -1;

	free(copy);
	if (made < 0) {
		*temporary = NULL;
		errno = ENOMEM;
	} else {
		file = mkostemp(*temporary, O_CLOEXEC);
	}
	return file;
}

int whole_file_begin(struct whole_file *file)
{
	int descriptor = open_beside(file->path, &file->temporary), reason;

	file->stream = descriptor < 0 ? NULL : fdopen(descriptor, "w");
	if (file->stream)
		return 0;
	reason = errno;
	if (descriptor >= 0) {
		unlink(file->temporary);
		close(descriptor);
	}
	free(file->temporary);
	file->temporary = NULL;
	errno = reason;
	return -1;
}

/* All of it on disk. 0, or -1 and errno. */
static int finish(FILE *stream)
{
	mode_t mask = umask(0);
	int failed;

	umask(mask);
	failed = fflush(stream) || ferror(stream) || fchmod(fileno(stream), 0666 & ~mask) ||
		 fsync(fileno(stream));
	return failed ? -1 : 0;
}

/* Some file systems know no rename without replacing: there a link does the same. */
static int move(const char *from, const char *to, bool replace)
{
	if (replace)
		return rename(from, to);
	if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(from, to))
		return -1;
	unlink(from); /* a second name of it does no harm */
	return 0;
}

static void let_go(struct whole_file *file, bool remove)
{
	if (remove)
		unlink(file->temporary);
	fclose(file->stream);
	free(file->temporary);
	file->temporary = NULL;
	file->stream = NULL;
}

int whole_file_end(struct whole_file *file)
{
	int failed = finish(file->stream) || move(file->temporary, file->path, file->replace),
	    reason = errno;

	let_go(file, failed);
	errno = reason;
	return failed ? -1 : 0;
}

void whole_file_drop(struct whole_file *file)
{
	let_go(file, true);
}
