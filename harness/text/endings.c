// SPDX-License-Identifier: GPL-2.0-only
/* Signals that end a program, and its temporary files on every way out. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "text/endings.h"

#define PATHS_MAX    256 /* each worker has a few */
#define TREE_DEPTH_MAX 8
#define TREE_BYTES_MAX 512
#define REMOVE_TRIES 100 /* because somebody may still write into the folder */

static bool ends_a_program(int signal)
{
	switch (signal) {
	case SIGKILL: /* cannot be caught */
	case SIGSTOP:
	case SIGTSTP: /* stop it, or do nothing */
	case SIGTTIN:
	case SIGTTOU:
	case SIGCONT:
	case SIGCHLD:
	case SIGURG:
	case SIGWINCH:
		return false;
	}
	return true;
}

static bool is_fault(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL ||
	       signal == SIGTRAP || signal == SIGSYS;
}

static bool stays_ignored(int signal)
{
	struct sigaction now;

	return signal != SIGINT && signal != SIGQUIT && !sigaction(signal, NULL, &now) &&
	       now.sa_handler == SIG_IGN;
}

void endings_catch(ending_handler *handler)
{
	const struct sigaction action = { .sa_sigaction = handler,
					  .sa_flags = SA_SIGINFO | SA_RESTART };

	for (int signal = 1; signal <= SIGRTMAX; signal++)
		if (ends_a_program(signal) && !stays_ignored(signal))
			sigaction(signal, &action, NULL);
}

bool ending_is_sent(int signal, const siginfo_t *information)
{
	if (is_fault(signal) && information->si_code > 0) {
		const struct sigaction action = { .sa_handler = SIG_DFL };

		sigaction(signal, &action, NULL); /* the instruction runs again */
		return false;
	}
	return (signal != SIGPIPE && signal != SIGXFSZ) || information->si_pid != getpid();
}

void endings_leave_to_parent(void)
{
	for (int signal = 1; signal <= SIGRTMAX; signal++) {
		const struct sigaction action = { .sa_handler = is_fault(signal) ||
								signal == SIGABRT
							? SIG_DFL
							: SIG_IGN };

		if (ends_a_program(signal))
			sigaction(signal, &action, NULL);
	}
}

static _Atomic(const char *) paths[PATHS_MAX];
static atomic_bool is_ending;

bool ending_removes(const char *path)
{
	for (size_t i = 0; i < PATHS_MAX; i++) {
		const char *none = NULL;

		if (!is_ending && atomic_compare_exchange_strong(&paths[i], &none, path))
			return true;
	}
	return false;
}

bool ending_has_begun(void)
{
	return is_ending;
}

void ending_keeps(const char *path)
{
	for (size_t i = 0; i < PATHS_MAX; i++) {
		const char *kept = path;

		atomic_compare_exchange_strong(&paths[i], &kept, NULL);
	}
}

/* Its files: readdir() may not be called by a signal's handler. */
static void empty_folder(int folder)
{
	char entries[4096] __attribute__((aligned(8)));
	long bytes;

	while ((bytes = syscall(SYS_getdents64, folder, entries, sizeof(entries))) > 0)
		for (long at = 0; at < bytes;) {
			const struct dirent64 *entry = (const struct dirent64 *)(entries + at);

			unlinkat(folder, entry->d_name, 0);
			at += entry->d_reclen;
		}
}

void remove_folder(const char *path)
{
	for (int i = 0; i < REMOVE_TRIES; i++) {
		int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (folder < 0) {
			unlink(path);
			return;
		}
		empty_folder(folder);
		close(folder);
		if (!rmdir(path) || errno != ENOTEMPTY)
			return;
	}
}

static _Atomic(const char *) folder_if_empty;

void ending_removes_if_empty(const char *path)
{
	folder_if_empty = path;
}

static void remove_all(void)
{
	const char *folder = folder_if_empty;

	is_ending = true;
	for (size_t i = 0; i < PATHS_MAX; i++) {
		const char *path = paths[i];

		if (path)
			remove_folder(path);
	}
	if (folder)
		rmdir(folder); /* which leaves one that has something in it */
}

static _Atomic(pid_t) companion;

void ending_ends(pid_t process)
{
	companion = process;
}

/* A signal's handler may not call snprintf(). */
static char *put_number(char *at, long number)
{
	if (number >= 10)
		at = put_number(at, number / 10);
	*at = (char)('0' + number % 10);
	return at + 1;
}

/* The processes that it began, as the kernel lists them: apart by blanks. */
static size_t children_of(pid_t process, char *list, size_t bytes)
{
	char path[64] = "/proc/", *at = put_number(path + strlen(path), process);
	int file;
	ssize_t got;

	at = stpcpy(at, "/task/");
	stpcpy(put_number(at, process), "/children");
	file = open(path, O_RDONLY | O_CLOEXEC);
	got = file < 0 ? 0 : read(file, list, bytes - 1);
	if (file >= 0)
		close(file);
	return got > 0 ? (size_t)got : 0;
}

/* A shell that is ended leaves running what it waits for. */
static void end_with_children(pid_t process, int depth)
{
	char list[TREE_BYTES_MAX];
	size_t bytes = depth ? children_of(process, list, sizeof(list)) : 0;
	pid_t child = 0;

	kill(process, SIGTERM);
	for (size_t i = 0; i < bytes; i++) {
		if (list[i] >= '0' && list[i] <= '9') {
			child = 10 * child + (list[i] - '0');
		} else {
			if (child)
				end_with_children(child, depth - 1);
			child = 0;
		}
	}
}

static void remove_and_end(int signal, siginfo_t *information, void *context)
{
	const struct sigaction action = { .sa_handler = SIG_DFL };

	(void)context;
	if (signal == SIGXFSZ && !ending_is_sent(signal, information))
		return;
	if (companion)
		end_with_children(companion, TREE_DEPTH_MAX);
	/* Twice: another thread may just be making what it has noted. */
	remove_all();
	nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	remove_all();
	sigaction(signal, &action, NULL);
	raise(signal);
}

void endings_prepare(void)
{
	endings_catch(remove_and_end);
	atexit(remove_all);
}
