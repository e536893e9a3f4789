// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of VM entry on the guest-state area, one rule after the other. A
 * predicate that cannot be sure says that its rule holds: what is named is certainly wrong.
 */
#include "entry_check.h"
#include "entry_rules.h"

int entry_check(const struct capabilities *caps)
{
	static int (*const holds[])(const struct capabilities *) = {
#define ENTRY_RULE(name, words) entry_rule_##name,
#include "entry_rules.def"
#undef ENTRY_RULE
	};

	for (u32 rule = 0; rule < COUNT_OF(holds); rule++)
		if (!holds[rule](caps))
			return (int)rule;
	return -1;
}
