/* SPDX-License-Identifier: GPL-2.0-only */
/* A VM: its pages, its memory, and what the batch in progress needs within reach. */
#ifndef VMX_VM_H
#define VMX_VM_H

#include "../cpuid_table.h"
#include "frame.h"
#include "../paging.h"
#include "vmcs.h"

enum vm_page { PAGE_VMXON, PAGE_VMCS, PAGE_MSR_BITMAP, PAGE_VIRTUAL_APIC, PAGE_FRAME,
	       PAGE_CPUID_HOT, PAGE_CPUID_ALL, PAGE_MSR_LISTS, PAGE_OTHER_VMCS, PAGE_IO_BITMAP_A,
	       PAGE_IO_BITMAP_B, PAGE_PML, PAGE_SUB_PAGES, PAGE_EPTP_LIST, PAGE_OTHER_EPT,
	       VM_PAGES };

/* An entry of a list of MSRs that an exit stores or loads, or an entry loads: 16-byte aligned. */
struct listed_msr {
	u32 msr, zero;
	u64 value;
};

/* The page of them. The TSC comes first, where an exit stores it. */
struct msr_lists {
	struct listed_msr stored[1 + RUN_MSRS_MAX], on_exit[RUN_MSRS_MAX], on_entry[RUN_MSRS_MAX];
	struct listed_msr refused; /* the list of an entry that shall fail */
};

struct vm {
	struct capabilities caps;
	struct guest_memory memory;
	struct paging ept, shadow;  /* EPT where the CPU has it; shadow for runs without */
	void *page[VM_PAGES];
	u64 physical[VM_PAGES];
	struct cpuid_answers cpuid;
	struct frame *frame;
	u64 stamps_end;             /* frame->stamp must stay below; all ones: nothing stamps */
	u32 arrival, awaited;       /* the exit this run awaits; it, while it is arranged for */
	u64 awaited_rip;            /* of the instruction that asked for it */
	u64 xss_host, xss_guest;    /* IA32_XSS outside the batch and in it */
	u64 invvpid_type;           /* of this batch, as root_invvpid_type() says */
	u64 cr4_may_set;            /* bits of CR4 a guest may have, in this batch */
	struct vmcs_image image;    /* of the batch in progress */
	struct host_dump before, after;
};

/* `vm` is zeroed. 0, or -1 without memory: then vm_destroy frees what there was. */
int vm_create(struct vm *vm);
void vm_destroy(struct vm *vm);

static inline struct msr_lists *vm_msr_lists(const struct vm *vm)
{
	return vm->page[PAGE_MSR_LISTS];
}

/* Here a guest of IA-32e mode has no 32-bit code. */
static inline int vm_is_64_bit(const struct vm *vm)
{
	return control_is_set(&vm->image.control.controls, IA32E_MODE_GUEST);
}

/* For the steps of a batch: note why it cannot go on. -1. */
static inline int run_fail(struct vmx_run *run, enum run_outcome outcome, u32 detail)
{
	run->outcome = outcome;
	run->detail = detail;
	return -1;
}

#endif
