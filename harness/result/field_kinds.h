/* SPDX-License-Identifier: GPL-2.0-only */
/* One writer and one reader for each kind of member, by enum field_kind. */
#ifndef HARNESS_FIELD_KINDS_H
#define HARNESS_FIELD_KINDS_H

#include "result/fields.h"

#define HISTOGRAM_BYTES_MAX 65536u

/* A new reference; NULL: the member is left out. */
extern json_t *(*const field_writers[FIELD_KINDS])(const void *member);

/*
 * NULL, or what is wrong with it in words without the member's name. Strings are new copies, or
 * kept texts.
 */
extern const char *(*const field_readers[FIELD_KINDS])(struct json_view json, void *member);

#endif
