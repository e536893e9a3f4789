// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of VM entry on the guest-state area: one predicate for each row of
 * entry_rules.def, true if the current VMCS satisfies it. A predicate holds where
 * this file is not sure: it names what is certainly wrong, never what may be.
 */
#include <vmx_instructions.h>
#include "entry_check.h"
#include "vmcs.h"
#include "x86.h"

#define RULE(name) static int name(const struct capabilities *caps __attribute__((unused)))

#define BITS(high, low)       (~0ull >> (63 - (high)) & ~0ull << (low))

#define DEBUGCTL_BTF          (1ull << 1)
#define DEBUGCTL_RESERVED     (BITS(63, 16) | BITS(5, 3))
#define CR3_LAM               BITS(62, 61)
#define EFER_RESERVED         (~(EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE))
#define RFLAGS_RESERVED       (BITS(63, 22) | 1ull << 15 | 1ull << 5 | 1ull << 3)

#define SELECTOR_TI           4u
#define TYPE_ACCESSED         1u
#define TYPE_READABLE         2u
#define TYPE_CONFORMING       4u  /* of code */
#define TYPE_CODE             8u
#define RIGHTS_S              (1u << 4)
#define RIGHTS_P              (1u << 7)
#define RIGHTS_L              (1u << 13)
#define RIGHTS_DB             (1u << 14)
#define RIGHTS_G              (1u << 15)
#define RIGHTS_RESERVED_LOW   0xf00u
#define RIGHTS_RESERVED_HIGH  0xfffe0000u

#define EVENT_VALID           (1u << 31)
#define EVENT_TYPE            0x700u
#define EVENT_INTERRUPT       0x000u
#define EVENT_NMI             0x200u
#define EVENT_HARDWARE        0x300u
#define EVENT_OTHER           0x700u

enum activity { ACTIVE, HLT, SHUTDOWN, WAIT_FOR_SIPI };
#define MISC_ACTIVITY_HLT     6   /* in IA32_VMX_MISC; the other two follow */

#define BLOCKING_STI          (1u << 0)
#define BLOCKING_MOV_SS       (1u << 1)
#define BLOCKING_SMI          (1u << 2)
#define BLOCKING_NMI          (1u << 3)
#define BLOCKING_ENCLAVE      (1u << 4)
#define BLOCKING_RESERVED     0xffffffe0u

#define PENDING_BUS_LOCK      (1ull << 11)
#define PENDING_BREAKPOINT    (1ull << 12)
#define PENDING_BS            (1ull << 14)
#define PENDING_RTM           (1ull << 16)
#define PENDING_RESERVED      (BITS(63, 17) | 1ull << 15 | 1ull << 13 | BITS(10, 4))

enum { EAX, EBX, ECX, EDX };
#define CPUID_7_EBX_SGX       2
#define CPUID_7_EBX_RTM       11
#define CPUID_7_ECX_BUS_LOCK  24
#define CPUID_7_1_EAX_LAM     26

/* In the order of the VMCS's fields, which are 2 apart. */
enum segment_register { ES, CS, SS, DS, FS, GS, LDTR, TR };

static u32 selector(enum segment_register segment)
{
	return (u32)vmread(GUEST_ES_SELECTOR + 2 * segment);
}

static u64 base(enum segment_register segment)
{
	return vmread(GUEST_ES_BASE + 2 * segment);
}

static u32 rights(enum segment_register segment)
{
	return (u32)vmread(GUEST_ES_ACCESS_RIGHTS + 2 * segment);
}

static u32 type(enum segment_register segment)
{
	return rights(segment) & 0xf;
}

static u32 dpl(enum segment_register segment)
{
	return rights(segment) >> 5 & 3;
}

static u32 rpl(enum segment_register segment)
{
	return selector(segment) & 3;
}

/* CS and TR are checked even where they are marked unusable. */
static int is_checked(enum segment_register segment)
{
	return segment == CS || segment == TR || !(rights(segment) & RIGHTS_UNUSABLE);
}

static int rights_clear(enum segment_register segment, u32 bits)
{
	return !is_checked(segment) || !(rights(segment) & bits);
}

static int rights_set(enum segment_register segment, u32 bits)
{
	return !is_checked(segment) || (rights(segment) & bits) == bits;
}

static int granularity_fits(enum segment_register segment)
{
	u64 limit = vmread(GUEST_ES_LIMIT + 2 * segment);

	if (!is_checked(segment))
		return 1;
	if (rights(segment) & RIGHTS_G)
		return (limit & BITS(11, 0)) == BITS(11, 0);
	return !(limit & BITS(31, 20));
}

static u32 cpuid_word(u32 leaf, u32 subleaf, u32 output)
{
	u32 out[4];

	cpuid(leaf, subleaf, out);
	return out[output];
}

static u64 beyond_physical_width(void)
{
	return ~0ull << (cpuid_word(0x80000008, 0, EAX) & 0xff);
}

/* All bits from `bit` up are alike. */
static int is_sign_extended(u64 value, u32 bit)
{
	u64 high = value >> bit;

	return !high || high == ~0ull >> bit;
}

static u32 linear_width(void)
{
	return cpuid_word(0x80000008, 0, EAX) >> 8 & 0xff;
}

static int is_canonical(u64 address)
{
	return is_sign_extended(address, linear_width() - 1);
}

static int primary_is_set(enum control control)
{
	return BIT_IS_SET(vmread(PRIMARY_PROCESSOR_BASED_CONTROLS), control % 32);
}

static int entry_is_set(enum control control)
{
	return BIT_IS_SET(vmread(VM_ENTRY_CONTROLS), control % 32);
}

static int is_ia32e(void)
{
	return entry_is_set(IA32E_MODE_GUEST);
}

static int is_unrestricted(void)
{
	return primary_is_set(ACTIVATE_SECONDARY_CONTROLS) &&
	       BIT_IS_SET(vmread(SECONDARY_PROCESSOR_BASED_CONTROLS), UNRESTRICTED_GUEST % 32);
}

static int is_64_bit_code(void)
{
	return is_ia32e() && rights(CS) & RIGHTS_L;
}

static int injects(u32 event_type)
{
	u64 event = vmread(VM_ENTRY_INTERRUPTION_INFORMATION);

	return event & EVENT_VALID && (event & EVENT_TYPE) == event_type;
}

static int injects_exception(u32 vector)
{
	return injects(EVENT_HARDWARE) &&
	       (vmread(VM_ENTRY_INTERRUPTION_INFORMATION) & 0xff) == vector;
}

static int is_blocked_by(u32 what)
{
	return !!(vmread(GUEST_INTERRUPTIBILITY_STATE) & what);
}

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

/* CPUID 0xa tells how many general counters (low half) and fixed ones (high half) there are. */
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

RULE(efer_reserved)
{
	return !entry_is_set(ENTRY_LOAD_EFER) || !(vmread(GUEST_IA32_EFER) & EFER_RESERVED);
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

RULE(tr_selector_in_gdt)
{
	return !(selector(TR) & SELECTOR_TI);
}

RULE(ldtr_selector_in_gdt)
{
	return !is_checked(LDTR) || !(selector(LDTR) & SELECTOR_TI);
}

RULE(ss_rpl)
{
	return is_unrestricted() || rpl(SS) == rpl(CS);
}

/* FS and GS keep their bases even where they are unusable. */
#define BASE_IS_CANONICAL(name, segment)  RULE(name##_base) { return is_canonical(base(segment)); }
#define BASE_IS_32_BIT(name, segment)                                            \
	RULE(name##_base) { return !is_checked(segment) || !(base(segment) & BITS(63, 32)); }

BASE_IS_CANONICAL(tr, TR)
BASE_IS_CANONICAL(fs, FS)
BASE_IS_CANONICAL(gs, GS)
RULE(ldtr_base) { return !is_checked(LDTR) || is_canonical(base(LDTR)); }
BASE_IS_32_BIT(cs, CS)
BASE_IS_32_BIT(ss, SS)
BASE_IS_32_BIT(ds, DS)
BASE_IS_32_BIT(es, ES)

static int cs_is_data(void)
{
	return type(CS) == 3;
}

RULE(cs_type)
{
	return (type(CS) & TYPE_CODE && type(CS) & TYPE_ACCESSED) ||
	       (is_unrestricted() && cs_is_data());
}

RULE(ss_type)
{
	return !is_checked(SS) || type(SS) == 3 || type(SS) == 7;
}

RULE(cs_dpl)
{
	if (cs_is_data())
		return dpl(CS) == 0;
	return type(CS) & TYPE_CONFORMING ? dpl(CS) <= dpl(SS) : dpl(CS) == dpl(SS);
}

RULE(ss_dpl)
{
	return is_unrestricted() || dpl(SS) == rpl(SS);
}

RULE(ss_dpl_zero)
{
	return !dpl(SS) || (!cs_is_data() && vmread(GUEST_CR0) & CR0_PE);
}

static int data_type_holds(enum segment_register segment)
{
	if (!is_checked(segment))
		return 1;
	return type(segment) & TYPE_ACCESSED &&
	       (!(type(segment) & TYPE_CODE) || type(segment) & TYPE_READABLE);
}

static int data_dpl_holds(enum segment_register segment)
{
	int is_conforming = type(segment) >= (TYPE_CODE | TYPE_CONFORMING);

	return is_unrestricted() || !is_checked(segment) || is_conforming ||
	       dpl(segment) >= rpl(segment);
}

/* What holds of any segment register, and of DS, ES, FS and GS on top. */
#define SEGMENT_RULES(name, segment)                                                   \
	RULE(name##_present)       { return rights_set(segment, RIGHTS_P); }           \
	RULE(name##_reserved_low)  { return rights_clear(segment, RIGHTS_RESERVED_LOW); } \
	RULE(name##_granularity)   { return granularity_fits(segment); }               \
	RULE(name##_reserved_high) { return rights_clear(segment, RIGHTS_RESERVED_HIGH); }
#define MEMORY_SEGMENT_RULES(name, segment)                                            \
	SEGMENT_RULES(name, segment)                                                   \
	RULE(name##_not_system)    { return rights_set(segment, RIGHTS_S); }
#define DATA_SEGMENT_RULES(name, segment)                                              \
	MEMORY_SEGMENT_RULES(name, segment)                                            \
	RULE(name##_type)          { return data_type_holds(segment); }                \
	RULE(name##_dpl)           { return data_dpl_holds(segment); }
#define SYSTEM_SEGMENT_RULES(name, segment)                                            \
	SEGMENT_RULES(name, segment)                                                   \
	RULE(name##_system)        { return rights_clear(segment, RIGHTS_S); }

MEMORY_SEGMENT_RULES(cs, CS)
MEMORY_SEGMENT_RULES(ss, SS)
DATA_SEGMENT_RULES(ds, DS)
DATA_SEGMENT_RULES(es, ES)
DATA_SEGMENT_RULES(fs, FS)
DATA_SEGMENT_RULES(gs, GS)
SYSTEM_SEGMENT_RULES(tr, TR)
SYSTEM_SEGMENT_RULES(ldtr, LDTR)

RULE(cs_not_64_and_32_bit)
{
	return !is_64_bit_code() || !(rights(CS) & RIGHTS_DB);
}

RULE(tr_type)
{
	return type(TR) == 11 || (!is_ia32e() && type(TR) == 3);
}

RULE(tr_usable)
{
	return !(rights(TR) & RIGHTS_UNUSABLE);
}

RULE(ldtr_type)
{
	return !is_checked(LDTR) || type(LDTR) == 2;
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

RULE(activity_supported)
{
	u64 state = vmread(GUEST_ACTIVITY_STATE);

	return state == ACTIVE ||
	       (state <= WAIT_FOR_SIPI && BIT_IS_SET(caps->misc, MISC_ACTIVITY_HLT - HLT + state));
}

RULE(activity_hlt_in_ring_0)
{
	return vmread(GUEST_ACTIVITY_STATE) != HLT || !dpl(SS);
}

RULE(activity_not_blocking)
{
	return vmread(GUEST_ACTIVITY_STATE) == ACTIVE ||
	       !is_blocked_by(BLOCKING_STI | BLOCKING_MOV_SS);
}

RULE(activity_takes_event)
{
	if (!(vmread(VM_ENTRY_INTERRUPTION_INFORMATION) & EVENT_VALID))
		return 1;
	switch (vmread(GUEST_ACTIVITY_STATE)) {
	case HLT:
		return injects(EVENT_INTERRUPT) || injects(EVENT_NMI) || injects(EVENT_OTHER) ||
		       injects_exception(VECTOR_DB) || injects_exception(VECTOR_MC);
	case SHUTDOWN:
		return injects(EVENT_NMI) || injects_exception(VECTOR_MC);
	case WAIT_FOR_SIPI:
		return 0;
	}
	return 1;
}

RULE(blocking_reserved)
{
	return !is_blocked_by(BLOCKING_RESERVED);
}

RULE(blocking_by_one)
{
	return !is_blocked_by(BLOCKING_STI) || !is_blocked_by(BLOCKING_MOV_SS);
}

RULE(blocking_by_sti)
{
	return !is_blocked_by(BLOCKING_STI) || vmread(GUEST_RFLAGS) & RFLAGS_IF;
}

RULE(blocking_of_interrupt)
{
	return !injects(EVENT_INTERRUPT) || !is_blocked_by(BLOCKING_STI | BLOCKING_MOV_SS);
}

RULE(blocking_of_nmi)
{
	return !injects(EVENT_NMI) || !is_blocked_by(BLOCKING_MOV_SS);
}

RULE(blocking_by_smi)
{
	return !is_blocked_by(BLOCKING_SMI);
}

RULE(blocking_by_nmi)
{
	int virtual_nmis = BIT_IS_SET(vmread(PIN_BASED_VM_EXECUTION_CONTROLS), VIRTUAL_NMIS);

	return !virtual_nmis || !injects(EVENT_NMI) || !is_blocked_by(BLOCKING_NMI);
}

RULE(blocking_in_enclave)
{
	return !is_blocked_by(BLOCKING_ENCLAVE) ||
	       (!is_blocked_by(BLOCKING_MOV_SS) &&
		BIT_IS_SET(cpuid_word(7, 0, EBX), CPUID_7_EBX_SGX));
}

RULE(pending_reserved)
{
	u64 bus_lock = BIT_IS_SET(cpuid_word(7, 0, ECX), CPUID_7_ECX_BUS_LOCK) ? 0 : PENDING_BUS_LOCK;

	return !(vmread(GUEST_PENDING_DEBUG_EXCEPTIONS) & (PENDING_RESERVED | bus_lock));
}

RULE(pending_single_step)
{
	int pending = !!(vmread(GUEST_PENDING_DEBUG_EXCEPTIONS) & PENDING_BS);
	int stepping = vmread(GUEST_RFLAGS) & RFLAGS_TF &&
		       !(vmread(GUEST_IA32_DEBUGCTL) & DEBUGCTL_BTF);

	if (!is_blocked_by(BLOCKING_STI | BLOCKING_MOV_SS) && vmread(GUEST_ACTIVITY_STATE) != HLT)
		return 1;
	return pending == stepping;
}

RULE(pending_rtm)
{
	u64 pending = vmread(GUEST_PENDING_DEBUG_EXCEPTIONS);

	return !(pending & PENDING_RTM) ||
	       (pending == (PENDING_RTM | PENDING_BREAKPOINT) &&
		BIT_IS_SET(cpuid_word(7, 0, EBX), CPUID_7_EBX_RTM) &&
		!is_blocked_by(BLOCKING_MOV_SS));
}

static int is_linked(void)
{
	return vmread(VMCS_LINK_POINTER) != ~0ull;
}

RULE(link_alignment)
{
	return !is_linked() || !(vmread(VMCS_LINK_POINTER) & BITS(11, 0));
}

RULE(link_width)
{
	return !is_linked() || !(vmread(VMCS_LINK_POINTER) & beyond_physical_width());
}

int entry_check(const struct capabilities *caps)
{
	static int (*const holds[])(const struct capabilities *) = {
#define ENTRY_RULE(name, words) name,
#include "entry_rules.def"
#undef ENTRY_RULE
	};

	for (u32 rule = 0; rule < COUNT_OF(holds); rule++)
		if (!holds[rule](caps))
			return (int)rule;
	return -1;
}
