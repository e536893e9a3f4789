/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Force-included when the engine is built for the Linux module: faults are
 * survived through the kernel's exception table, returns go through its thunk,
 * ENDBR is there where the kernel wants it, and objtool does not follow the world
 * switch, which has no stack frame (RSP points to guest registers).
 */
#ifdef __ASSEMBLER__

#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/asm.h>

/*
 * Whether SYM_FUNC_START has an ENDBR depends on the kernel; every function here may be called
 * indirectly.
 */
#define ENGINE_FUNCTION(name)      SYM_START(name, SYM_L_GLOBAL, SYM_A_ALIGN) ENDBR
#define ENGINE_FUNCTION_END(name)  SYM_FUNC_END(name); STACK_FRAME_NON_STANDARD name
/* Where neither a probe nor a tracer may stand: RSP is no stack in there. */
#define ENGINE_SECTION             .section .noinstr.text, "ax"
#define ENGINE_ENDBR               ENDBR
#define ENGINE_RETURN              RET
#define ENGINE_EXCEPTION(from, to) _ASM_EXTABLE(from, to)

#else

#include <linux/stringify.h>
#include <asm/extable_fixup_types.h>

/* _ASM_EXTABLE, but for labels that are strings already: it would put quotes around them. */
#define ENGINE_EXCEPTION_TABLE(from, to)                                \
	".pushsection \"__ex_table\", \"a\"\n"                          \
	".balign 4\n"                                                   \
	".long (" from ") - .\n"                                        \
	".long (" to ") - .\n"                                          \
	".long " __stringify(EX_TYPE_DEFAULT) "\n"                      \
	".popsection\n"

#endif
