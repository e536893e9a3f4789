// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits in C: what the host must have, then the run's policy for the reason; an exit that is not
 * listed ends the run.
 */
#include <cpu_queries.h>
#include "../host.h"
#include "../x86.h"
#include "codes.h"
#include "frame.h"
#include "complete.h"
#include "decode.h"
#include "exit.h"
#include "svm_entry_check.h"

/* Of an instruction that exited: as the CPU says, or else as it is decoded. */
static u32 length_of(const struct svm *svm)
{
	u64 length = svm->vmcb->next_rip - svm->vmcb->rip;
	struct instruction instruction;

	if (svm->caps.has_next_rip)
		return length <= 15 ? (u32)length : 0;
	if (!svm_is_by_instruction(svm->vmcb->exit_code) || svm_decode(svm, &instruction))
		return 0;
	return instruction.length;
}

static int end(struct svm *svm, struct vmx_run *run, enum run_outcome outcome)
{
	const struct vmcb *vmcb = svm->vmcb;

	run->outcome = outcome;
	run->instruction_length = length_of(svm);
	run->qualification = vmcb->exit_info_1;
	run->guest_physical = vmcb->exit_info_2;
	run->guest_rip = vmcb->rip;
	return 0;
}

/* By the policy, the CPU, or the instruction itself. A completed one ends an STI's shadow. */
static int advance(struct svm *svm, struct vmx_run *run, u32 reason)
{
	struct instruction instruction;
	struct vmcb *vmcb = svm->vmcb;

	vmcb->interrupt_shadow = 0;
	if (run->policy[reason].length)
		vmcb->rip += run->policy[reason].length;
	else if (svm->caps.has_next_rip)
		vmcb->rip = vmcb->next_rip;
	else if (!svm_decode(svm, &instruction))
		vmcb->rip += instruction.length;
	else
		return end(svm, run, RUN_UNEXPECTED_EXIT);
	return 1;
}

static void answer_cpuid(struct svm *svm)
{
	u64 *registers = svm->frame->registers;
	const struct cpuid_entry *entry =
		cpuid_table_find(&svm->cpuid, (u32)registers[RAX], (u32)registers[RCX]);

	registers[RAX] = entry->out[0];
	registers[RBX] = entry->out[1];
	registers[RCX] = entry->out[2];
	registers[RDX] = entry->out[3];
}

static void return_value(struct svm *svm, const struct vmx_run *run)
{
	svm->frame->registers[RAX] = (u32)run->returned;
	svm->frame->registers[RDX] = (u32)(run->returned >> 32);
}

/* Refused unless the guest can take it now. */
static int inject(struct svm *svm, const struct vmx_run *run)
{
	if (svm->vmcb->interrupt_shadow & 1 || !(svm->vmcb->rflags & RFLAGS_IF) ||
	    run->returned < 32 || run->returned > 255)
		return -1;
	svm->vmcb->event_injection = VMCB_EVENT_VALID | run->returned;
	return 0;
}

static int is_asked_for(const struct vmx_run *run, u32 reason, u64 code)
{
	return reason != EXIT_EXCEPTION_NMI ||
	       BIT_IS_SET(run->exception_bitmap, svm_vector(code));
}

/* Nested paging alone lets a guest write CR0 and CR4 without an exit. */
static int needs_nested_paging(const struct svm *svm, const struct vmx_run *run, u32 reason)
{
	return !svm->nested && reason == EXIT_CR_ACCESS && !run->policy[reason].action;
}

static int follow_policy(struct svm *svm, struct vmx_run *run, u32 reason)
{
	if (needs_nested_paging(svm, run, reason)) {
		run->detail = ENABLE_EPT;
		return end(svm, run, RUN_CONTROL_REFUSED);
	}
	if (reason >= EXIT_REASON_COUNT || !is_asked_for(run, reason, svm->vmcb->exit_code))
		return end(svm, run, RUN_UNEXPECTED_EXIT);
	if (run->exits[reason]++ >= run->exits_max)
		return end(svm, run, RUN_EXITS_SPENT);
	if (tsc_read() - run->entered > 2 * run->time_max_tsc)
		return end(svm, run, RUN_TIMED_OUT);
	switch (run->policy[reason].action) {
	case ACTION_DONE:
		return end(svm, run, RUN_DONE);
	case ACTION_CPUID:
		answer_cpuid(svm);
		return advance(svm, run, reason);
	case ACTION_RETURN:
		return_value(svm, run);
		return advance(svm, run, reason);
	case ACTION_INJECT:
		return inject(svm, run) ? end(svm, run, RUN_UNEXPECTED_EXIT) :
					  advance(svm, run, reason);
	case ACTION_COMPLETE:
		svm->vmcb->interrupt_shadow = 0;
		return svm_complete(svm, run, reason) ? end(svm, run, RUN_UNEXPECTED_EXIT) : 1;
	case ACTION_SKIP:
		return advance(svm, run, reason);
	case ACTION_RESUME:
		return 1;
	}
	return end(svm, run, RUN_UNEXPECTED_EXIT);
}

/*
 * Of several codes with the expected reason the loop shall know the one that comes. 1 if it did
 * not: then the guest, which stands before its instruction, makes that exit once more.
 */
static int learn(struct svm *svm, const struct vmx_run *run, u32 reason)
{
	if (reason != run->expected_reason || svm->learnt ||
	    (reason == EXIT_EXCEPTION_NMI &&
	     svm_vector(svm->vmcb->exit_code) != run->expected_vector))
		return 0;
	svm->learnt = 1;
	if (svm->frame->expected_code == svm->vmcb->exit_code)
		return 0;
	svm->frame->expected_code = svm->vmcb->exit_code;
	if (run->form == FORM_STAMPED) /* that entry and that exit have none */
		svm->frame->stamp -= 2 * sizeof(u64);
	return 1;
}

u32 svm_broken_rule(const struct svm *svm)
{
	int rule = svm_entry_check(svm->vmcb);

	return rule < 0 ? ENTRY_NO_RULE : ENTRY_SVM_RULE_FIRST + (u32)rule;
}

/*
 * An NMI or an SMI came when the switch set GIF again: the host has had it. An event that it kept
 * from the guest comes again.
 */
int svm_exit_handle(struct svm *svm, struct vmx_run *run)
{
	struct vmcb *vmcb = svm->vmcb;
	u32 reason = svm_reason(svm);

	run->exit_reason = reason;
	vmcb->tlb_control = 0;
	if (vmcb_is_refused(vmcb)) {
		end(svm, run, RUN_ENTRY_FAILED);
		run->detail = svm_broken_rule(svm);
		return 0;
	}
	if (vmcb->exit_code == SVM_CODE_NMI || vmcb->exit_code == SVM_CODE_SMI) {
		run->nmis++;
		if (vmcb->exit_interrupt_info & VMCB_EVENT_VALID)
			vmcb->event_injection = vmcb->exit_interrupt_info;
		return 1;
	}
	if (reason == EXIT_EXCEPTION_NMI) {
		run->interruption_information = svm_vector(vmcb->exit_code);
		if (run->interruption_information == VECTOR_MC) {
			host_deliver(VECTOR_MC);
			return end(svm, run, RUN_INTERRUPTED);
		}
	}
	if (reason == EXIT_EXTERNAL_INTERRUPT || reason == EXIT_INIT_SIGNAL)
		return end(svm, run, RUN_INTERRUPTED);
	if (learn(svm, run, reason))
		return 1;
	return follow_policy(svm, run, reason);
}
