// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits in C. First what the host must have (NMI, machine check, interrupts),
 * then the run's policy for the reason; an exit that is not listed ends the run.
 */
#include <vmx_instructions.h>
#include "arrive.h"
#include "complete.h"
#include "ept.h"
#include "events.h"
#include "exit.h"
#include "../host.h"
#include "../x86.h"

static int end(struct vmx_run *run, enum run_outcome outcome)
{
	run->outcome = outcome;
	run->instruction_length = (u32)vmread(VM_EXIT_INSTRUCTION_LENGTH);
	run->qualification = vmread(EXIT_QUALIFICATION);
	run->guest_physical = vmread(GUEST_PHYSICAL_ADDRESS);
	run->guest_rip = vmread(GUEST_RIP);
	return 0;
}

/* A completed instruction ends the shadow of an STI or MOV SS before it. */
static void end_interrupt_shadow(void)
{
	u64 state = vmread(GUEST_INTERRUPTIBILITY_STATE);

	if (state & INTERRUPT_SHADOW)
		vmwrite(GUEST_INTERRUPTIBILITY_STATE, state & ~INTERRUPT_SHADOW);
}

static int advance(struct vmx_run *run, u32 reason)
{
	u64 length = run->policy[reason].length;

	if (!length)
		length = vmread(VM_EXIT_INSTRUCTION_LENGTH);
	end_interrupt_shadow();
	if (!vmwrite(GUEST_RIP, vmread(GUEST_RIP) + length))
		return 1;
	run->detail = GUEST_RIP;
	return end(run, RUN_FIELD_REFUSED);
}

static void answer_cpuid(struct vm *vm)
{
	u64 *registers = vm->frame->registers;
	const struct cpuid_entry *entry =
		cpuid_table_find(&vm->cpuid, (u32)registers[RAX], (u32)registers[RCX]);

	registers[RAX] = entry->out[0];
	registers[RBX] = entry->out[1];
	registers[RCX] = entry->out[2];
	registers[RDX] = entry->out[3];
}

static void return_value(struct vm *vm, const struct vmx_run *run)
{
	vm->frame->registers[RAX] = (u32)run->returned;
	vm->frame->registers[RDX] = (u32)(run->returned >> 32);
}

/* An exception the run did not ask for is intercepted for the host's sake only. */
static int is_asked_for(const struct vmx_run *run, u32 reason)
{
	if (reason != EXIT_EXCEPTION_NMI)
		return 1;
	return BIT_IS_SET(run->exception_bitmap, run->interruption_information & 31);
}

static int await(struct vm *vm, struct vmx_run *run, u32 reason)
{
	return arrive_await(vm, run) ? end(run, RUN_UNEXPECTED_EXIT) : advance(run, reason);
}

static int arrive(struct vm *vm, struct vmx_run *run, u32 reason)
{
	if (!arrive_take(vm, run, reason))
		return 1;
	return end(run, reason == EXIT_PREEMPTION_TIMER ? RUN_TIMED_OUT : RUN_UNEXPECTED_EXIT);
}

/* What the exit point has had refused already is not tried again: part of it may be done. */
static int follow_completion(struct vm *vm, struct vmx_run *run, u32 reason)
{
	switch (vm->frame->refused ? NOT_COMPLETED : complete(vm, run, reason)) {
	case COMPLETED:
		return advance(run, reason);
	case COMPLETED_WITH_RIP:
		end_interrupt_shadow();
		return 1;
	default:
		return end(run, RUN_UNEXPECTED_EXIT);
	}
}

/*
 * Some exits outrank the interrupt that should end the batch. And if that interrupt never comes,
 * at least NMIs exit from a guest that does nothing.
 */
static int is_late(const struct vmx_run *run)
{
	return tsc_read() - run->entered > 2 * run->time_max_tsc;
}

static int follow_policy(struct vm *vm, struct vmx_run *run, u32 reason)
{
	if (reason >= EXIT_REASON_COUNT || !is_asked_for(run, reason))
		return end(run, RUN_UNEXPECTED_EXIT);
	if (run->exits[reason]++ >= run->exits_max)
		return end(run, RUN_EXITS_SPENT);
	if (is_late(run))
		return end(run, RUN_TIMED_OUT);
	switch (run->policy[reason].action) {
	case ACTION_DONE:
		return end(run, RUN_DONE);
	case ACTION_CPUID:
		answer_cpuid(vm);
		return advance(run, reason);
	case ACTION_RETURN:
		return_value(vm, run);
		return advance(run, reason);
	case ACTION_INJECT:
		return arrive_inject(run) ? end(run, RUN_UNEXPECTED_EXIT) : advance(run, reason);
	case ACTION_AWAIT:
		return await(vm, run, reason);
	case ACTION_ARRIVE:
		return arrive(vm, run, reason);
	case ACTION_EMPTY_LOG:
		return ept_empty_log(vm) ? end(run, RUN_UNEXPECTED_EXIT) : 1;
	case ACTION_COMPLETE:
		return follow_completion(vm, run, reason);
	case ACTION_SKIP:
		return advance(run, reason);
	case ACTION_RESUME:
		return 1;
	}
	return end(run, reason == EXIT_PREEMPTION_TIMER ? RUN_TIMED_OUT : RUN_UNEXPECTED_EXIT);
}

/*
 * The host's handlers run under the host's own IA32_SPEC_CTRL, as they do under KVM. A handler
 * that samples sets IA32_DEBUGCTL to what it is outside the batch.
 */
static void deliver(const struct vm *vm, u8 vector)
{
	host_state_restore_spec_ctrl(&vm->image.host);
	host_deliver(vector);
	host_state_clear_spec_ctrl(&vm->image.host);
	if (!control_is_set(&vm->image.control.controls, LOAD_DEBUG_CONTROLS))
		host_state_level_debug(&vm->image.host);
}

/*
 * NMIs are blocked from the exit until the host's handler returns. The guest never
 * takes an NMI itself, so a CPU that saved the blocking as the guest's is corrected.
 */
static int hand_over_nmi(const struct vm *vm, struct vmx_run *run)
{
	deliver(vm, VECTOR_NMI);
	/* With virtual NMIs it is theirs that are blocked, by the guest's own. */
	if (!control_is_set(&vm->image.control.controls, VIRTUAL_NMIS))
		vmwrite(GUEST_INTERRUPTIBILITY_STATE,
			vmread(GUEST_INTERRUPTIBILITY_STATE) & ~BLOCKING_NMI);
	run->nmis++;
	return is_late(run) ? end(run, RUN_TIMED_OUT) : 1;
}

int exit_handle(struct vm *vm, struct vmx_run *run)
{
	u32 reason = (u32)vmread(VM_EXIT_REASON);

	run->exit_reason = reason;
	reason &= ENTRY_FAILURE | BASIC_REASON;
	run->interruption_information = vmread(VM_EXIT_INTERRUPTION_INFORMATION);
	switch (reason) {
	case EXIT_EXCEPTION_NMI:
		/* Before anything that can fault. */
		if ((run->interruption_information & EVENT_VECTOR) == VECTOR_NMI)
			return hand_over_nmi(vm, run);
		if ((run->interruption_information & EVENT_VECTOR) == VECTOR_MC) {
			deliver(vm, VECTOR_MC);
			return end(run, RUN_INTERRUPTED);
		}
		break;
	case EXIT_INIT_SIGNAL: /* consumed by this exit: whoever sent it must send it again */
		if (run->parts.signal == SIGNAL_INIT)
			break;
		return end(run, RUN_INTERRUPTED);
	case EXIT_EXTERNAL_INTERRUPT: /* not acknowledged: the host takes it after the batch */
		return end(run, RUN_INTERRUPTED);
	case EXIT_MACHINE_CHECK | ENTRY_FAILURE:
		deliver(vm, VECTOR_MC);
		return end(run, RUN_INTERRUPTED);
	}
	if (reason & ENTRY_FAILURE && (reason & BASIC_REASON) != vm->awaited)
		return end(run, RUN_ENTRY_FAILED);
	return follow_policy(vm, run, reason & BASIC_REASON);
}
