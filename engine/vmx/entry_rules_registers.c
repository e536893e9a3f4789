// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules of VM entry on control, debug and table registers, MSRs, RIP and RFLAGS.
 */
#include "entry_rules.h"

#define DEBUGCTL_RESERVED     (BITS(63, 16) | BITS(5, 3))
#define CR3_LAM               BITS(62, 61)
#define EFER_KNOWN            (EFER_SCE | EFER_LME | EFER_LMA)
#define RFLAGS_RESERVED       (BITS(63, 22) | 1ull << 15 | 1ull << 5 | 1ull << 3)

#define CPUID_7_1_EAX_LAM     26
#define CPUID_EXTENDED_EDX_NX 20

static int has_fixed_bits(u64 value, u64 fixed0, u64 fixed1)
{
	return !(~value & fixed0) && !(value & ~fixed1);
}

RULE(cr0_fixed_bits)
{
	u64 unchecked = is_unrestricted() ? CR0_PE | CR0_PG : 0;

	return has_fixed_bits(vmread(GUEST_CR0), caps->cr0_fixed0 & ~unchecked, caps->cr0_fixed1);
}

RULE(cr0_paging_is_protected)
{
	return !(vmread(GUEST_CR0) & CR0_PG) || vmread(GUEST_CR0) & CR0_PE;
}

RULE(cr4_fixed_bits)
{
	return has_fixed_bits(vmread(GUEST_CR4), caps->cr4_fixed0, caps->cr4_fixed1);
}

RULE(cr4_cet_needs_wp)
{
	return !(vmread(GUEST_CR4) & CR4_CET) || vmread(GUEST_CR0) & CR0_WP;
}

RULE(debugctl_reserved)
{
	return !entry_is_set(LOAD_DEBUG_CONTROLS) ||
	       !(vmread(GUEST_IA32_DEBUGCTL) & DEBUGCTL_RESERVED);
}

RULE(ia32e_needs_paging)
{
	return !is_ia32e() || vmread(GUEST_CR0) & CR0_PG;
}

RULE(ia32e_needs_pae)
{
	return !is_ia32e() || vmread(GUEST_CR4) & CR4_PAE;
}

RULE(pcide_needs_ia32e)
{
	return is_ia32e() || !(vmread(GUEST_CR4) & CR4_PCIDE);
}

RULE(cr3_width)
{
	u64 lam = BIT_IS_SET(cpuid_word(7, 1, EAX), CPUID_7_1_EAX_LAM) ? CR3_LAM : 0;

	return !(vmread(GUEST_CR3) & beyond_physical_width() & ~lam);
}

RULE(dr7_high_bits)
{
	return !entry_is_set(LOAD_DEBUG_CONTROLS) || !(vmread(GUEST_DR7) & BITS(63, 32));
}

RULE(sysenter_esp_canonical)
{
	return is_canonical(vmread(GUEST_IA32_SYSENTER_ESP));
}

RULE(sysenter_eip_canonical)
{
	return is_canonical(vmread(GUEST_IA32_SYSENTER_EIP));
}

/* CPUID 0xa has the number of general counters (low half) and of fixed ones (high half). */
RULE(perf_global_reserved)
{
	u64 general = cpuid_word(0xa, 0, EAX) >> 8 & 0xff;
	u64 fixed = cpuid_word(0xa, 0, EDX) & 0x1f;
	u64 metrics = 1ull << 48;
	u64 known = ((1ull << general) - 1) | ((1ull << fixed) - 1) << 32 | metrics;

	return !entry_is_set(ENTRY_LOAD_PERF_GLOBAL_CTRL) ||
	       !(vmread(GUEST_IA32_PERF_GLOBAL_CTRL) & ~known);
}

RULE(pat_types)
{
	u64 pat = entry_is_set(ENTRY_LOAD_PAT) ? vmread(GUEST_IA32_PAT) : 0;

	for (; pat; pat >>= 8)
		if ((pat & 0xff) > 7 || (pat & 0xff) == 2 || (pat & 0xff) == 3)
			return 0;
	return 1;
}

/* Firmware and hypervisors may turn off NX, and then its bit is a reserved one. */
RULE(efer_reserved)
{
	u64 nxe = BIT_IS_SET(cpuid_word(0x80000001, 0, EDX), CPUID_EXTENDED_EDX_NX) ? EFER_NXE : 0;

	return !entry_is_set(ENTRY_LOAD_EFER) ||
	       !(vmread(GUEST_IA32_EFER) & ~(EFER_KNOWN | nxe));
}

RULE(efer_lma)
{
	return !entry_is_set(ENTRY_LOAD_EFER) ||
	       !!(vmread(GUEST_IA32_EFER) & EFER_LMA) == is_ia32e();
}

RULE(efer_lme)
{
	u64 efer = vmread(GUEST_IA32_EFER);

	return !entry_is_set(ENTRY_LOAD_EFER) || !(vmread(GUEST_CR0) & CR0_PG) ||
	       !(efer & EFER_LME) == !(efer & EFER_LMA);
}

RULE(gdtr_base)
{
	return is_canonical(vmread(GUEST_GDTR_BASE));
}

RULE(idtr_base)
{
	return is_canonical(vmread(GUEST_IDTR_BASE));
}

RULE(gdtr_limit)
{
	return !(vmread(GUEST_GDTR_LIMIT) & BITS(31, 16));
}

RULE(idtr_limit)
{
	return !(vmread(GUEST_IDTR_LIMIT) & BITS(31, 16));
}

RULE(rip_high_bits)
{
	return is_64_bit_code() || !(vmread(GUEST_RIP) & BITS(63, 32));
}

/* Not quite canonical: the highest bit of the width itself may differ. */
RULE(rip_width)
{
	return !is_64_bit_code() || is_sign_extended(vmread(GUEST_RIP), linear_width());
}

RULE(rflags_reserved)
{
	u64 rflags = vmread(GUEST_RFLAGS);

	return !(rflags & RFLAGS_RESERVED) && rflags & RFLAGS_FIXED;
}

RULE(rflags_vm)
{
	return !(vmread(GUEST_RFLAGS) & RFLAGS_VM) ||
	       (!is_ia32e() && vmread(GUEST_CR0) & CR0_PE);
}

RULE(rflags_if)
{
	return !injects(EVENT_INTERRUPT) || vmread(GUEST_RFLAGS) & RFLAGS_IF;
}
