// SPDX-License-Identifier: GPL-2.0-only
/*
 * Members that are one of a list of names. A status must be known. Of the others a later minor
 * version may know more: a name that is not in the list is as none.
 */
#include "result/fields.h"

static json_t *name_of(const char *const *names, unsigned int choice)
{
	return names[choice] ? json_string(names[choice]) : json_null();
}

static bool find_name(struct json_view json, const char *const *names, unsigned int count,
		      unsigned int *choice)
{
	for (unsigned int i = 0; i < count; i++)
		if (names[i] && json_view_equals(json, names[i])) {
			*choice = i;
			return true;
		}
	return false;
}

#define CHOICE(what, names, count)                                                               \
	json_t *what##_write(const void *member, json_t *tables)                                \
	{                                                                                        \
		(void)tables;                                                                   \
		return name_of(names, *(const unsigned int *)member);                            \
	}                                                                                        \
	bool what##_read(struct json_view json, void *member, struct reading *reading)           \
	{                                                                                        \
		if (find_name(json, names, count, member))                                       \
			return true;                                                             \
		return names[0] ? refuse(reading, "is none of ok, skip, fail, error")            \
				: json_view_is(json, JSON_STRING) ||                             \
					  refuse(reading, "is not a string");                    \
	}

CHOICE(status, status_names, STATUSES)
CHOICE(fault, fault_names, FAULTS)
CHOICE(answerer, answerer_names, ANSWERERS)
