// SPDX-License-Identifier: GPL-2.0-only
/*
 * One batch: check the request, turn SVM on or borrow it, fill the VMCB, run the guest, flush what
 * the CPU caches of it, give back what was borrowed.
 */
#include <cpu_queries.h>
#include "../host.h"
#include "../msr.h"
#include "../x86.h"
#include "frame.h"
#include "exit.h"
#include "prepare.h"
#include "svm_msr.h"

#define DISTANCE_TRIES 32
#define FLUSH_CODE64   0x29b /* present code with L */

/* The loop that serves the expected exit by itself. Two reasons have the MSR exit's one code. */
static enum svm_policy policy_of(const struct svm *svm, const struct vmx_run *run)
{
	const struct exit_policy *policy = &run->policy[run->expected_reason];
	int needs_length = !policy->length && !svm->caps.has_next_rip;

	if (run->policy[EXIT_RDMSR].action && run->policy[EXIT_WRMSR].action)
		return LOOP_return;
	switch (policy->action) {
	case ACTION_SKIP:
		return policy->length ? LOOP_skip_fixed : needs_length ? LOOP_return : LOOP_skip;
	case ACTION_RETURN:
		return policy->length || needs_length ? LOOP_return : LOOP_value;
	case ACTION_CPUID:
		return needs_length ? LOOP_return : LOOP_cpuid;
	case ACTION_RESUME:
		return LOOP_resume;
	}
	return LOOP_return;
}

static u64 loop_of(const struct svm *svm, const struct vmx_run *run)
{
	u64 code = svm->frame->expected_code;

	if (run->form != FORM_LEAN)
		return svm_loops[run->form == FORM_STAMPED ? LOOPS_stamped : LOOPS_full]
				[policy_of(svm, run)];
	return code < SVM_LEAN_CODES ? svm_lean_loops[code] : svm_lean_npf;
}

static int stamps_have_room(const struct svm *svm)
{
	return svm->frame->stamp + 2 * sizeof(u64) * svm->frame->exits_left <= svm->stamps_end;
}

/* Enter until an exit ends the segment. 1 if that was the last exit its bound allows. */
static int run_segment(struct svm *svm, struct vmx_run *run, u64 exits)
{
	svm->frame->exits_left = exits;
	do {
		if (!stamps_have_room(svm)) {
			run->outcome = RUN_EXITS_SPENT;
			break;
		}
		if (svm_enter(svm->frame, loop_of(svm, run))) {
			svm_fail(run, RUN_ENTRY_FAILED, ENTRY_SWITCH_FAULTED);
			break;
		}
		if (!svm->frame->exits_left) {
			run->outcome = RUN_EXITS_SPENT;
			run->exits[run->expected_reason] += exits;
			return 1;
		}
	} while (svm_exit_handle(svm, run));
	run->exits[run->expected_reason] += exits - svm->frame->exits_left;
	return 0;
}

/* As on VMX: the same code runs between stamps 0 and 1 (one exit) and 1 and 2 (exits_max more). */
static void run_lean(struct svm *svm, struct vmx_run *run)
{
	u64 exits[] = { run->warmup_exits + 1, 1, run->exits_max + 1 };

	for (u32 i = 0; i < COUNT_OF(exits); i++) {
		if (!run_segment(svm, run, exits[i]))
			return;
		run->stamps[i] = tsc_read();
	}
}

static u64 stamp_distance(struct svm *svm, struct vmx_run *run)
{
	svm->frame->stamp = (u64)run->leg_stamps;
	svm_stamp_twice(svm->frame);
	return run->leg_stamps[1] - run->leg_stamps[0];
}

static void stamps_begin(struct svm *svm, struct vmx_run *run)
{
	svm->stamps_end = ~0ull;
	if (run->form != FORM_STAMPED)
		return;
	svm->stamps_end = (u64)(run->leg_stamps + RUN_LEG_STAMPS);
	for (u32 i = 0; i < DISTANCE_TRIES; i++) {
		run->stamp_ticks += stamp_distance(svm, run);
		run->stamp_count++;
	}
	svm->frame->stamp = (u64)run->leg_stamps;
}

/* The one before the first entry begins no leg. */
static void stamps_end(struct svm *svm, struct vmx_run *run)
{
	if (run->form != FORM_STAMPED)
		return;
	run->leg_stamp_count = (svm->frame->stamp - (u64)run->leg_stamps) / sizeof(u64) - 1;
	for (u64 i = 0; i < run->leg_stamp_count; i++)
		run->leg_stamps[i] = run->leg_stamps[i + 1];
}

static void run_guest(struct svm *svm, struct vmx_run *run)
{
	u64 started;

	stamps_begin(svm, run);
	started = tsc_read(); /* the deadline's time begins here */
	/* Where an interrupt is expected, it is this one. */
	host_set_deadline(run->expected_reason == EXIT_EXTERNAL_INTERRUPT ? RUN_TIME_MIN_TSC :
									    run->time_max_tsc);
	run->entered = tsc_read();
	if (run->form == FORM_LEAN)
		run_lean(svm, run);
	else
		run_segment(svm, run, run->exits_max);
	run->left = tsc_read();
	stamps_end(svm, run);
	__builtin_memcpy(run->registers, svm->frame->registers, sizeof(run->registers));
	/* As on VMX: the host's deadline is known by its time alone. */
	if (run->outcome == RUN_INTERRUPTED && run->left - run->entered >= run->time_max_tsc / 2 &&
	    run->left - started >= run->time_max_tsc - run->time_max_tsc / 1024)
		run->outcome = RUN_TIMED_OUT;
}

static void read_final_state(const struct svm *svm, struct vmx_run *run)
{
	const struct vmcb *vmcb = svm->vmcb;
	struct guest_final *final = &run->final;

	final->cr0 = vmcb->cr0;
	final->cr4 = vmcb->cr4 & ~(cr4_read() & CR4_MCE);
	final->cr8 = vmcb->virtual_interrupts & VMCB_TASK_PRIORITY;
	if (svm->nested)
		final->cr3 = vmcb->cr3;
	final->gdtr.base = vmcb->gdtr.base;
	final->gdtr.limit = vmcb->gdtr.limit;
	final->idtr.base = vmcb->idtr.base;
	final->idtr.limit = vmcb->idtr.limit;
	final->ldtr = vmcb->ldtr.selector;
	final->tr = vmcb->tr.selector;
	final->gs_base = vmcb->gs.base;
	final->sysenter_cs = vmcb->sysenter_cs;
	final->sysenter_esp = vmcb->sysenter_esp;
	final->sysenter_eip = vmcb->sysenter_eip;
}

/* An emulator writes the host's state over what it refused: then the run's first is judged. */
static void name_rule(struct svm *svm, struct vmx_run *run)
{
	if (run->outcome != RUN_ENTRY_FAILED || run->detail != ENTRY_NO_RULE)
		return;
	svm_prepare(svm, run);
	run->detail = svm_broken_rule(svm);
}

/*
 * Before the guest and after it: whoever had this ASID, nothing of it is left. TLB_CONTROL acts at
 * VMRUN alone, and at each while it is set: so an entry of its own, on tables that map nothing,
 * where the guest ends with its first fetch. Its state is one that VMRUN takes, whatever became of
 * the run's: a refused entry flushes nothing. 0, or -1.
 */
static int flush_guest(struct svm *svm, struct vmx_run *run)
{
	u64 nowhere = svm_physical(svm, SVM_NOWHERE);
	struct vmcb *vmcb = svm->vmcb;

	vmcb->tlb_control = svm_flush(svm);
	vmcb->event_injection = 0;
	vmcb->interrupt_shadow = 0;
	vmcb->cr0 = CR0_PE | CR0_ET | CR0_NE | CR0_PG;
	vmcb->cr3 = svm->nested ? 0 : nowhere;
	vmcb->cr4 = CR4_PAE | (cr4_read() & CR4_MCE);
	vmcb->efer = EFER_LME | EFER_LMA | EFER_SVME;
	vmcb->cs = (struct vmcb_segment){ 8, FLUSH_CODE64, ~0u, 0 };
	vmcb->cpl = 0;
	vmcb->rip = 0;
	vmcb->rflags = RFLAGS_FIXED;
	vmcb->dr6 = DR6_AT_RESET;
	vmcb->dr7 = DR7_AT_RESET;
	vmcb->pat = PAT_AT_RESET;
	vmcb->nested_cr3 = nowhere;
	/* The NMI has a bit of another kind. */
	vmcb->intercepts[SVM_CODE_EXCEPTION / 32] = ~(1u << VECTOR_NMI);
	if (svm_enter(svm->frame, svm_loops[LOOPS_full][LOOP_return]))
		return svm_fail(run, RUN_ENTRY_FAILED, ENTRY_SWITCH_FAULTED);
	if (vmcb_is_refused(vmcb))
		return svm_fail(run, RUN_ENTRY_FAILED, svm_broken_rule(svm));
	/* A machine check that came just then is the host's. */
	if (vmcb->exit_code == SVM_CODE_EXCEPTION + VECTOR_MC)
		host_deliver(VECTOR_MC);
	return 0;
}

/*
 * EFER.SVME, and the page that VMRUN saves the host to: ours for the batch, whoever has them. What
 * KVM scales a guest's TSC by is the CPU's until another of its guests runs. 0, or -1.
 */
static int enter_root(struct svm *svm, struct vmx_run *run)
{
	u64 efer = 0;

	run->borrowed = !host_rdmsr(IA32_EFER, &efer) && efer & EFER_SVME;
	if (!run->borrowed && host_set_svme(1))
		return svm_fail(run, RUN_SVME_REFUSED, 0);
	if (host_rdmsr(IA32_EFER, &efer) || !(efer & EFER_SVME) ||
	    host_rdmsr(MSR_VM_HSAVE_PA, &svm->host_save_area) ||
	    host_wrmsr(MSR_VM_HSAVE_PA, svm_physical(svm, SVM_SAVE_AREA))) {
		if (!run->borrowed)
			host_set_svme(0);
		return svm_fail(run, RUN_SVME_REFUSED, 0);
	}
	svm->host_tsc_ratio = TSC_RATIO_ONE;
	if (svm->caps.has_tsc_ratio && !host_rdmsr(MSR_TSC_RATIO, &svm->host_tsc_ratio) &&
	    svm->host_tsc_ratio != TSC_RATIO_ONE)
		host_wrmsr(MSR_TSC_RATIO, TSC_RATIO_ONE);
	return 0;
}

static void leave_root(const struct svm *svm, const struct vmx_run *run)
{
	if (svm->host_tsc_ratio != TSC_RATIO_ONE)
		host_wrmsr(MSR_TSC_RATIO, svm->host_tsc_ratio);
	host_wrmsr(MSR_VM_HSAVE_PA, svm->host_save_area);
	if (!run->borrowed)
		host_set_svme(0);
}

/* On a CPU that has a SPEC_CTRL of the guest's the host's stays, as under KVM. */
static void run_flushed(struct svm *svm, struct vmx_run *run)
{
	svm_prepare(svm, run);
	run->final.cr3 = run->state.cr3;
	if (!svm->caps.has_virtual_spec_ctrl)
		run->spec_ctrl_cleared = host_state_clear_spec_ctrl(&svm->host);
	host_lend_fpu(1);
	run_guest(svm, run);
	host_lend_fpu(0);
	host_state_restore_spec_ctrl(&svm->host);
	read_final_state(svm, run);
	name_rule(svm, run);
	flush_guest(svm, run);
}

/*
 * An exit loads DS and ES by their selectors anew, from the host's GDT, or from an LDT that is the
 * guest's by then (APM volume 2, "#VMEXIT"). A process may have them in its own: so they are null.
 */
static void null_selectors(void)
{
	ds_write(0);
	es_write(0);
}

static void run_in_root(struct svm *svm, struct vmx_run *run)
{
	host_state_save(&svm->host);
	null_selectors();
	svm->host_dr6 = dr6_read();
	host_state_level_debug(&svm->host);
	svm_prepare(svm, run);
	if (!flush_guest(svm, run))
		run_flushed(svm, run);
	dr6_write(svm->host_dr6);
	host_state_restore(&svm->host);
}

static void compare_host(struct svm *svm, struct vmx_run *run)
{
	int difference;

	host_dump_take(&svm->after);
	difference = host_dump_difference(&svm->before, &svm->after);
	if (difference >= 0)
		svm_fail(run, RUN_HOST_CHANGED, (u32)difference);
}

void svm_run(struct svm *svm, struct vmx_run *run)
{
	__builtin_memset((u8 *)&run->outcome, 0,
			 sizeof(*run) - OFFSET_OF(struct vmx_run, outcome));
	if (svm_request_check(svm, run) || run->flags & RUN_CHECK_ONLY)
		return;
	if (run->flags & RUN_DUMP_HOST_STATE)
		host_dump_take(&svm->before);
	if (enter_root(svm, run))
		return;
	run_in_root(svm, run);
	leave_root(svm, run);
	host_set_deadline(0);
	if (run->flags & RUN_DUMP_HOST_STATE)
		compare_host(svm, run);
}
