// SPDX-License-Identifier: GPL-2.0-only
/* Features of the CPU, as CPUID says on the one that asks. */
#include <cpu_queries.h>
#include "cpu_features.h"

static const struct {
	u32 leaf, subleaf;
	u8 output, bit;
} rows[FEATURES] = {
#define FEATURE(leaf, subleaf, register, bit, name)                                                \
	[FEATURE_##name] = { leaf, subleaf, register, bit },
#include "cpu_features.def"
#undef FEATURE
};

int cpu_has(enum cpu_feature feature)
{
	u32 out[4];

	if (!feature)
		return 1;
	/* Basic and extended leaves each begin with the highest of them. */
	cpuid(rows[feature].leaf & 0x80000000, 0, out);
	if (out[0] < rows[feature].leaf)
		return 0;
	cpuid(rows[feature].leaf, rows[feature].subleaf, out);
	return BIT_IS_SET(out[rows[feature].output], rows[feature].bit);
}
