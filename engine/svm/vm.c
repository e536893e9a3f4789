// SPDX-License-Identifier: GPL-2.0-only
/* A VM's pages: allocated once, outside the batch. */
#include "../host.h"
#include "svm.h"
#include "frame.h"

#define SVM_ROOT_ENTRY 7u /* present, write, user */

int svm_create(struct svm *svm)
{
	svm->page = host_block_alloc(SVM_PAGES, &svm->physical);
	if (!svm->page || guest_memory_alloc(&svm->memory) ||
	    paging_build(&svm->tables, &svm->memory, PAGING_SHADOW))
		return -1;
	*(u64 *)svm->page[SVM_ROOT_5] = svm->tables.physical[0] | SVM_ROOT_ENTRY;
	svm_capabilities_read(&svm->caps);
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
