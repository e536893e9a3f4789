// SPDX-License-Identifier: GPL-2.0-only
/*
 * One batch: check the request, adjust the controls, enter VMX operation, fill
 * the VMCS, run the guest, leave, restore. Every way out passes through the
 * same few lines at the end of batch_run.
 */
#include <vmx_instructions.h>
#include "batch.h"
#include "entry_check.h"
#include "exit.h"
#include "final_state.h"
#include "guest_cr.h"
#include "../host.h"
#include "../msr.h"
#include "parts.h"
#include "prepare.h"
#include "request.h"
#include "root.h"
#include "stamps.h"
#include "xss.h"

static void clear_results(struct vmx_run *run)
{
	u8 *from = (u8 *)&run->outcome;

	__builtin_memset(from, 0, sizeof(*run) - OFFSET_OF(struct vmx_run, outcome));
}

static const u32 switched_msrs[] = { IA32_STAR, IA32_LSTAR, IA32_FMASK, IA32_KERNEL_GS_BASE };

/*
 * Exchange the host's SYSCALL MSRs with values[]; called twice, it is undone. VMX
 * does not switch them, and SWAPGS in any guest reaches the last. -1 if one of the
 * values is not allowed there: that one stays as it was.
 */
static int swap_syscall_msrs(u64 values[])
{
	int refused = 0;
	u64 host;

	for (u32 i = 0; i < COUNT_OF(switched_msrs); i++) {
		if (host_rdmsr(switched_msrs[i], &host))
			continue;
		if (host_wrmsr(switched_msrs[i], values[i]))
			refused = -1;
		else
			values[i] = host;
	}
	return refused;
}

/* Why the entry failed: VMfail's error number, or the rule the guest state breaks. */
static void explain_entry_failure(struct vm *vm, struct vmx_run *run, int failure)
{
	int rule = failure == ENTER_EXITED ? entry_check(&vm->caps) : -1;

	run->outcome = RUN_ENTRY_FAILED;
	if (failure == ENTER_EXITED)
		run->detail = rule < 0 ? ENTRY_NO_RULE : ENTRY_RULE_FIRST + (u32)rule;
	else if (failure == ENTER_FAIL_VALID)
		run->detail = (u32)vmread(VM_INSTRUCTION_ERROR);
}

static u64 how_to_enter(const struct vmx_run *run, int resume)
{
	return resume ? ENTER_RESUME + (run->form == FORM_STAMPED) : ENTER_LAUNCH;
}

/* Enter until an exit ends the segment. 1 if that was the last exit its bound allows. */
static int run_segment(struct vm *vm, struct vmx_run *run, u64 exits, int *resume)
{
	struct frame *frame = vm->frame;
	int failure = 0, again = 1;

	frame->exits_left = exits;
	for (u64 count = 0; again; count++) {
		if (!stamps_have_room(vm)) {
			run->outcome = RUN_EXITS_SPENT;
			break;
		}
		failure = vmx_enter(frame, how_to_enter(run, *resume));
		*resume = 1;
		if (!failure && !frame->exits_left) {
			run->outcome = RUN_EXITS_SPENT;
			run->exits[run->expected_reason] += exits;
			return 1;
		}
		again = !failure && exit_handle(vm, run);
		stamps_note_clocks(vm, run, count);
	}
	run->exits[run->expected_reason] += exits - frame->exits_left;
	if (failure || run->outcome == RUN_ENTRY_FAILED)
		explain_entry_failure(vm, run, failure);
	return 0;
}

/*
 * A lean guest never gets past its instruction, so the host holds the clock: the
 * same code runs between stamps 0 and 1 (one exit) and 1 and 2 (exits_max more).
 */
static void run_lean(struct vm *vm, struct vmx_run *run)
{
	u64 exits[] = { run->warmup_exits + 1, 1, run->exits_max + 1 };
	u64 done = 0, ticks_per_exit = 0;
	int resume = 0;

	for (u32 i = 0; i < COUNT_OF(exits); i++) {
		/*
		 * Where the exit outranks interrupts no deadline would
		 * end a segment that is too long.
		 */
		if (ticks_per_exit * exits[i] > 2 * run->time_max_tsc) {
			run->outcome = RUN_TIMED_OUT;
			return;
		}
		if (!run_segment(vm, run, exits[i], &resume))
			return;
		run->stamps[i] = tsc_read();
		done += exits[i];
		/*
		 * A single exit without a warm-up is cold, or an NMI hit it: it says
		 * nothing, and exits_max is the bound.
		 */
		ticks_per_exit = run->warmup_exits ? (run->stamps[i] - run->entered) / done : 0;
	}
}

static void run_guest(struct vm *vm, struct vmx_run *run)
{
	int resume = 0;
	u64 started;

	stamps_begin(vm, run);
	started = tsc_read(); /* the deadline's time begins here */
	/* Where an interrupt is expected, it is this one. */
	host_set_deadline(run->expected_reason == EXIT_EXTERNAL_INTERRUPT ? RUN_TIME_MIN_TSC :
									    run->time_max_tsc);
	run->entered = tsc_read();
	if (run->form == FORM_LEAN)
		run_lean(vm, run);
	else
		run_segment(vm, run, run->exits_max, &resume);
	run->left = tsc_read();
	stamps_end(vm, run);
	__builtin_memcpy(run->registers, vm->frame->registers, sizeof(run->registers));
	/*
	 * The host's deadline is an interrupt like any other but for its time, kept by
	 * another clock; the guest must have had at least half of it, which an NMI before
	 * the first entry could have taken.
	 */
	if (run->outcome == RUN_INTERRUPTED && run->left - run->entered >= run->time_max_tsc / 2 &&
	    run->left - started >= run->time_max_tsc - run->time_max_tsc / 1024)
		run->outcome = RUN_TIMED_OUT;
}

static void run_guest_without_spec_ctrl(struct vm *vm, struct vmx_run *run)
{
	run->spec_ctrl_cleared = host_state_clear_spec_ctrl(&vm->image.host);
	xss_lend(vm);
	run_guest(vm, run);
	xss_take_back(vm);
	host_state_restore_spec_ctrl(&vm->image.host);
}

/* In VMX operation with our VMCS current. */
static void run_in_root(struct vm *vm, struct vmx_run *run)
{
	u64 guest_msrs[] = { run->state.star, run->state.lstar, run->state.fmask,
			     run->state.kernel_gs_base };
	u32 refused;

	host_state_save(&vm->image.host);
	prepare_frame(vm, run);
	prepare_guest(vm, run);
	refused = vmcs_fill(&vm->image);
	if (refused) {
		run_fail(run, RUN_FIELD_REFUSED, refused);
		return;
	}
	if (!control_is_set(&vm->image.control.controls, LOAD_DEBUG_CONTROLS))
		host_state_level_debug(&vm->image.host);
	final_state_begin(vm, run);
	root_invalidate(vm);
	if (swap_syscall_msrs(guest_msrs))
		run_fail(run, RUN_BAD_REQUEST, BAD_SYSCALL_MSR);
	else if (!parts_begin(vm, run))
		run_guest_without_spec_ctrl(vm, run);
	parts_end(vm, run);
	final_state_read(vm, run);
	swap_syscall_msrs(guest_msrs);
	host_state_restore(&vm->image.host);
	/* Some CPUs do not load it on exit (Intel errata of Nehalem and Westmere). */
	if (control_is_set(&vm->image.control.controls, EXIT_LOAD_PERF_GLOBAL_CTRL))
		host_wrmsr(IA32_PERF_GLOBAL_CTRL, vm->image.host.perf_global_ctrl);
}

static void compare_host(struct vm *vm, struct vmx_run *run)
{
	int difference;

	host_dump_take(&vm->after);
	difference = host_dump_difference(&vm->before, &vm->after);
	if (difference >= 0)
		run_fail(run, RUN_HOST_CHANGED, (u32)difference);
}

/* Whether IA32_FEATURE_CONTROL allows VMXON inside SMX or outside, VMXON itself shows. */
static int fail_to_enter(const struct root *root, const struct vm *vm, struct vmx_run *run)
{
	if (!root->borrowed && !(vm->caps.feature_control & FEATURE_CONTROL_VMX))
		return run_fail(run, RUN_NO_VMX, VMX_ONLY_IN_SMX);
	return run_fail(run, RUN_VMXON_FAILED, (u32)vm->caps.feature_control);
}

void batch_run(struct vm *vm, struct vmx_run *run)
{
	struct root root;

	clear_results(run);
	if (request_check(vm, run) || guest_cr4_check(vm, run) || prepare_controls(vm, run) ||
	    run->flags & RUN_CHECK_ONLY)
		return;
	if (run->flags & RUN_DUMP_HOST_STATE)
		host_dump_take(&vm->before);
	if (root_enter(&root, vm)) {
		fail_to_enter(&root, vm, run);
		return;
	}
	run->borrowed = (u32)root.borrowed;
	run_in_root(vm, run);
	root_leave(&root, vm);
	host_set_deadline(0);
	if (run->flags & RUN_DUMP_HOST_STATE)
		compare_host(vm, run);
}
