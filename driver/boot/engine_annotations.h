/* SPDX-License-Identifier: GPL-2.0-only */
/* Force-included when the engine is built for the bare image: where a fault may be survived. */
#ifdef __ASSEMBLER__
.macro engine_exception from, to
	.pushsection .exceptions, "a"
	.quad \from, \to
	.popsection
.endm
#define ENGINE_EXCEPTION(from, to) engine_exception from, to
#else
#define ENGINE_EXCEPTION_TABLE(from, to)            \
	".pushsection .exceptions, \"a\"\n"         \
	".quad " from ", " to "\n"                  \
	".popsection\n"
#endif
