/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Privileged processor state, read and written: control and debug registers,
 * selectors, descriptor tables. Like vmx_instructions.h, faked by include path.
 */
#ifndef ENGINE_CPU_INSTRUCTIONS_H
#define ENGINE_CPU_INSTRUCTIONS_H

#include "types.h"

#ifndef ENGINE_EXCEPTION_TABLE
#define ENGINE_EXCEPTION_TABLE(from, to) ""
#endif

#define REGISTER_ACCESS(name)                                                         \
	static inline u64 name##_read(void)                                           \
	{                                                                             \
		u64 value;                                                            \
		asm volatile("mov %%" #name ", %0" : "=r"(value) : : "memory");       \
		return value;                                                         \
	}                                                                             \
	static inline void name##_write(u64 value)                                    \
	{                                                                             \
		asm volatile("mov %0, %%" #name : : "r"(value) : "memory");           \
	}

REGISTER_ACCESS(cr0)
REGISTER_ACCESS(cr2)
REGISTER_ACCESS(cr3)
REGISTER_ACCESS(cr4)
REGISTER_ACCESS(cr8)
REGISTER_ACCESS(dr0)
REGISTER_ACCESS(dr1)
REGISTER_ACCESS(dr2)
REGISTER_ACCESS(dr3)
REGISTER_ACCESS(dr6)
REGISTER_ACCESS(dr7)

#define SELECTOR_READ(name)                                                           \
	static inline u16 name##_read(void)                                           \
	{                                                                             \
		u16 selector;                                                         \
		asm volatile("mov %%" #name ", %0" : "=rm"(selector));                \
		return selector;                                                      \
	}
#define SELECTOR_WRITE(name)                                                          \
	static inline void name##_write(u16 selector)                                 \
	{                                                                             \
		asm volatile("1: mov %0, %%" #name "\n2:\n"                           \
			     ENGINE_EXCEPTION_TABLE("1b", "2b")                       \
			     : : "rm"(selector) : "memory");                          \
	}

SELECTOR_READ(cs)
SELECTOR_READ(ss)
SELECTOR_READ(ds)
SELECTOR_READ(es)
SELECTOR_READ(fs)
SELECTOR_READ(gs)
SELECTOR_WRITE(ds)
SELECTOR_WRITE(es)
SELECTOR_WRITE(fs)

/* Only where CR4.OSXSAVE is set. */
static inline u64 xcr0_read(void)
{
	u32 low, high;

	asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (u64)high << 32 | low;
}

/* Only where CR4.PKE is set. */
static inline u32 pkru_read(void)
{
	u32 value;

	asm volatile("rdpkru" : "=a"(value) : "c"(0) : "edx");
	return value;
}

static inline u16 tr_read(void)
{
	u16 selector;

	asm volatile("str %0" : "=rm"(selector));
	return selector;
}

static inline u16 ldtr_read(void)
{
	u16 selector;

	asm volatile("sldt %0" : "=rm"(selector));
	return selector;
}

static inline void ldtr_write(u16 selector)
{
	asm volatile("lldt %0" : : "rm"(selector) : "memory");
}

/* A segment's limit, as the GDT or LDT has it now; 0 for a selector it cannot tell. */
static inline u32 segment_limit(u16 selector)
{
	u64 limit = 0;

	asm volatile("lsl %1, %0" : "+r"(limit) : "r"((u64)selector) : "cc");
	return (u32)limit;
}

struct table_register {
	u16 limit;
	u64 base;
} __attribute__((packed));

static inline struct table_register gdtr_read(void)
{
	struct table_register table;

	asm volatile("sgdt %0" : "=m"(table));
	return table;
}

static inline struct table_register idtr_read(void)
{
	struct table_register table;

	asm volatile("sidt %0" : "=m"(table));
	return table;
}

static inline void gdtr_write(struct table_register table)
{
	asm volatile("lgdt %0" : : "m"(table) : "memory");
}

static inline void idtr_write(struct table_register table)
{
	asm volatile("lidt %0" : : "m"(table) : "memory");
}

#endif
