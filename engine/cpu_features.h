/* SPDX-License-Identifier: GPL-2.0-only */
/* Features of the CPU by name, and whether it has one. */
#ifndef ENGINE_CPU_FEATURES_H
#define ENGINE_CPU_FEATURES_H

#include "types.h"

enum cpu_feature {
	FEATURE_NONE,
#define FEATURE(leaf, subleaf, register, bit, name) FEATURE_##name,
#include "cpu_features.def"
#undef FEATURE
	FEATURES
};

int cpu_has(enum cpu_feature feature);

#endif
