// SPDX-License-Identifier: GPL-2.0-only
/*
 * One batch: check the request, adjust the controls, enter VMX operation, fill
 * the VMCS, run the guest, leave, restore. Every way out passes through the
 * same few lines at the end of batch_run.
 */
#include <cpu_instructions.h>
#include <vmx_instructions.h>
#include "batch.h"
#include "entry_check.h"
#include "exit.h"
#include "final_state.h"
#include "host.h"
#include "msr.h"
#include "root.h"
#include "stamps.h"
#include "x86.h"

#define VPID              0xffff /* KVM counts up from 1 */
#define EPT_WALK_4_LEVELS (3u << 3)
#define EPT_WRITE_BACK    6u
/* Not PKE, CET, LAM and the like: their state is the host's and not switched. OSXSAVE: see cr4_guest_may_set. */
#define CR4_GUEST_MAY_SET (CR4_VME | CR4_PVI | CR4_TSD | CR4_DE | CR4_PSE | CR4_PAE | CR4_PGE | \
			   CR4_PCE | CR4_OSFXSR | CR4_UMIP | CR4_FSGSBASE | CR4_SMEP | CR4_SMAP)
#define CPUID_7_EDX_SPEC_CTRL 26
#define CPUID_7_EDX_FLUSH_CMD 28
#define ALWAYS_TRAPPED    (1u << VECTOR_DB | 1u << VECTOR_AC | 1u << VECTOR_MC)

static int fail(struct vmx_run *run, enum run_outcome outcome, u32 detail)
{
	run->outcome = outcome;
	run->detail = detail;
	return -1;
}

/* Exits the host must see, and those no policy can serve, may not be expected or listed. */
static int is_reserved(u32 reason)
{
	return reason == EXIT_EXTERNAL_INTERRUPT || reason == EXIT_INIT_SIGNAL ||
	       reason == EXIT_TRIPLE_FAULT || reason == EXIT_INVALID_GUEST_STATE ||
	       reason == EXIT_MSR_LOAD_FAILURE || reason == EXIT_MACHINE_CHECK;
}

/* The CPU does not say how long an instruction was that ended in one of these. */
static int lacks_length(u32 reason)
{
	return reason == EXIT_EXCEPTION_NMI || reason == EXIT_EPT_VIOLATION ||
	       reason == EXIT_EPT_MISCONFIGURATION;
}

static int moves_rip(struct exit_policy policy)
{
	return policy.action == ACTION_SKIP || policy.action == ACTION_RETURN ||
	       policy.action == ACTION_INJECT || policy.action == ACTION_AWAIT_WINDOW ||
	       policy.action == ACTION_CPUID;
}

static int padding_is_zero(const struct guest_state *state)
{
	const struct segment *segments[] = { &state->es, &state->cs, &state->ss, &state->ds,
					     &state->fs, &state->gs, &state->ldtr, &state->tr };

	for (u32 i = 0; i < COUNT_OF(segments); i++)
		if (segments[i]->zero)
			return 0;
	return !state->gdtr.zero && !state->idtr.zero;
}

static u64 exits_allowed(const struct vmx_run *run)
{
	if (run->form == FORM_STAMPED)
		return RUN_STAMPED_EXITS_MAX;
	return mitigation_is_slow(run->mitigation) ? RUN_EXITS_MAX_SLOW : RUN_EXITS_MAX;
}

/* Every member that is not free to have any value. `detail` counts the checks passed. */
static int check_request(struct vmx_run *run)
{
	run->detail = 0;
	if (run->form >= FORM_COUNT || run->flags & ~RUN_FLAGS || !padding_is_zero(&run->state) ||
	    (run->flags & RUN_CROSS_CHECK && run->form != FORM_STAMPED))
		return fail(run, RUN_BAD_REQUEST, 1);
	if (run->expected_reason >= EXIT_REASON_COUNT || is_reserved(run->expected_reason))
		return fail(run, RUN_BAD_REQUEST, 2);
	if (run->expected_vector > 31 || run->expected_vector == VECTOR_NMI ||
	    run->expected_vector == VECTOR_MC)
		return fail(run, RUN_BAD_REQUEST, 3);
	if (!run->exits_max || run->exits_max > exits_allowed(run) || run->warmup_exits > RUN_WARMUP_MAX ||
	    run->time_max_tsc < RUN_TIME_MIN_TSC || run->time_max_tsc > RUN_TIME_MAX_TSC)
		return fail(run, RUN_BAD_REQUEST, 4);
	if (run->mitigation >= MITIGATIONS ||
	    (run->mitigation && (run->form != FORM_FULL || exit_is_left_to_c(run))))
		return fail(run, RUN_BAD_REQUEST, 9);
	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++)
		if (run->policy[reason].action >= ACTION_COUNT || run->policy[reason].length > 15 ||
		    (run->policy[reason].action && is_reserved(reason)) ||
		    (moves_rip(run->policy[reason]) && !run->policy[reason].length && lacks_length(reason)))
			return fail(run, RUN_BAD_REQUEST, 5);
	return 0;
}

/* IBPB and L1D flush by their bits of CPUID leaf 7, EDX; VERW and CALL are everywhere. */
static int has_mitigation(u32 mitigation)
{
	u32 out[4];

	if (!mitigation_is_slow(mitigation)) /* those are MSRs */
		return 1;
	cpuid(0, 0, out);
	if (out[0] < 7)
		return 0;
	cpuid(7, 0, out);
	return BIT_IS_SET(out[3], mitigation == MITIGATE_IBPB ? CPUID_7_EDX_SPEC_CTRL : CPUID_7_EDX_FLUSH_CMD);
}

static int check_cpu(const struct vm *vm, struct vmx_run *run)
{
	u64 pebs = 0;

	if (vm->caps.obstacle)
		return fail(run, RUN_NO_VMX, vm->caps.obstacle);
	if (!has_mitigation(run->mitigation))
		return fail(run, RUN_MITIGATION_REFUSED, run->mitigation);
	/* PEBS writes to the host's linear addresses through the guest's page tables. */
	if (!host_rdmsr(IA32_PEBS_ENABLE, &pebs) && pebs)
		return fail(run, RUN_NO_VMX, VMX_PEBS_ACTIVE);
	return 0;
}

static void clear_results(struct vmx_run *run)
{
	u8 *from = (u8 *)&run->outcome;

	__builtin_memset(from, 0, sizeof(*run) - OFFSET_OF(struct vmx_run, outcome));
}

/* MSRs that VM entry and exit switch, so that the guest's own are all it can reach. */
static int msr_is_switched(u32 msr)
{
	return (msr >= IA32_SYSENTER_CS && msr <= IA32_SYSENTER_EIP) || msr == IA32_FS_BASE ||
	       msr == IA32_GS_BASE;
}

/* Read and write bitmaps for low MSRs, then the same for high ones: 1 KiB each, low R, high R, low W, high W. */
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
		if (!msr_is_switched(run->msr_pass[i]))
			return fail(run, RUN_BAD_REQUEST, 6);
		msr_bitmap_allow(vm->page[PAGE_MSR_BITMAP], run->msr_pass[i]);
	}
	return 0;
}

static int prepare_controls(struct vm *vm, struct vmx_run *run)
{
	struct vmcs_controls *control = &vm->image.control;
	int refused = controls_adjust(&vm->caps, run->controls, &control->controls);

	if (refused != CONTROL_NONE)
		return fail(run, RUN_CONTROL_REFUSED, (u32)refused);
	__builtin_memcpy(run->control_used, control->controls.word, sizeof(run->control_used));
	control->exception_bitmap = run->exception_bitmap | ALWAYS_TRAPPED;
	control->msr_bitmap = vm->physical[PAGE_MSR_BITMAP];
	control->virtual_apic = vm->physical[PAGE_VIRTUAL_APIC];
	control->ept_pointer = vm->ept.physical[0] | EPT_WALK_4_LEVELS | EPT_WRITE_BACK;
	control->cr0_mask = ~0ull;
	control->cr4_mask = ~0ull;
	control->cr0_shadow = run->state.cr0;
	control->cr4_shadow = run->state.cr4;
	control->preemption_timer = run->time_max_tsc >> vm->caps.timer_shift;
	if (control->preemption_timer > ~0u) /* the field has 32 bits */
		control->preemption_timer = ~0u;
	control->vpid = VPID;
	control->msr_store = vm->physical[PAGE_MSR_STORE];
	control->msr_store_count = !!(run->flags & RUN_CROSS_CHECK);
	*(struct msr_store *)vm->page[PAGE_MSR_STORE] = (struct msr_store){ .msr = IA32_TIME_STAMP_COUNTER };
	control->all_ones = ~0ull;
	control->zero = 0;
	return msr_bitmap_fill(vm, run);
}

/* The FPU registers are still the host's: with TS set, touching them is #NM. */
u64 batch_guest_cr0(const struct vm *vm, u64 value)
{
	return (value | vm->caps.cr0_fixed0 | CR0_TS) & vm->caps.cr0_fixed1;
}

/*
 * XCR0 and the registers that XSAVE manages are the host's while the guest runs. With OSXSAVE set the guest still
 * cannot change XCR0, since XSETBV exits wherever it does not fault, and is never executed for it ("Instructions That Cause VM Exits
 * Unconditionally"); XGETBV only reads; and XSAVE, XRSTOR and whatever names a vector or mask register are #NM by
 * CR0.TS, which the guest cannot clear (its mask is all ones). HOST_CR4 brings the host's back.
 * But TS guards neither MPX's bounds nor AMX's tiles nor APX's registers: where the host has any of these on
 * in XCR0, or what comes after them, the guest does not get OSXSAVE. PKRU it cannot reach without CR4.PKE. A host
 * that has OSXSAVE clear itself has nothing there to lose.
 */
static u64 cr4_guest_may_set(void)
{
	u64 unguarded = cr4_read() & CR4_OSXSAVE ? xcr0_read() & ~(XCR0_GUARDED | XCR0_PKRU) : 0;

	return CR4_GUEST_MAY_SET | (unguarded ? 0 : CR4_OSXSAVE);
}

/* A machine check must stay deliverable. */
u64 batch_guest_cr4(const struct vm *vm, u64 value)
{
	value = ((value & vm->cr4_may_set) | vm->caps.cr4_fixed0) & vm->caps.cr4_fixed1;
	return (value & ~CR4_MCE) | (vm->image.host.cr4 & CR4_MCE);
}

/* A bit that a run starts with is granted or refused by name; machine checks are the host's affair. */
static int check_cr4(struct vm *vm, struct vmx_run *run)
{
	u64 refused;

	vm->cr4_may_set = cr4_guest_may_set();
	refused = run->state.cr4 & ~batch_guest_cr4(vm, run->state.cr4) & ~CR4_MCE;

	return refused ? fail(run, RUN_CR4_REFUSED, (u32)__builtin_ctzll(refused)) : 0;
}

/* The guest's state as asked for, with what VMX operation and the host insist on. */
static void prepare_guest(struct vm *vm, const struct vmx_run *run)
{
	struct guest_state *guest = &vm->image.guest;

	*guest = run->state;
	guest->cr0 = batch_guest_cr0(vm, guest->cr0);
	guest->cr4 = batch_guest_cr4(vm, guest->cr4);
	if (!control_is_set(&vm->image.control.controls, ENABLE_EPT))
		guest->cr3 = vm->shadow.physical[0];
}

static void prepare_frame(struct vm *vm, const struct vmx_run *run)
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
	vm->image.host.rip = exit_point(run);
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
		/* Where the exit outranks interrupts no deadline would end a segment that is too long. */
		if (ticks_per_exit * exits[i] > 2 * run->time_max_tsc) {
			run->outcome = RUN_TIMED_OUT;
			return;
		}
		if (!run_segment(vm, run, exits[i], &resume))
			return;
		run->stamps[i] = tsc_read();
		done += exits[i];
		/* A single exit without a warm-up is cold, or an NMI hit it: it says nothing, and exits_max is the bound. */
		ticks_per_exit = run->warmup_exits ? (run->stamps[i] - run->entered) / done : 0;
	}
}

static void run_guest(struct vm *vm, struct vmx_run *run)
{
	int resume = 0;
	u64 started;

	stamps_begin(vm, run);
	started = tsc_read(); /* the deadline's time begins here */
	host_set_deadline(run->time_max_tsc);
	run->entered = tsc_read();
	if (run->form == FORM_LEAN)
		run_lean(vm, run);
	else
		run_segment(vm, run, run->exits_max, &resume);
	run->left = tsc_read();
	stamps_end(vm, run);
	__builtin_memcpy(run->registers, vm->frame->registers, sizeof(run->registers));
	/*
	 * The host's deadline is an interrupt like any other but for its time, kept by another clock; the
	 * guest must have had at least half of it, which an NMI before the first entry could have taken.
	 */
	if (run->outcome == RUN_INTERRUPTED && run->left - run->entered >= run->time_max_tsc / 2 &&
	    run->left - started >= run->time_max_tsc - run->time_max_tsc / 1024)
		run->outcome = RUN_TIMED_OUT;
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
		fail(run, RUN_FIELD_REFUSED, refused);
		return;
	}
	final_state_begin(vm, run);
	root_invalidate(vm);
	if (swap_syscall_msrs(guest_msrs))
		fail(run, RUN_BAD_REQUEST, 8);
	else
		run_guest(vm, run);
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
		fail(run, RUN_HOST_CHANGED, (u32)difference);
}

void batch_run(struct vm *vm, struct vmx_run *run)
{
	struct root root;

	clear_results(run);
	if (check_request(run) || check_cpu(vm, run) || check_cr4(vm, run) || prepare_controls(vm, run) ||
	    run->flags & RUN_CHECK_ONLY)
		return;
	if (run->flags & RUN_DUMP_HOST_STATE)
		host_dump_take(&vm->before);
	if (root_enter(&root, vm)) {
		fail(run, RUN_VMXON_FAILED, 0);
		return;
	}
	run->borrowed = (u32)root.borrowed;
	run_in_root(vm, run);
	root_leave(&root, vm);
	host_set_deadline(0);
	if (run->flags & RUN_DUMP_HOST_STATE)
		compare_host(vm, run);
}
