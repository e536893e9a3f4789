// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits arranged for: a window for an interrupt or an NMI, one step of the guest, a task priority
 * that falls, a timer that has run out, an entry that fails, a triple fault, a wait for a start-up
 * IPI. Each is undone when it has come, so that a guest goes on as if nothing had been.
 */
#include <vmx_instructions.h>
#include "arrive.h"
#include "events.h"
#include "final_state.h"
#include "../msr.h"
#include "../x86.h"

#define NOTHING_AWAITED  EXIT_REASON_COUNT
#define WAIT_FOR_SIPI    3 /* an activity state */

/* The control that is set while such an exit is awaited; the one that must be set all the time. */
static const struct arrival {
	u8 reason, toggled, needs;
} arrivals[] = {
	{ EXIT_INTERRUPT_WINDOW, INTERRUPT_WINDOW_EXITING, NMI_EXITING },
	{ EXIT_NMI_WINDOW, NMI_WINDOW_EXITING, VIRTUAL_NMIS },
	{ EXIT_MONITOR_TRAP_FLAG, MONITOR_TRAP_FLAG, NMI_EXITING },
	{ EXIT_TPR_BELOW_THRESHOLD, NMI_EXITING, USE_TPR_SHADOW },
	{ EXIT_PREEMPTION_TIMER, NMI_EXITING, ACTIVATE_PREEMPTION_TIMER },
	{ EXIT_SIPI, NMI_EXITING, NMI_EXITING },
	{ EXIT_TRIPLE_FAULT, NMI_EXITING, NMI_EXITING },
	{ EXIT_INVALID_GUEST_STATE, NMI_EXITING, NMI_EXITING },
	{ EXIT_MSR_LOAD_FAILURE, NMI_EXITING, NMI_EXITING },
};

static const struct arrival *find(u32 reason)
{
	for (u32 i = 0; i < COUNT_OF(arrivals); i++)
		if (arrivals[i].reason == reason)
			return &arrivals[i];
	return 0;
}

int can_be_awaited(u32 reason)
{
	return !!find(reason);
}

int arrive_prepare(struct vm *vm, const struct vmx_run *run)
{
	const struct arrival *arrival;
	u32 reason = 0;

	vm->awaited = NOTHING_AWAITED;
	while (reason < EXIT_REASON_COUNT && run->policy[reason].action != ACTION_ARRIVE)
		reason++;
	vm->arrival = reason < EXIT_REASON_COUNT ? reason : EXIT_INTERRUPT_WINDOW;
	arrival = find(reason);
	if (!arrival)
		return CONTROL_NONE;
	if (!control_is_set(&vm->image.control.controls, arrival->needs))
		return arrival->needs;
	if (!BIT_IS_SET(vm->caps.may_be_1[arrival->toggled / 32], arrival->toggled % 32))
		return arrival->toggled;
	return CONTROL_NONE;
}

static int toggle(const struct vm *vm, enum control control, int wanted)
{
	u32 primary = vm->image.control.controls.word[PRIMARY], bit = 1u << control % 32;

	return vmwrite(PRIMARY_PROCESSOR_BASED_CONTROLS, wanted ? primary | bit : primary & ~bit);
}

/* No entry succeeds with a threshold above the task priority. */
static int set_threshold(const struct vm *vm, const struct vmx_run *run, int wanted)
{
	u32 priority = *final_state_task_priority(vm) >> APIC_CR8_SHIFT;

	if (wanted && run->returned >> 4 > priority)
		return -1;
	return vmwrite(TPR_THRESHOLD, wanted ? run->returned >> 4 : 0);
}

/*
 * The base of FS may not be loaded from a list ("Loading MSRs"): no entry succeeds with this one,
 * and nothing is loaded by it.
 */
static int set_msr_list(const struct vm *vm, int wanted)
{
	const struct vmcs_controls *control = &vm->image.control;
	struct msr_lists *lists = vm_msr_lists(vm);
	u64 refused = vm->physical[PAGE_MSR_LISTS] + OFFSET_OF(struct msr_lists, refused);

	lists->refused = (struct listed_msr){ .msr = IA32_FS_BASE };
	return vmwrite(VM_ENTRY_MSR_LOAD_ADDRESS, wanted ? refused : control->msrs_on_entry) ||
	       vmwrite(VM_ENTRY_MSR_LOAD_COUNT, wanted ? 1 : control->msrs_on_entry_count);
}

/* RFLAGS without the bit that is always 1. */
static int spoil_flags(int wanted)
{
	u64 flags = vmread(GUEST_RFLAGS);

	return vmwrite(GUEST_RFLAGS, wanted ? flags & ~RFLAGS_FIXED : flags | RFLAGS_FIXED);
}

static int arrange(const struct vm *vm, const struct vmx_run *run, int wanted)
{
	switch (vm->arrival) {
	case EXIT_INTERRUPT_WINDOW:
	case EXIT_NMI_WINDOW:
	case EXIT_MONITOR_TRAP_FLAG:
		return toggle(vm, find(vm->arrival)->toggled, wanted);
	case EXIT_TPR_BELOW_THRESHOLD:
		return set_threshold(vm, run, wanted);
	case EXIT_PREEMPTION_TIMER:
		return vmwrite(PREEMPTION_TIMER_VALUE,
			       wanted ? 0 : vm->image.control.preemption_timer);
	case EXIT_SIPI:
		return vmwrite(GUEST_ACTIVITY_STATE, wanted ? WAIT_FOR_SIPI : 0);
	case EXIT_TRIPLE_FAULT: /* without a handler for anything */
		return vmwrite(GUEST_IDTR_LIMIT, wanted ? 0 : run->state.idtr.limit);
	case EXIT_INVALID_GUEST_STATE:
		return spoil_flags(wanted);
	case EXIT_MSR_LOAD_FAILURE:
		return set_msr_list(vm, wanted);
	}
	return -1;
}

int arrive_await(struct vm *vm, const struct vmx_run *run)
{
	if (arrange(vm, run, 1))
		return -1;
	vm->awaited = vm->arrival;
	vm->awaited_rip = vmread(GUEST_RIP);
	return 0;
}

/* Refused unless the guest can take it now: what waits for no window comes in none. */
int arrive_inject(const struct vmx_run *run)
{
	u64 shadow = vmread(GUEST_INTERRUPTIBILITY_STATE) & INTERRUPT_SHADOW;

	if (shadow || !(vmread(GUEST_RFLAGS) & RFLAGS_IF) || run->returned < 32 ||
	    run->returned > 255)
		return -1;
	return vmwrite(VM_ENTRY_INTERRUPTION_INFORMATION, EVENT_VALID | run->returned) ? -1 : 0;
}

static int inject_nmi(void)
{
	u64 blocked = vmread(GUEST_INTERRUPTIBILITY_STATE) & (INTERRUPT_SHADOW | BLOCKING_NMI);

	return blocked ||
	       vmwrite(VM_ENTRY_INTERRUPTION_INFORMATION, EVENT_VALID | EVENT_NMI | VECTOR_NMI);
}

/* Where the policy says, whatever the CPU saved; and active, not shut down. */
static int revive(const struct vm *vm, const struct vmx_run *run)
{
	u64 length = run->policy[EXIT_TRIPLE_FAULT].length;

	return vmwrite(GUEST_RIP, vm->awaited_rip + length) || vmwrite(GUEST_ACTIVITY_STATE, 0);
}

int arrive_take(struct vm *vm, const struct vmx_run *run, u32 reason)
{
	if (vm->awaited != reason || arrange(vm, run, 0))
		return -1;
	vm->awaited = NOTHING_AWAITED;
	switch (reason) {
	case EXIT_INTERRUPT_WINDOW:
	case EXIT_TPR_BELOW_THRESHOLD:
		return arrive_inject(run);
	case EXIT_NMI_WINDOW:
		return inject_nmi() ? -1 : 0;
	case EXIT_TRIPLE_FAULT:
		return revive(vm, run) ? -1 : 0;
	}
	return 0;
}
