// SPDX-License-Identifier: GPL-2.0-only
/* Sessions in the order A B B A, a shell for each. Its standard output is the result file. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "compare/interleave.h"
#include "text/endings.h"

int interleave_side(size_t i)
{
	return i % 4 == 1 || i % 4 == 2;
}

static int spawn_into(const char *command, const char *path, pid_t *child)
{
	char *const arguments[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t actions;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed)
		return failed;
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY | O_CREAT | O_EXCL,
					 0666);
	failed = posix_spawn(child, "/bin/sh", &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* A session with status 1 has failed cells and is still a result: the loader judges it. */
static struct words run_into(const char *command, const char *path)
{
	pid_t child, ended;
	struct stat written;
	int status, failed = spawn_into(command, path, &child);

	if (failed)
		return words("cannot start `%.200s' into %s: %s", command, path, strerror(failed));
	ending_ends(child);
	while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR)
		;
	ending_ends(0);
	if (ended < 0)
		return words("lost `%.200s': %s", command, strerror(errno));
	if (WIFSIGNALED(status))
		return words("`%.200s' was ended by signal %d", command, WTERMSIG(status));
	if (WEXITSTATUS(status) > 1)
		return words("`%.200s' ended with status %d", command, WEXITSTATUS(status));
	if (!stat(path, &written) && !written.st_size)
		return words("`%.200s' ended with status %d, and wrote no result to its standard "
			     "output",
			     command, WEXITSTATUS(status));
	return NO_WORDS;
}

/* Of one that failed, or was interrupted, no half is left. */
static struct words run_session(const char *command, const char *path)
{
	bool noted = ending_removes(path);
	struct words wrong = run_into(command, path);

	if (*wrong.text)
		unlink(path);
	if (noted)
		ending_keeps(path);
	return wrong;
}

struct words interleave_run(const char *const commands[2], size_t rounds, const char *directory,
			    interleave_look *look, char **files[2])
{
	struct words wrong = NO_WORDS;
	size_t done[2] = { 0 };

	for (int side = 0; side < 2; side++) {
		files[side] = calloc(2 * rounds + 1, sizeof(*files[side]));
		if (!files[side])
			return words("out of memory");
	}
	for (size_t i = 0; i < 4 * rounds && !*wrong.text; i++) {
		int side = interleave_side(i);
		char **name = &files[side][done[side]++];

		if (asprintf(name, "%s/%c-%zu.json", directory, "ab"[side], done[side]) < 0) {
			*name = NULL;
			return words("out of memory");
		}
		wrong = run_session(commands[side], *name);
		if (!*wrong.text && i == 1)
			wrong = look(files[0][0], files[1][0]);
	}
	return wrong;
}
