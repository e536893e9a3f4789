// SPDX-License-Identifier: GPL-2.0-only
/* What the CPU's SVM can do, by CPUID and VM_CR. */
#include <cpu_instructions.h>
#include <cpu_queries.h>
#include "../host.h"
#include "svm_capabilities.h"
#include "svm_msr.h"
#include "../x86.h"

#define CPUID_EXTENDED     0x80000001
#define CPUID_SVM          0x8000000a
#define CPUID_ECX_SVM      2
#define SVM_EDX_NESTED     0
#define SVM_EDX_NEXT_RIP   3
#define SVM_EDX_TSC_RATIO  4
#define SVM_EDX_FLUSH_ASID 6
#define SVM_EDX_SPEC_CTRL  20

enum { EAX, EBX, ECX, EDX };

int svm_is_there(void)
{
	u32 out[4];

	cpuid(0x80000000, 0, out);
	if (out[EAX] < CPUID_SVM)
		return 0;
	cpuid(CPUID_EXTENDED, 0, out);
	return BIT_IS_SET(out[ECX], CPUID_ECX_SVM);
}

static enum svm_obstacle obstacle(const struct svm_capabilities *caps)
{
	u64 vm_cr;

	if (cr4_read() & CR4_FRED)
		return SVM_FRED_ENABLED;
	if (!host_rdmsr(MSR_VM_CR, &vm_cr) && vm_cr & VM_CR_SVMDIS)
		return SVM_DISABLED;
	return caps->asids < 2 ? SVM_NO_ASID : SVM_USABLE; /* the first is the host's */
}

void svm_capabilities_read(struct svm_capabilities *caps)
{
	u32 out[4];

	*caps = (struct svm_capabilities){ .obstacle = SVM_NOT_IN_CPUID };
	if (cs_read() & 3)
		caps->obstacle = SVM_NOT_IN_RING_0;
	if (cs_read() & 3 || !svm_is_there())
		return;
	cpuid(CPUID_SVM, 0, out);
	caps->asids = out[EBX];
	caps->has_nested_paging = BIT_IS_SET(out[EDX], SVM_EDX_NESTED);
	caps->has_next_rip = BIT_IS_SET(out[EDX], SVM_EDX_NEXT_RIP);
	caps->has_tsc_ratio = BIT_IS_SET(out[EDX], SVM_EDX_TSC_RATIO);
	caps->has_flush_by_asid = BIT_IS_SET(out[EDX], SVM_EDX_FLUSH_ASID);
	caps->has_virtual_spec_ctrl = BIT_IS_SET(out[EDX], SVM_EDX_SPEC_CTRL);
	caps->obstacle = obstacle(caps);
}
