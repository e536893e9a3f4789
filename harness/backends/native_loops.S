/* SPDX-License-Identifier: GPL-2.0-only */
/* The table's loops for ring 3, without a virtual machine. Faults in them arrive as signals. */
#define NATIVE_RINGS              (1 << 3)
#define NATIVE_FUNCTION(name)     .globl name; .type name, @function; name:
#define NATIVE_FUNCTION_END(name) .size name, . - name
#define NATIVE_RETURN             ret
#define NATIVE_CALL_LOOP          call *%r13
#define NATIVE_TABLE_SECTION      .section .data.rel.ro, "aw"

	.text
#include "bench/native_loops.S"
	.section .note.GNU-stack, "", @progbits
