/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions on descriptor tables, for complete.c: 0, or -1 if it is none that is known here. */
#ifndef ENGINE_DESCRIPTOR_TABLES_H
#define ENGINE_DESCRIPTOR_TABLES_H

#include "vm.h"

/* SGDT, SIDT, LGDT, LIDT. */
int complete_table_access(struct vm *vm);

/* SLDT, STR, LLDT, LTR, with a register. */
int complete_segment_access(struct vm *vm);

#endif
