/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The instructions the engine executes itself, two lines each. Tests put
 * tests/fake before engine/ in the include path and get a fake of this file.
 * A VMX instruction that faults (VMX turned off under us) counts as failed:
 * hosts that can catch a fault define ENGINE_EXCEPTION_TABLE(from, to).
 */
#ifndef VMX_VMX_INSTRUCTIONS_H
#define VMX_VMX_INSTRUCTIONS_H

#include <cpu_queries.h>

#ifndef ENGINE_EXCEPTION_TABLE
#define ENGINE_EXCEPTION_TABLE(from, to) ""
#endif

/* VMfail leaves CF or ZF set, so "below or equal" is failure; so is a fault. */
#define VMX_INSTRUCTION(instruction, failed, ...)                       \
	asm volatile("stc\n"                                            \
		     "1: " instruction "\n"                             \
		     "2:\n" ENGINE_EXCEPTION_TABLE("1b", "2b")          \
		     : "=@ccbe"(failed) : __VA_ARGS__ : "memory")

static inline int vmxon(u64 region)
{
	int failed;

	VMX_INSTRUCTION("vmxon %1", failed, "m"(region));
	return failed;
}

static inline int vmclear(u64 region)
{
	int failed;

	VMX_INSTRUCTION("vmclear %1", failed, "m"(region));
	return failed;
}

static inline int vmptrld(u64 region)
{
	int failed;

	VMX_INSTRUCTION("vmptrld %1", failed, "m"(region));
	return failed;
}

static inline int vmwrite(u32 field, u64 value)
{
	int failed;

	VMX_INSTRUCTION("vmwrite %1, %2", failed, "rm"(value), "r"((u64)field));
	return failed;
}

static inline int vmxoff(void)
{
	int failed;

	VMX_INSTRUCTION("vmxoff", failed, "i"(0));
	return failed;
}

struct invalidation {
	u64 what, zero;
};

static inline int invept(u64 type, u64 eptp)
{
	struct invalidation descriptor = { eptp, 0 };
	int failed;

	VMX_INSTRUCTION("invept %1, %2", failed, "m"(descriptor), "r"(type));
	return failed;
}

static inline int invvpid(u64 type, u64 vpid)
{
	struct invalidation descriptor = { vpid, 0 };
	int failed;

	VMX_INSTRUCTION("invvpid %1, %2", failed, "m"(descriptor), "r"(type));
	return failed;
}

/* The current-VMCS pointer; all ones when there is none. */
static inline u64 vmptrst(void)
{
	u64 region = ~0ull;

	asm volatile("1: vmptrst %0\n2:\n" ENGINE_EXCEPTION_TABLE("1b", "2b")
		     : "+m"(region) : : "cc", "memory");
	return region;
}

/* 0 for a field that cannot be read. */
static inline u64 vmread(u32 field)
{
	u64 value = 0;

	asm volatile("1: vmread %1, %0\n2:\n" ENGINE_EXCEPTION_TABLE("1b", "2b")
		     : "+r"(value) : "r"((u64)field) : "cc", "memory");
	return value;
}

#endif
