// SPDX-License-Identifier: GPL-2.0-only
/* A VM's pages: allocated once, outside the batch, and freed when no CPU knows them. */
#include "vm.h"
#include "../host.h"

int vm_create(struct vm *vm)
{
	for (u32 i = 0; i < VM_PAGES; i++) {
		vm->page[i] = host_page_alloc(&vm->physical[i]);
		if (!vm->page[i])
			return -1;
	}
	if (guest_memory_alloc(&vm->memory) ||
	    paging_build(&vm->ept, &vm->memory, PAGING_EPT) ||
	    paging_build(&vm->shadow, &vm->memory, PAGING_SHADOW))
		return -1;
	capabilities_read(&vm->caps);
	vm->cpuid.hot = vm->page[PAGE_CPUID_HOT];
	vm->cpuid.all = vm->page[PAGE_CPUID_ALL];
	cpuid_table_fill(&vm->cpuid);
	vm->frame = (struct frame *)((u8 *)vm->page[PAGE_FRAME] + PAGE_BYTES) - 1;
	return 0;
}

void vm_destroy(struct vm *vm)
{
	paging_free(&vm->shadow);
	paging_free(&vm->ept);
	guest_memory_free(&vm->memory);
	for (u32 i = 0; i < VM_PAGES; i++)
		if (vm->page[i])
			host_page_free(vm->page[i]);
}
