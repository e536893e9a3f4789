/* SPDX-License-Identifier: GPL-2.0-only */
/* What a test has printed, as a text that it looks for words in. */
#ifndef UNIT_SHOWN_H
#define UNIT_SHOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ASSERT_SAYS(words) \
	do { if (!strstr(shown, words)) fail_msg("no `%s' in:\n%s", words, shown); } while (0)
#define ASSERT_SAYS_NOT(words) \
	do { if (strstr(shown, words)) fail_msg("`%s' in:\n%s", words, shown); } while (0)

static char *shown;

/* A stream to print to; closed, its text is `shown`. */
static inline FILE *shown_begin(void)
{
	static size_t bytes;

	free(shown);
	return open_memstream(&shown, &bytes);
}

/* A group's teardown. */
static inline int shown_free(void **state)
{
	(void)state;
	free(shown);
	shown = NULL;
	return 0;
}

#endif
