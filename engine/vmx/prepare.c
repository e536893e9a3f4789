// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a request to what the VMCS and the world switch are given: controls, the MSR bitmap,
 * the guest's state, the frame.
 */
#include "arrive.h"
#include "ept.h"
#include "exit_point.h"
#include "guest_cr.h"
#include "../host.h"
#include "../msr.h"
#include "parts.h"
#include "prepare.h"
#include "../request_rules.h"
#include "root.h"
#include "../x86.h"
#include "xss.h"

#define VPID              0xffff /* KVM counts up from 1 */
/* Intel's "Branch History Injection": loops of the software sequence. */
#define BHB_CALLS         5
#define BHB_BRANCHES      5
#define BHB_CALLS_LONG    12
#define BHB_BRANCHES_LONG 7
#define ALWAYS_TRAPPED    (1u << VECTOR_DB | 1u << VECTOR_AC | 1u << VECTOR_MC)

/*
 * Read and write bitmaps for low MSRs, then the same for high ones: 1 KiB
 * each, low R, high R, low W, high W.
 */
static void msr_bitmap_allow(u8 *bitmap, u32 msr)
{
	u32 bit = (msr & 0x1fff) + (msr >= 0xc0000000 ? 8 * 1024 : 0);

	bitmap[bit / 8] &= ~(1u << bit % 8);
	bitmap[2048 + bit / 8] &= ~(1u << bit % 8);
}

static int msr_bitmap_fill(struct vm *vm, struct vmx_run *run)
{
	__builtin_memset(vm->page[PAGE_MSR_BITMAP], 0xff, PAGE_BYTES);
	for (u32 i = 0; i < COUNT_OF(run->msr_pass); i++) {
		if (!run->msr_pass[i])
			continue;
		if (!request_msr_may_pass(run, run->msr_pass[i]))
			return run_fail(run, RUN_BAD_REQUEST, BAD_MSR);
		msr_bitmap_allow(vm->page[PAGE_MSR_BITMAP], run->msr_pass[i]);
	}
	return 0;
}

/* Ports from 0x8000 on have the second page. */
static void io_bitmaps_fill(struct vm *vm, const struct vmx_run *run)
{
	u8 *bitmap = vm->page[PAGE_IO_BITMAP_A];

	__builtin_memset(bitmap, 0xff, PAGE_BYTES);
	__builtin_memset(vm->page[PAGE_IO_BITMAP_B], 0xff, PAGE_BYTES);
	if (run->port_pass)
		bitmap[run->port_pass / 8] &= ~(1u << run->port_pass % 8);
}

static int efer_is_equal(const struct vmx_run *run)
{
	u64 efer;

	return !host_rdmsr(IA32_EFER, &efer) && efer == run->state.efer;
}

static int debugctl_has(u64 bits)
{
	u64 debugctl;

	return !host_rdmsr(IA32_DEBUGCTL, &debugctl) && debugctl & bits;
}

/*
 * An exit clears it, and without the load it stays clear, unless an NMI's handler turns on again
 * what was on: then the CPU would store a guest's branches at an address of the host's.
 */
static int debugctl_may_stay_clear(void)
{
	return !debugctl_has(DEBUGCTL_FREEZE_IN_SMM | DEBUGCTL_BRANCH_STORE);
}

/*
 * What is equal on both sides needs no load. Nor does lean need the preemption timer: the host's
 * deadline ends a guest that never exits.
 */
static void spare_for_lean(struct vm *vm, const struct vmx_run *run)
{
	const struct { u8 one, other, equal; } spared[] = {
		{ ACTIVATE_PREEMPTION_TIMER, SAVE_PREEMPTION_TIMER, 1 },
		{ ENTRY_LOAD_PAT, EXIT_LOAD_PAT, 1 },
		{ ENTRY_LOAD_EFER, EXIT_LOAD_EFER, efer_is_equal(run) },
		{ LOAD_DEBUG_CONTROLS, LOAD_DEBUG_CONTROLS, debugctl_may_stay_clear() },
		{ SAVE_DEBUG_CONTROLS, SAVE_DEBUG_CONTROLS, 1 },
	};

	for (u32 i = 0; i < COUNT_OF(spared); i++)
		if (spared[i].equal)
			controls_spare(&vm->caps, run->controls, spared[i].one, spared[i].other,
				       &vm->image.control.controls);
}

static int is_unwanted(const struct vmx_run *run, enum control control)
{
	return BIT_IS_SET(run->controls[control / 32].clear, control % 32);
}

/* The controls as the CPU will have them: CONTROL_NONE, or the one that cannot be so. */
static int adjust_controls(struct vm *vm, const struct vmx_run *run)
{
	struct controls *controls = &vm->image.control.controls;
	int refused = controls_adjust(&vm->caps, run->controls, controls);

	if (refused != CONTROL_NONE)
		return refused;
	/* A run that does without a load must not need it. */
	if ((is_unwanted(run, ENTRY_LOAD_EFER) || is_unwanted(run, EXIT_LOAD_EFER)) &&
	    !efer_is_equal(run))
		return ENTRY_LOAD_EFER;
	if (is_unwanted(run, LOAD_DEBUG_CONTROLS) && debugctl_has(DEBUGCTL_BRANCH_STORE))
		return LOAD_DEBUG_CONTROLS;
	if (run->form == FORM_LEAN)
		spare_for_lean(vm, run);
	return CONTROL_NONE;
}

int prepare_controls(struct vm *vm, struct vmx_run *run)
{
	struct vmcs_controls *control = &vm->image.control;
	int refused = adjust_controls(vm, run);

	if (refused == CONTROL_NONE)
		refused = arrive_prepare(vm, run);
	if (refused == CONTROL_NONE)
		refused = ept_prepare(vm, run);
	if (refused == CONTROL_NONE)
		refused = xss_prepare(vm);
	if (refused != CONTROL_NONE)
		return run_fail(run, RUN_CONTROL_REFUSED, (u32)refused);
	__builtin_memcpy(run->control_used, control->controls.word, sizeof(run->control_used));
	control->exception_bitmap = run->exception_bitmap | ALWAYS_TRAPPED;
	control->ple_gap = run->ple_gap;
	control->ple_window = run->ple_window;
	control->io_bitmap_a = vm->physical[PAGE_IO_BITMAP_A];
	control->io_bitmap_b = vm->physical[PAGE_IO_BITMAP_B];
	io_bitmaps_fill(vm, run);
	control->msr_bitmap = vm->physical[PAGE_MSR_BITMAP];
	control->virtual_apic = vm->physical[PAGE_VIRTUAL_APIC];
	control->apic_access = vm->memory.physical[RUN_ODD_PAGE];
	control->eoi_exits = run->policy[EXIT_VIRTUALIZED_EOI].action ? ~0ull : 0;
	control->cr0_mask = ~0ull;
	control->cr4_mask = ~0ull;
	control->cr0_shadow = run->state.cr0;
	control->cr4_shadow = run->state.cr4;
	control->preemption_timer = run->time_max_tsc >> vm->caps.timer_shift;
	if (control->preemption_timer > ~0u) /* the field has 32 bits */
		control->preemption_timer = ~0u;
	control->vpid = VPID;
	vm->invvpid_type = root_invvpid_type(vm);
	control->all_ones = ~0ull;
	control->zero = 0;
	return parts_prepare(vm, run) || msr_bitmap_fill(vm, run) ? -1 : 0;
}

/* The guest's state as asked for, with what VMX operation and the host insist on. */
void prepare_guest(struct vm *vm, const struct vmx_run *run)
{
	struct guest_state *guest = &vm->image.guest;

	*guest = run->state;
	guest->cr0 = guest_cr0(vm, guest->cr0);
	guest->cr4 = guest_cr4(vm, guest->cr4);
	if (!control_is_set(&vm->image.control.controls, ENABLE_EPT))
		guest->cr3 = vm->shadow.physical[0];
}

void prepare_frame(struct vm *vm, const struct vmx_run *run)
{
	struct frame *frame = vm->frame;

	__builtin_memcpy(frame->registers, run->state.registers, sizeof(frame->registers));
	frame->expected_reason = run->expected_reason;
	frame->expected_event = exit_event_of(run->expected_vector);
	frame->cpuid_hot = (u64)vm->cpuid.hot;
	frame->length = run->policy[run->expected_reason].length;
	frame->returned = run->returned;
	vm->image.host.rsp = (u64)&frame->expected_reason;
	frame->data_selector = (vm->image.host.cs & ~7u) + 8;
	frame->spec_ctrl = vm->image.host.spec_ctrl;
	frame->bhb_calls = vm->caps.has_bhi_control ? BHB_CALLS_LONG : BHB_CALLS;
	frame->bhb_branches = vm->caps.has_bhi_control ? BHB_BRANCHES_LONG : BHB_BRANCHES;
	frame->vm = (u64)vm;
	frame->run = (u64)run;
	frame->refused = 0;
	vm->image.host.rip = exit_point(run);
}
