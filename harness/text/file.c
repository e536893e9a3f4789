// SPDX-License-Identifier: GPL-2.0-only
/*
 * Temporary files in the folder of the file they become, where renaming is one step. Where the file
 * system can, they have no name until they are whole, so that not even SIGKILL leaves one behind.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "text/endings.h"
#include "text/file.h"
#include "text/words.h"

/* What to give instead, by what is there. */
static const char *remedy(const struct whole_file *file, mode_t mode)
{
	bool is_of_kernel = !strncmp(file->path, "/dev/", 5) || !strncmp(file->path, "/proc/", 6);

	if (S_ISDIR(mode))
		return "it is a directory: give the name of a file in it";
	if (S_ISLNK(mode) && !is_of_kernel)
		return "it is a symbolic link: give the file that it leads to";
	return file->takes_no_stdout
		       ? "give the name of a file"
		       : "give `-' for standard output, and redirect that (> or |) if need be";
}

/* Of a file that need not be there: its folder from the root, and its name; NULL: no folder. */
static char *place_of(const char *path)
{
	char *copy = strdup(path), *other = strdup(path), *place = NULL;
	char *folder = copy ? realpath(dirname(copy), NULL) : NULL;

	if (!folder || !other || asprintf(&place, "%s/%s", folder, basename(other)) < 0)
		place = NULL;
	free(folder);
	free(copy);
	free(other);
	return place;
}

bool is_same_place(const char *a, const char *b)
{
	char *one = place_of(a), *other = place_of(b);
	bool is_same = one && other && !strcmp(one, other);

	free(one);
	free(other);
	return is_same;
}

struct words whole_file_refused(const struct whole_file *file)
{
	const char *path = file->path;
	struct stat status;

	if (!*path)
		return words("the name of the file to write is empty");
	if (lstat(path, &status)) {
		if (errno != ENOENT)
			return words("%s: %s", path, strerror(errno));
		return path[strlen(path) - 1] != '/'
			       ? NO_WORDS
			       : words("%s: there is no such directory; give the name of a file",
				       path);
	}
	if (!S_ISREG(status.st_mode))
		return words("%s exists and is not a regular file; %s", path,
				  remedy(file, status.st_mode));
	return file->replace ? NO_WORDS
			     : words("%s exists; give another name, or --force to replace it",
				     path);
}

/* "FOLDER/.exitbench-XXXXXX" beside `path`, to be freed; NULL without memory. */
static char *name_beside(const char *path)
{
	char *copy = strdup(path), *name = NULL;

	if (copy && asprintf(&name, "%s/.exitbench-XXXXXX", dirname(copy)) < 0)
		name = NULL;
	free(copy);
	return name;
}

struct link_name {
	char text[32];
};

static struct link_name link_name(int file)
{
	struct link_name name;

	snprintf(name.text, sizeof(name.text), "/proc/self/fd/%d", file);
	return name;
}

/* A file that has no name yet is gone with the process. -1 where the file system has none. */
static int open_nameless(const char *beside)
{
	char *copy = strdup(beside);
	int file = copy ? open(dirname(copy), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600) : -1;

	free(copy);
	if (file < 0 || !access(link_name(file).text, F_OK))
		return file;
	close(file);
	return -1;
}

static int open_named(struct whole_file *file)
{
	int descriptor = ending_removes(file->temporary) ? mkostemp(file->temporary, O_CLOEXEC)
							 : -1;

	if (ending_has_begun())
		unlink(file->temporary);
	return descriptor;
}

static void let_go(struct whole_file *file, bool remove)
{
	if (file->temporary && !file->is_nameless) {
		if (remove)
			unlink(file->temporary);
		ending_keeps(file->temporary);
	}
	if (file->stream)
		fclose(file->stream);
	free(file->temporary);
	file->temporary = NULL;
	file->stream = NULL;
}

int whole_file_begin(struct whole_file *file)
{
	int descriptor, reason;

	file->temporary = name_beside(file->path);
	descriptor = file->temporary ? open_nameless(file->temporary) : -1;
	file->is_nameless = descriptor >= 0;
	if (file->temporary && descriptor < 0)
		descriptor = open_named(file);
	file->stream = descriptor < 0 ? NULL : fdopen(descriptor, "w");
	if (file->stream)
		return 0;
	reason = errno;
	if (descriptor >= 0)
		close(descriptor);
	file->is_nameless |= descriptor < 0; /* there is nothing to remove */
	let_go(file, true);
	errno = reason;
	return -1;
}

int whole_file_reserve(struct whole_file *file, size_t bytes)
{
	struct rlimit limit;

	errno = EFBIG;
	if (!getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_cur < bytes)
		return -1;
	errno = posix_fallocate(fileno(file->stream), 0, (off_t)bytes);
	return errno ? -1 : 0;
}

/* All of it on disk, and no more than that. 0, or -1 and errno. */
static int finish(const struct whole_file *whole)
{
	mode_t mask = umask(0);
	FILE *stream = whole->stream;
	int file = fileno(stream);

	umask(mask);
	if (fflush(stream) || ferror(stream) || ftruncate(file, ftello(stream)) ||
	    fchmod(file, 0666 & ~mask) ||
	    (!whole->is_made_again && fsync(file)))
		return -1;
	return 0;
}

/* To a name beside its place, from which it can be renamed. */
static int give_name(struct whole_file *file)
{
	const struct link_name name = link_name(fileno(file->stream));
	int other;

	file->is_nameless = false;
	ending_removes(file->temporary);
	other = mkstemp(file->temporary); /* a name that is free */
	if (other < 0)
		return -1;
	close(other);
	unlink(file->temporary);
	return linkat(AT_FDCWD, name.text, AT_FDCWD, file->temporary, AT_SYMLINK_FOLLOW);
}

void whole_file_reads(struct whole_file *file)
{
	file->is_read = true;
	if (stat(file->path, &file->read))
		file->read = (struct stat){ 0 };
}

/* Somebody put another file in its place, or wrote to it. */
static bool is_stale(const struct whole_file *file)
{
	const struct stat *old = &file->read;
	struct stat now;

	return file->is_read &&
	       (stat(file->path, &now) || now.st_dev != old->st_dev || now.st_ino != old->st_ino ||
		now.st_size != old->st_size || now.st_mtim.tv_sec != old->st_mtim.tv_sec ||
		now.st_mtim.tv_nsec != old->st_mtim.tv_nsec);
}

/* Some file systems know no rename without replacing: there a link does the same. */
static int move(struct whole_file *file)
{
	const char *from = file->temporary;

	if (file->is_nameless && !file->replace)
		return linkat(AT_FDCWD, link_name(fileno(file->stream)).text, AT_FDCWD,
			      file->path, AT_SYMLINK_FOLLOW);
	if (file->is_nameless && give_name(file))
		return -1;
	if (is_stale(file)) {
		errno = ESTALE;
		return -1;
	}
	if (file->replace)
		return rename(from, file->path);
	if (!renameat2(AT_FDCWD, from, AT_FDCWD, file->path, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(from, file->path))
		return -1;
	unlink(from); /* a second name of it does no harm */
	return 0;
}

int whole_file_end(struct whole_file *file)
{
	int failed = finish(file) || move(file), reason = errno;

	let_go(file, failed);
	errno = reason;
	return failed ? -1 : 0;
}

void whole_file_drop(struct whole_file *file)
{
	let_go(file, true);
}

void folder_aside_remove(struct folder_aside *folder)
{
	if (!folder->path)
		return;
	remove_folder(folder->path);
	ending_keeps(folder->path);
	free(folder->path);
	folder->path = NULL;
}

struct words folder_aside_make(struct folder_aside *folder, const char *directory)
{
	struct words wrong;

	if (asprintf(&folder->path, "%s/.exitbench-XXXXXX", directory) < 0)
		folder->path = NULL;
	else if (ending_removes(folder->path) && mkdtemp(folder->path) && !ending_has_begun())
		return NO_WORDS;
	wrong = words("cannot write to %s: %s", directory, strerror(errno));
	if (folder->path)
		folder_aside_remove(folder);
	return wrong;
}
