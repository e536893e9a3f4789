/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of both entry checks say of rules, by the names of the rows. */
#ifndef UNIT_RULE_NAMES_H
#define UNIT_RULE_NAMES_H

#include "fixture.h"

static inline const char *rule_name(const char *const *names, int rule)
{
	return rule < 0 ? "none" : names[rule];
}

/* Whether it is another rule than the row claims, which is said. */
static inline int is_another(const char *const *names, const char *row, int claimed, int rule)
{
	if (rule != claimed)
		print_error("%s: %s should break, %s does\n", row, rule_name(names, claimed),
			    rule_name(names, rule));
	return rule != claimed;
}

static inline void insist_all_are_seen(const char *const *names, const int *seen, u32 count)
{
	for (u32 i = 0; i < count; i++)
		if (!seen[i])
			fail_msg("%s", names[i]);
}

#endif
