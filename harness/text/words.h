/* SPDX-License-Identifier: GPL-2.0-only */
/* Words for a person: a line of text by value, an error on stderr, exit statuses, the version. */
#ifndef HARNESS_TEXT_WORDS_H
#define HARNESS_TEXT_WORDS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A line of text. A function that can fail returns why, or an empty line. */
struct words {
	char text[512];
};
#define NO_WORDS ((struct words){ "" })

/* A longer text is cut; what is not printable becomes '?'. */
__attribute__((format(printf, 1, 2))) struct words words(const char *format, ...);

/* "1 cell", "2 cells". */
struct words count_words(size_t count, const char *noun);

enum program_status {
	PROGRAM_OK = 0,
	PROGRAM_FAILED = 1,
	PROGRAM_USAGE = 2,        /* the command line is wrong */
	PROGRAM_REGRESSION = 3,   /* compare --fail-on: slower than allowed, or a cell was lost */
	PROGRAM_INCONCLUSIVE = 4, /* compare --fail-on: neither shown */
	PROGRAM_NOTHING = 77      /* nothing could be measured here */
};

/* One line on stderr, "exitbench: ...". Returns PROGRAM_FAILED. */
__attribute__((format(printf, 1, 2))) enum program_status complain(const char *format, ...);

/* The same of a list; any length. */
__attribute__((format(printf, 1, 0))) void complain_of(const char *format, va_list arguments);

/* Why nothing can be written to standard output, or an empty line: it was closed from the start. */
struct words output_refused(void);

/* Why a write to it failed, by errno. What it still holds is dropped, so that this is said once. */
struct words output_failure(int error);

/* A name as it may be shown: what is not printable, or no UTF-8, is '?'. */
void print_name(FILE *stream, const char *name);

/* The same as a line of standard output, from any thread. */
void print_name_line(const char *name);

/*
 * UTF-8 without control characters (of which a terminal obeys two ranges), without characters of
 * zero width and without changes of the writing direction. NULL is printable.
 */
bool text_is_printable(const char *text);

/* A byte of a UTF-8 letter that is not its first: no text begins or is cut there. */
bool text_is_within_letter(char byte);

/* As git describes the source this program was built from. */
extern const char exitbench_version[];

#endif
