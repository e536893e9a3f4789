/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the predicates behind entry_rules.def, one function a row: what several of them
 * read of the current VMCS, and their declarations. They are in entry_rules_registers.c,
 * _segments.c and _activity.c.
 */
#ifndef VMX_ENTRY_RULES_H
#define VMX_ENTRY_RULES_H

#include <vmx_instructions.h>
#include "capabilities.h"
#include "events.h"
#include "vmcs.h"
#include "../x86.h"

/* A rule: not 0 if the current VMCS satisfies it. */
#define RULE(name) int entry_rule_##name(const struct capabilities *caps __attribute__((unused)))

#define ENTRY_RULE(name, words) RULE(name);
#include "entry_rules.def"
#undef ENTRY_RULE

#define BITS(high, low)    (~0ull >> (63 - (high)) & ~0ull << (low))

#define RIGHTS_L           (1u << 13)

enum { EAX, EBX, ECX, EDX };

/* In the order of the VMCS's fields, which are 2 apart. */
enum segment_register { ES, CS, SS, DS, FS, GS, LDTR, TR };

static inline u32 selector(enum segment_register segment)
{
	return (u32)vmread(GUEST_ES_SELECTOR + 2 * segment);
}

static inline u64 base(enum segment_register segment)
{
	return vmread(GUEST_ES_BASE + 2 * segment);
}

static inline u32 rights(enum segment_register segment)
{
	return (u32)vmread(GUEST_ES_ACCESS_RIGHTS + 2 * segment);
}

static inline u32 dpl(enum segment_register segment)
{
	return rights(segment) >> 5 & 3;
}

static inline u32 cpuid_word(u32 leaf, u32 subleaf, u32 output)
{
	u32 out[4];

	cpuid(leaf, subleaf, out);
	return out[output];
}

static inline u64 beyond_physical_width(void)
{
	return ~0ull << (cpuid_word(0x80000008, 0, EAX) & 0xff);
}

static inline u32 linear_width(void)
{
	return cpuid_word(0x80000008, 0, EAX) >> 8 & 0xff;
}

static inline int is_canonical(u64 address)
{
	return is_sign_extended(address, linear_width() - 1);
}

static inline int primary_is_set(enum control control)
{
	return BIT_IS_SET(vmread(PRIMARY_PROCESSOR_BASED_CONTROLS), control % 32);
}

static inline int entry_is_set(enum control control)
{
	return BIT_IS_SET(vmread(VM_ENTRY_CONTROLS), control % 32);
}

static inline int is_ia32e(void)
{
	return entry_is_set(IA32E_MODE_GUEST);
}

static inline int is_unrestricted(void)
{
	return primary_is_set(ACTIVATE_SECONDARY_CONTROLS) &&
	       BIT_IS_SET(vmread(SECONDARY_PROCESSOR_BASED_CONTROLS), UNRESTRICTED_GUEST % 32);
}

static inline int is_64_bit_code(void)
{
	return is_ia32e() && rights(CS) & RIGHTS_L;
}

static inline int injects(u32 event_type)
{
	u64 event = vmread(VM_ENTRY_INTERRUPTION_INFORMATION);

	return event & EVENT_VALID && (event & EVENT_TYPE) == event_type;
}

#endif
