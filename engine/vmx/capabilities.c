// SPDX-License-Identifier: GPL-2.0-only
/* Capability MSRs, and the reasons VMX may not be usable, in the order a user can mend them. */
#include <cpu_instructions.h>
#include <vmx_instructions.h>
#include "capabilities.h"
#include "../host.h"
#include "../msr.h"
#include "../x86.h"

#define BASIC_TRUE_CONTROLS (1ull << 55)
#define CPUID_1_ECX_VMX     5
#define CPUID_7_2_EDX_BHI_CTRL 4
#define CPUID_PERFMON       0x23
#define CPUID_PERFMON_PEBS  (3u << 4)
#define CPUID_PERFMON_PEBS_COUNTERS 5

/* 0 where the CPU has no such MSR; unless something else is in the way, that is the obstacle. */
static u64 msr_read(struct capabilities *caps, u32 msr)
{
	u64 value = 0;

	if (host_rdmsr(msr, &value))
		caps->obstacle = caps->obstacle ? caps->obstacle : VMX_MSR_FAULTS;
	return value;
}

/* The controls of a word that controls.def names. */
static u32 named(enum control_word of)
{
	u32 bits = 0;

#define CONTROL(word, bit, name, initially) bits |= (word) == of ? 1u << (bit) : 0;
#include "../controls.def"
#undef CONTROL
	return bits;
}

/*
 * Low half: bits that must be 1. High half: bits that may be 1. The TRUE MSRs
 * have those of the bits that were always 1 that may be 0. Such a bit stays 1 if
 * controls.def does not name it.
 */
static void read_controls(struct capabilities *caps, enum control_word word, u32 msr, u32 true_msr)
{
	u64 value = msr_read(caps, msr);
	u32 unknown = (u32)value & ~named(word);

	if (caps->true_controls)
		value = msr_read(caps, true_msr);
	caps->must_be_1[word] = (u32)value | unknown;
	caps->may_be_1[word] = (u32)(value >> 32);
}

static int may_set(const struct capabilities *caps, enum control_word word, int bit)
{
	return BIT_IS_SET(caps->may_be_1[word], bit);
}

/*
 * What cannot be flushed is not used: 4 levels, write-back, INVEPT and
 * a type of it; INVVPID and one.
 */
static void drop_unflushable(struct capabilities *caps)
{
	const u64 ept = 1ull << 6 | 1ull << 14 | 1ull << 20;

	if ((caps->ept_vpid & ept) != ept || !(caps->ept_vpid & 3ull << 25))
		caps->may_be_1[SECONDARY] &= ~(1u << 1);
	if (!(caps->ept_vpid & 1ull << 32) || !(caps->ept_vpid & 3ull << 41))
		caps->may_be_1[SECONDARY] &= ~(1u << 5);
}

/* CPUID.1:EAX of CPUs whose preemption timer counts at a wrong rate, by Intel's errata. */
static int timer_is_broken(void)
{
	static const u32 signatures[] = { 0x206e6, 0x20652, 0x20655, 0x106e5, 0x106a0, 0x106a1,
					  0x106a4, 0x106a5, 0x306a8 };
	u32 out[4];

	cpuid(1, 0, out);
	for (u32 i = 0; i < COUNT_OF(signatures); i++)
		if ((out[0] & 0x0fff3fff) == signatures[i])
			return 1;
	return 0;
}

/* Avoton, family 6 model 4DH: an erratum, AVR41, forbids accessed and dirty bits in EPT. */
static int ept_dirty_is_broken(void)
{
	u32 out[4];

	cpuid(1, 0, out);
	return (out[0] & 0x0fff3ff0) == 0x406d0;
}

static void read_all_controls(struct capabilities *caps)
{
	read_controls(caps, PIN, IA32_VMX_PINBASED_CTLS, IA32_VMX_TRUE_PINBASED_CTLS);
	if (timer_is_broken())
		caps->may_be_1[PIN] &= ~(1u << 6);
	read_controls(caps, PRIMARY, IA32_VMX_PROCBASED_CTLS, IA32_VMX_TRUE_PROCBASED_CTLS);
	read_controls(caps, EXIT, IA32_VMX_EXIT_CTLS, IA32_VMX_TRUE_EXIT_CTLS);
	read_controls(caps, ENTRY, IA32_VMX_ENTRY_CTLS, IA32_VMX_TRUE_ENTRY_CTLS);
	/* These MSRs exist only where the controls that lead to them do. */
	if (!may_set(caps, PRIMARY, 31))
		return;
	read_controls(caps, SECONDARY, IA32_VMX_PROCBASED_CTLS2, IA32_VMX_PROCBASED_CTLS2);
	if (may_set(caps, SECONDARY, 1) || may_set(caps, SECONDARY, 5))
		caps->ept_vpid = msr_read(caps, IA32_VMX_EPT_VPID_CAP);
	if (ept_dirty_is_broken())
		caps->ept_vpid &= ~(1ull << CAP_EPT_DIRTY);
	drop_unflushable(caps);
}

/* The counters architectural PEBS may sample by: bits 5:4 of leaf 23H, subleaf 0, go together. */
static void read_pebs(struct capabilities *caps)
{
	u32 out[4];

	cpuid(0, 0, out);
	if (out[0] < CPUID_PERFMON)
		return;
	cpuid(CPUID_PERFMON, 0, out);
	if ((out[0] & CPUID_PERFMON_PEBS) != CPUID_PERFMON_PEBS)
		return;
	cpuid(CPUID_PERFMON, CPUID_PERFMON_PEBS_COUNTERS, out);
	caps->pebs_general = out[0];
	caps->pebs_fixed = out[2];
}

static u32 has_bhi_control(void)
{
	u32 out[4];

	cpuid(0, 0, out);
	if (out[0] < 7)
		return 0;
	cpuid(7, 0, out);
	if (out[0] < 2)
		return 0;
	cpuid(7, 2, out);
	return (u32)BIT_IS_SET(out[3], CPUID_7_2_EDX_BHI_CTRL);
}

int capabilities_has_vmx(void)
{
	u32 out[4];

	cpuid(1, 0, out);
	return BIT_IS_SET(out[2], CPUID_1_ECX_VMX);
}

static enum vmx_obstacle obstacle(struct capabilities *caps)
{
	if (cs_read() & 3)
		return VMX_NOT_IN_RING_0;
	if (!capabilities_has_vmx())
		return VMX_NOT_IN_CPUID;
	if (cr4_read() & CR4_FRED)
		return VMX_FRED_ENABLED;
	if (host_rdmsr(IA32_FEATURE_CONTROL, &caps->feature_control))
		return VMX_MSR_FAULTS;
	if (!(caps->feature_control & FEATURE_CONTROL_LOCKED))
		return VMX_UNLOCKED;
	/*
	 * Inside SMX (after tboot) one bit counts, outside the other.
	 * VMXON shows which.
	 */
	if (caps->feature_control & (FEATURE_CONTROL_VMX | FEATURE_CONTROL_VMX_IN_SMX))
		return VMX_USABLE;
	return VMX_LOCKED_OFF;
}

void capabilities_read(struct capabilities *caps)
{
	__builtin_memset(caps, 0, sizeof(*caps));
	caps->obstacle = obstacle(caps);
	if (caps->obstacle == VMX_NOT_IN_RING_0 || caps->obstacle == VMX_NOT_IN_CPUID)
		return;
	read_pebs(caps);
	caps->has_bhi_control = has_bhi_control();
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
