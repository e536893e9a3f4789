// SPDX-License-Identifier: GPL-2.0-only
/*
 * One page of guest memory may differ from the others, RUN_ODD_PAGE: every batch writes all entries
 * anew, so that nothing of the last one is left. INVEPT comes before the first entry (batch.c).
 */
#include <vmx_instructions.h>
#include "ept.h"
#include "../host.h"
#include "../msr.h"
#include "root.h"

#define EPT_WALK_4_LEVELS  (3u << 3)
#define EPT_WRITE_BACK     6u
#define EPT_SETS_DIRTY     (1u << 6)   /* in the EPT pointer */
#define LEAF_READ          1ull
#define LEAF_WRITE         2ull
#define LEAF_EXECUTE       4ull
#define LEAF_ACCESSED      (1ull << 8)
#define LEAF_DIRTY         (1ull << 9)
#define LEAF_SUB_PAGES     (1ull << 61)
#define LEAF_ALL           (LEAF_READ | LEAF_WRITE | LEAF_EXECUTE)
#define FUNCTION_SWITCHING 1ull        /* in IA32_VMX_VMFUNC */

/* Writable and not readable is a misconfiguration on every CPU ("EPT Misconfigurations"). */
static const u64 odd_rights[ODD_PAGES] = {
	[ODD_NOTHING] = LEAF_ALL,
	[ODD_READ_ONLY] = LEAF_READ | LEAF_EXECUTE,
	[ODD_NOT_EXECUTABLE] = LEAF_READ | LEAF_WRITE,
	[ODD_MISCONFIGURED] = LEAF_WRITE,
	[ODD_SUB_PAGES] = LEAF_READ | LEAF_EXECUTE | LEAF_SUB_PAGES,
	[ODD_CLEAN] = LEAF_ALL,
};

static u64 *leaves_of(const struct vm *vm)
{
	return vm->ept.table[PAGING_LEVELS - 1];
}

static void clean_odd_pages(const struct vm *vm)
{
	for (u32 i = 0; i < RUN_CLEAN_PAGES; i++)
		leaves_of(vm)[RUN_ODD_PAGE + i] &= ~LEAF_DIRTY;
}

/* As if all had been written before: no page but the odd ones is ever logged. */
static void fill_leaves(const struct vm *vm, const struct vmx_run *run)
{
	u64 *leaves = leaves_of(vm);

	for (u32 i = 0; i < GUEST_PAGES; i++)
		leaves[i] = vm->memory.physical[i] | PAGING_EPT | LEAF_ALL | LEAF_ACCESSED |
			    LEAF_DIRTY;
	leaves[RUN_ODD_PAGE] = (leaves[RUN_ODD_PAGE] & ~LEAF_ALL) | odd_rights[run->odd_page];
	if (run->odd_page == ODD_CLEAN)
		clean_odd_pages(vm);
}

/* A second root over the same tables: the same memory, and another tag in the TLB. */
static void fill_views(struct vm *vm, const struct vmx_run *run)
{
	struct vmcs_controls *control = &vm->image.control;
	u64 *list = vm->page[PAGE_EPTP_LIST];

	control->vm_functions = run->vm_functions;
	control->eptp_list = control->other_ept_pointer = 0;
	if (!run->vm_functions)
		return;
	*(u64 *)vm->page[PAGE_OTHER_EPT] = *(u64 *)vm->ept.table[0];
	control->eptp_list = vm->physical[PAGE_EPTP_LIST];
	control->other_ept_pointer =
		vm->physical[PAGE_OTHER_EPT] | (control->ept_pointer & (PAGE_BYTES - 1));
	list[0] = control->ept_pointer;
	list[1] = control->other_ept_pointer;
}

static int can_switch_views(void)
{
	u64 functions;

	return !host_rdmsr(IA32_VMX_VMFUNC, &functions) && functions & FUNCTION_SWITCHING;
}

/* The first control without which this run cannot be. */
static int missing(const struct vm *vm, const struct vmx_run *run)
{
	const struct controls *controls = &vm->image.control.controls;

	if ((run->odd_page || run->vm_functions) && !control_is_set(controls, ENABLE_EPT))
		return ENABLE_EPT;
	if (run->odd_page == ODD_SUB_PAGES &&
	    !control_is_set(controls, SUB_PAGE_WRITE_PERMISSIONS))
		return SUB_PAGE_WRITE_PERMISSIONS;
	if (control_is_set(controls, ENABLE_PML) && !BIT_IS_SET(vm->caps.ept_vpid, CAP_EPT_DIRTY))
		return ENABLE_PML;
	if (run->vm_functions &&
	    (!control_is_set(controls, ENABLE_VM_FUNCTIONS) || !can_switch_views()))
		return ENABLE_VM_FUNCTIONS;
	return CONTROL_NONE;
}

int ept_prepare(struct vm *vm, const struct vmx_run *run)
{
	struct vmcs_controls *control = &vm->image.control;

	control->ept_pointer = vm->ept.physical[0] | EPT_WALK_4_LEVELS | EPT_WRITE_BACK;
	if (control_is_set(&control->controls, ENABLE_PML) || run->parts.ept_dirty)
		control->ept_pointer |= EPT_SETS_DIRTY;
	control->pml = vm->physical[PAGE_PML];
	control->pml_index = 0; /* room for one */
	control->sub_pages = vm->physical[PAGE_SUB_PAGES];
	fill_leaves(vm, run);
	fill_views(vm, run);
	return missing(vm, run);
}

int ept_empty_log(struct vm *vm)
{
	if (!control_is_set(&vm->image.control.controls, ENABLE_PML))
		return -1;
	clean_odd_pages(vm);
	root_invalidate_ept(vm);
	return vmwrite(GUEST_PML_INDEX, 1) ? -1 : 0;
}
