/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fake CPU answers. */
#ifndef ENGINE_CPU_QUERIES_H
#define ENGINE_CPU_QUERIES_H

#include "types.h"

u64 tsc_read(void);
void cpuid(u32 leaf, u32 subleaf, u32 out[4]);

#endif
