/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways a program ends before its work is done: every signal that can be caught and would end
 * it; and what must not stay behind then.
 */
#ifndef HARNESS_ENDINGS_H
#define HARNESS_ENDINGS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

typedef void ending_handler(int signal, siginfo_t *information, void *context);

/*
 * The handler gets all of them from now on, but those that are ignored, as nohup has SIGHUP. The
 * keyboard's two are caught all the same: a shell ignores them for a command in the background.
 */
void endings_catch(ending_handler *handler);

/*
 * For the handler: somebody sent it. False: an instruction of this program raised it, which ends
 * the program when the handler returns; or a write did, which fails by errno.
 */
bool ending_is_sent(int signal, const siginfo_t *information);

/* In a child that only its parent may end: none of them ends it, but its own faults. */
void endings_leave_to_parent(void);

/*
 * A file, or a folder with files in it, which is removed however the program ends, but by SIGKILL.
 * The text is kept, not copied. False: there are too many.
 */
bool ending_removes(const char *path);
void ending_keeps(const char *path);

/* A folder, one at a time, which is removed if nothing is in it in the end. The text is kept. */
void ending_removes_if_empty(const char *path);

/*
 * Say so before the file is made, as mkdtemp() fills in its name. If the end has begun then, what
 * was just made may have been overlooked.
 */
bool ending_has_begun(void);

/* A process that is ended with the program, and those that it began. 0: there is none any more. */
void ending_ends(pid_t process);

/* A folder with its files, or a file. Calls only what a signal's handler may. */
void remove_folder(const char *path);

/* What main() does first: signals and exit() remove what is to be removed. */
void endings_prepare(void);

#endif
