// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts that a run asks an exit and an entry to have besides. What harms nobody is all there
 * is: the lists hold MSRs that the batch exchanges anyhow, with the values they have while the
 * guest runs, so loading them changes nothing, and no load can fail.
 */
#include <cpu_instructions.h>
#include <vmx_instructions.h>
#include "../host.h"
#include "../msr.h"
#include "parts.h"
#include "root.h"
#include "../x86.h"

/* In IA32_VMX_MISC: a guest may wait for a start-up IPI; how many CR3 targets, 9 bits. */
#define MISC_WAIT_FOR_SIPI 8
#define MISC_TARGETS       16

/* In the order in which short lists have them. */
static const u32 listed[] = { IA32_LSTAR, IA32_STAR, IA32_FMASK, IA32_KERNEL_GS_BASE };

static int has_ept(const struct vm *vm)
{
	return control_is_set(&vm->image.control.controls, ENABLE_EPT);
}

/* A target that needs no exit is a page table of the guest's choice: only EPT confines that. */
static int has_targets(const struct vm *vm, u32 count)
{
	return !count || (has_ept(vm) && count <= (vm->caps.misc >> MISC_TARGETS & 0x1ff));
}

static int has_dirty(const struct vm *vm)
{
	return has_ept(vm) && BIT_IS_SET(vm->caps.ept_vpid, CAP_EPT_DIRTY);
}

static int refuse(struct vmx_run *run, enum run_part part)
{
	return run_fail(run, RUN_PART_REFUSED, part);
}

static int check_work(const struct vm *vm, struct vmx_run *run)
{
	switch (run->parts.work) {
	case WORK_INVEPT:
		return root_invept_type(vm) ? 0 : refuse(run, PART_INVEPT);
	case WORK_INVVPID:
		return root_invvpid_type(vm) ? 0 : refuse(run, PART_INVVPID);
	case WORK_VMXOFF:
		return cr4_read() & CR4_VMXE ? refuse(run, PART_VMXOFF) : 0;
	}
	return 0;
}

static int lend_signal(struct vmx_run *run)
{
	if (!host_lend_signal(run->parts.signal))
		return 0;
	return refuse(run, run->parts.signal == SIGNAL_INIT ? PART_INIT : PART_SIPI);
}

/* Whether the host lends it: a run that is only checked must say so, too. */
static int check_signal(const struct vm *vm, struct vmx_run *run)
{
	if (run->parts.signal == SIGNAL_SIPI && !BIT_IS_SET(vm->caps.misc, MISC_WAIT_FOR_SIPI))
		return refuse(run, PART_SIPI);
	if (lend_signal(run))
		return -1;
	host_lend_signal(SIGNAL_NOTHING);
	return 0;
}

static int check(const struct vm *vm, struct vmx_run *run)
{
	if (!has_targets(vm, run->parts.cr3_targets))
		return refuse(run, PART_CR3_TARGETS);
	if (run->parts.ept_dirty && !has_dirty(vm))
		return refuse(run, PART_EPT_DIRTY);
	return check_signal(vm, run) ? -1 : check_work(vm, run);
}

int parts_prepare(struct vm *vm, struct vmx_run *run)
{
	struct vmcs_controls *control = &vm->image.control;
	const struct exit_parts *parts = &run->parts;
	u64 lists = vm->physical[PAGE_MSR_LISTS];

	if (check(vm, run))
		return -1;
	control->cr3_targets = parts->cr3_targets;
	control->msrs_stored = lists + OFFSET_OF(struct msr_lists, stored);
	control->msrs_on_exit = lists + OFFSET_OF(struct msr_lists, on_exit);
	control->msrs_on_entry = lists + OFFSET_OF(struct msr_lists, on_entry);
	control->msrs_stored_count = parts->stored_msrs + !!(run->flags & RUN_CROSS_CHECK);
	control->msrs_on_exit_count = parts->exit_msrs;
	control->msrs_on_entry_count = parts->entry_msrs;
	return 0;
}

/* What an MSR holds can be loaded: a load that failed on exit would end in a shutdown. */
static int fill_list(struct listed_msr *list, u32 count)
{
	for (u32 i = 0; i < count; i++) {
		list[i] = (struct listed_msr){ .msr = listed[i % COUNT_OF(listed)] };
		if (host_rdmsr(list[i].msr, &list[i].value))
			return -1;
	}
	return 0;
}

static int fill_lists(const struct vm *vm, const struct vmx_run *run)
{
	struct msr_lists *lists = vm_msr_lists(vm);
	u32 first = !!(run->flags & RUN_CROSS_CHECK);

	lists->stored[0] = (struct listed_msr){ .msr = IA32_TIME_STAMP_COUNTER };
	return fill_list(lists->stored + first, run->parts.stored_msrs) ||
	       fill_list(lists->on_exit, run->parts.exit_msrs) ||
	       fill_list(lists->on_entry, run->parts.entry_msrs);
}

/* Another VMCS of ours, which is never entered. */
static int uses_other_vmcs(u32 work)
{
	return work == WORK_VMPTRLD || work == WORK_OTHER_VMCLEAR;
}

/* The work itself looks at faults alone; a CPU that fails these here would fail them there, too. */
static int refuses_other_vmcs(const struct vm *vm)
{
	u64 other = vm->physical[PAGE_OTHER_VMCS];
	int failed;

	/* Once it is active only VMX writes it. */
	*(u32 *)vm->page[PAGE_OTHER_VMCS] = vm->caps.revision;
	failed = vmclear(other) || vmptrld(other) || vmclear(other);
	return vmptrld(vm->physical[PAGE_VMCS]) || failed;
}

static int prepare_work(const struct vm *vm, u32 work, struct frame *frame)
{
	int of_ept = work == WORK_INVEPT;

	frame->vmcs = vm->physical[PAGE_VMCS];
	frame->region = vm->physical[work == WORK_VMXOFF ? PAGE_VMXON : PAGE_OTHER_VMCS];
	frame->invalidation = of_ept ? root_invept_type(vm) : root_invvpid_type(vm);
	frame->invalidated[0] = of_ept ? vm->image.control.ept_pointer : vm->image.control.vpid;
	frame->invalidated[1] = 0;
	return uses_other_vmcs(work) && refuses_other_vmcs(vm);
}

int parts_begin(struct vm *vm, struct vmx_run *run)
{
	vm->frame->work_count = run->parts.work_count;
	if (prepare_work(vm, run->parts.work, vm->frame))
		return refuse(run, PART_OTHER_VMCS);
	if (lend_signal(run))
		return -1;
	return fill_lists(vm, run) ? refuse(run, PART_MSR_LISTS) : 0;
}

void parts_end(const struct vm *vm, const struct vmx_run *run)
{
	host_lend_signal(SIGNAL_NOTHING);
	if (uses_other_vmcs(run->parts.work))
		vmclear(vm->physical[PAGE_OTHER_VMCS]);
}
