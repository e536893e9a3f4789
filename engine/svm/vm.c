// SPDX-License-Identifier: GPL-2.0-only
/* A VM's pages: allocated once, outside the batch. And what the CPU's SVM can do. */
#include <cpu_queries.h>
#include "../host.h"
#include "../msr.h"
#include "svm.h"
#include "frame.h"
#include "svm_msr.h"

#define CPUID_EXTENDED     0x80000001
#define CPUID_SVM          0x8000000a
#define CPUID_ECX_SVM      2
#define SVM_EDX_NESTED     0
#define SVM_EDX_NEXT_RIP   3
#define VMCALL_LAST        0xc1
#define VMMCALL_LAST       0xd9

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

static void read_capabilities(struct svm_capabilities *caps)
{
	u64 vm_cr;
	u32 out[4];

	caps->obstacle = SVM_NOT_IN_CPUID;
	if (!svm_is_there())
		return;
	cpuid(CPUID_SVM, 0, out);
	caps->asids = out[EBX];
	caps->has_nested_paging = BIT_IS_SET(out[EDX], SVM_EDX_NESTED);
	caps->has_next_rip = BIT_IS_SET(out[EDX], SVM_EDX_NEXT_RIP);
	caps->obstacle = !host_rdmsr(MSR_VM_CR, &vm_cr) && vm_cr & VM_CR_SVMDIS ? SVM_DISABLED :
										   SVM_USABLE;
}

int svm_create(struct svm *svm)
{
	svm->page = host_block_alloc(SVM_PAGES, &svm->physical);
	if (!svm->page || guest_memory_alloc(&svm->memory) ||
	    paging_build(&svm->tables, &svm->memory, PAGING_SHADOW))
		return -1;
	read_capabilities(&svm->caps);
	svm->cpuid.hot = (void *)svm->page[SVM_CPUID_HOT];
	svm->cpuid.all = (void *)svm->page[SVM_CPUID_ALL];
	cpuid_table_fill(&svm->cpuid);
	svm->vmcb = (void *)svm->page[SVM_VMCB];
	svm->frame = (struct svm_frame *)svm->vmcb - 1;
	return 0;
}

void svm_destroy(struct svm *svm)
{
	paging_free(&svm->tables);
	guest_memory_free(&svm->memory);
	if (svm->page)
		host_block_free(svm->page, SVM_PAGES);
}

/* 0F 01 C1 becomes 0F 01 D9, wherever it is, also across pages. */
void svm_translate_guest(struct svm *svm)
{
	static const u8 vmcall[] = { 0x0f, 0x01, VMCALL_LAST };
	u32 matched = 0;

	for (u64 at = 0; at < GUEST_BYTES; at++) {
		u8 *byte = (u8 *)svm->memory.page[at / PAGE_BYTES] + at % PAGE_BYTES;

		matched = *byte == vmcall[matched] ? matched + 1 : *byte == vmcall[0];
		if (matched < sizeof(vmcall))
			continue;
		*byte = VMMCALL_LAST;
		matched = 0;
	}
}
