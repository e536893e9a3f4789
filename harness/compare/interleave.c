// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions in ABBA order, a shell for each. Its standard output is the result file; stderr is left
 * to the user.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "compare/interleave.h"
#include "text/words.h"

int interleave_side(size_t i)
{
	return i % 4 == 1 || i % 4 == 2;
}

static int spawn_into(const char *command, const char *path, pid_t *child)
{
	char *const words[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t actions;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed)
		return failed;
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY | O_CREAT | O_EXCL,
					 0666);
	failed = posix_spawn(child, "/bin/sh", &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* A session may fail some cells (status 1) and is a result all the same: the loader judges it. */
static const char *run_session(const char *command, const char *path)
{
	pid_t child;
	int status, failed = spawn_into(command, path, &child);

	if (failed)
		return words_kept("cannot start `%.200s' into %s: %s", command, path,
				  strerror(failed));
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return words_kept("lost `%.200s': %s", command, strerror(errno));
	if (WIFSIGNALED(status))
		return words_kept("`%.200s' was ended by signal %d", command, WTERMSIG(status));
	if (WEXITSTATUS(status) > 1)
		return words_kept("`%.200s' ended with status %d", command, WEXITSTATUS(status));
	return NULL;
}

const char *interleave_run(const char *const commands[2], size_t rounds, const char *directory,
			   interleave_look *look, char **files[2])
{
	size_t done[2] = { 0 };
	const char *wrong = NULL;

	for (int side = 0; side < 2; side++) {
		files[side] = calloc(2 * rounds + 1, sizeof(*files[side]));
		if (!files[side])
			return "out of memory";
	}
	for (size_t i = 0; i < 4 * rounds && !wrong; i++) {
		int side = interleave_side(i);
		char **name = &files[side][done[side]++];

		if (asprintf(name, "%s/%c-%zu.json", directory, "ab"[side], done[side]) < 0) {
			*name = NULL;
			return "out of memory";
		}
		wrong = run_session(commands[side], *name);
		if (!wrong && i == 1)
			wrong = look(files[0][0], files[1][0]);
	}
	return wrong;
}
