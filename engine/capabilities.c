// SPDX-License-Identifier: GPL-2.0-only
/* Capability MSRs, and the reasons VMX may not be usable, in the order a user can mend them. */
#include <cpu_instructions.h>
#include <vmx_instructions.h>
#include "capabilities.h"
#include "host.h"
#include "msr.h"
#include "x86.h"

#define BASIC_TRUE_CONTROLS (1ull << 55)
#define CPUID_1_ECX_VMX     5

/* 0 where the CPU has no such MSR; unless something else is in the way, that is the obstacle. */
static u64 msr_read(struct capabilities *caps, u32 msr)
{
	u64 value = 0;

	if (host_rdmsr(msr, &value))
		caps->obstacle = caps->obstacle ? caps->obstacle : VMX_MSR_FAULTS;
	return value;
}

/* Low half: bits that must be 1. High half: bits that may be 1. */
static void read_controls(struct capabilities *caps, enum control_word word, u32 msr)
{
	u64 value = msr_read(caps, msr);

	caps->must_be_1[word] = (u32)value;
	caps->may_be_1[word] = (u32)(value >> 32);
}

static int may_set(const struct capabilities *caps, enum control_word word, int bit)
{
	return BIT_IS_SET(caps->may_be_1[word], bit);
}

static void read_all_controls(struct capabilities *caps)
{
	int t = caps->true_controls;

	read_controls(caps, PIN, t ? IA32_VMX_TRUE_PINBASED_CTLS : IA32_VMX_PINBASED_CTLS);
	read_controls(caps, PRIMARY, t ? IA32_VMX_TRUE_PROCBASED_CTLS : IA32_VMX_PROCBASED_CTLS);
	read_controls(caps, EXIT, t ? IA32_VMX_TRUE_EXIT_CTLS : IA32_VMX_EXIT_CTLS);
	read_controls(caps, ENTRY, t ? IA32_VMX_TRUE_ENTRY_CTLS : IA32_VMX_ENTRY_CTLS);
	/* These MSRs exist only where the controls that lead to them do. */
	if (!may_set(caps, PRIMARY, 31))
		return;
	read_controls(caps, SECONDARY, IA32_VMX_PROCBASED_CTLS2);
	if (may_set(caps, SECONDARY, 1) || may_set(caps, SECONDARY, 5))
		caps->ept_vpid = msr_read(caps, IA32_VMX_EPT_VPID_CAP);
}

static enum vmx_obstacle obstacle(struct capabilities *caps)
{
	u32 out[4];

	cpuid(1, 0, out);
	if (!BIT_IS_SET(out[2], CPUID_1_ECX_VMX))
		return VMX_NOT_IN_CPUID;
	if (cr4_read() & CR4_FRED)
		return VMX_FRED_ENABLED;
	if (host_rdmsr(IA32_FEATURE_CONTROL, &caps->feature_control))
		return VMX_MSR_FAULTS;
	if (!(caps->feature_control & FEATURE_CONTROL_LOCKED))
		return VMX_UNLOCKED;
	if (caps->feature_control & FEATURE_CONTROL_VMX)
		return VMX_USABLE;
	return caps->feature_control & FEATURE_CONTROL_VMX_IN_SMX ? VMX_ONLY_IN_SMX : VMX_LOCKED_OFF;
}

void capabilities_read(struct capabilities *caps)
{
	__builtin_memset(caps, 0, sizeof(*caps));
	caps->obstacle = obstacle(caps);
	if (caps->obstacle == VMX_NOT_IN_CPUID)
		return;
	caps->basic = msr_read(caps, IA32_VMX_BASIC);
	caps->revision = (u32)caps->basic & 0x7fffffff;
	caps->true_controls = !!(caps->basic & BASIC_TRUE_CONTROLS);
	caps->misc = msr_read(caps, IA32_VMX_MISC);
	caps->timer_shift = (u32)caps->misc & 0x1f;
	caps->cr0_fixed0 = msr_read(caps, IA32_VMX_CR0_FIXED0);
	caps->cr0_fixed1 = msr_read(caps, IA32_VMX_CR0_FIXED1);
	caps->cr4_fixed0 = msr_read(caps, IA32_VMX_CR4_FIXED0);
	caps->cr4_fixed1 = msr_read(caps, IA32_VMX_CR4_FIXED1);
	read_all_controls(caps);
}
