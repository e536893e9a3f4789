// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules of VM entry on what is no register: activity, interruptibility, pending debug exceptions,
 * the link pointer, the MSR-load area. What is wrong in memory is not looked for: the
 * exit of the failed entry says whether that was to blame.
 */
#include "entry_rules.h"

#define DEBUGCTL_BTF          (1ull << 1)

enum activity { ACTIVE, HLT, SHUTDOWN, WAIT_FOR_SIPI };
#define MISC_ACTIVITY_HLT     6   /* in IA32_VMX_MISC; the other two follow */

#define PENDING_BUS_LOCK      (1ull << 11)
#define PENDING_BREAKPOINT    (1ull << 12)
#define PENDING_BS            (1ull << 14)
#define PENDING_RTM           (1ull << 16)
#define PENDING_RESERVED      (BITS(63, 17) | 1ull << 15 | 1ull << 13 | BITS(10, 4))

#define QUALIFICATION_LINK    4          /* of a failed entry: the link pointer is to blame */

#define CPUID_7_EBX_SGX       2
#define CPUID_7_EBX_RTM       11
#define CPUID_7_ECX_BUS_LOCK  24

static int injects_exception(u32 vector)
{
	return injects(EVENT_HARDWARE) &&
	       (vmread(VM_ENTRY_INTERRUPTION_INFORMATION) & 0xff) == vector;
}

static int is_blocked_by(u32 what)
{
	return !!(vmread(GUEST_INTERRUPTIBILITY_STATE) & what);
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

RULE(entry_to_smm)
{
	return !entry_is_set(ENTRY_TO_SMM) && !entry_is_set(DEACTIVATE_DUAL_MONITOR);
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
	u64 bus_lock = BIT_IS_SET(cpuid_word(7, 0, ECX), CPUID_7_ECX_BUS_LOCK) ?
			       0 : PENDING_BUS_LOCK;

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

RULE(link_is_another)
{
	return vmread(VMCS_LINK_POINTER) != vmptrst() || !is_linked();
}

static int entry_failed_by(u32 reason)
{
	u64 said = vmread(VM_EXIT_REASON) & (ENTRY_FAILURE | BASIC_REASON);

	return said == (ENTRY_FAILURE | reason);
}

RULE(link_revision)
{
	return !is_linked() || !entry_failed_by(EXIT_INVALID_GUEST_STATE) ||
	       vmread(EXIT_QUALIFICATION) != QUALIFICATION_LINK;
}

RULE(msr_load)
{
	return !entry_failed_by(EXIT_MSR_LOAD_FAILURE);
}
