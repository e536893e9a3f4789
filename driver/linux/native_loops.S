/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table's loops for ring 0, without a virtual machine. Faults in them are caught in native.c.
 */
#include <asm/nospec-branch.h>

#define NATIVE_RINGS              (1 << 0)
#define NATIVE_FUNCTION(name)     ENGINE_FUNCTION(name)
#define NATIVE_FUNCTION_END(name) ENGINE_FUNCTION_END(name)
#define NATIVE_RETURN             ENGINE_RETURN
#define NATIVE_CALL_LOOP          CALL_NOSPEC r13
#define NATIVE_TABLE_SECTION      .section .rodata

	ENGINE_SECTION
#include "../../bench/native_loops.S"
