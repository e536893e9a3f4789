// SPDX-License-Identifier: GPL-2.0-only
/* What a request may ask for, whatever the engine. */
#include "cpu_features.h"
#include "msr.h"
#include "request_rules.h"
#include "x86.h"

/*
 * MSRs that entry and exit switch, so that the guest's own are all it can reach. And the command
 * of the host's APIC, where the host lends that.
 */
int request_msr_may_pass(const struct vmx_run *run, u32 msr)
{
	if (msr == IA32_X2APIC_ICR)
		return run->parts.signal == SIGNAL_INIT;
	return (msr >= IA32_SYSENTER_CS && msr <= IA32_SYSENTER_EIP) || msr == IA32_FS_BASE ||
	       msr == IA32_GS_BASE;
}

/*
 * What ends a guest, or never enters it, may be expected only by who arranges for it. Lean goes on
 * from no such end: it would enter a guest in shutdown, which nothing but an NMI ends. A guest that
 * waits for a start-up IPI ends by nothing else.
 */
static int is_fatal(const struct vmx_run *run, u32 reason)
{
	if (reason == EXIT_SIPI)
		return run->parts.signal != SIGNAL_SIPI || run->form == FORM_LEAN;
	return (reason == EXIT_TRIPLE_FAULT || reason == EXIT_INVALID_GUEST_STATE ||
		reason == EXIT_MSR_LOAD_FAILURE) &&
	       (run->form == FORM_LEAN || run->policy[reason].action != ACTION_ARRIVE);
}

/*
 * Exits the host must see. An interrupt may be expected in the lean form alone, which enters over
 * and over while it is pending; the host takes it after the batch, as any other.
 */
static int is_the_hosts(const struct vmx_run *run, u32 reason)
{
	if (reason == EXIT_EXTERNAL_INTERRUPT)
		return run->form != FORM_LEAN || run->expected_reason != reason ||
		       run->policy[reason].action != ACTION_RESUME;
	if (reason == EXIT_INIT_SIGNAL)
		return run->parts.signal != SIGNAL_INIT;
	return reason == EXIT_MACHINE_CHECK;
}

static int is_reserved(const struct vmx_run *run, u32 reason)
{
	return is_the_hosts(run, reason) || is_fatal(run, reason);
}

/*
 * No instruction was the cause, or it was an operand of one, or it is complete: the CPU does not
 * say how long one was ("Information for VM Exits Due to Instruction Execution").
 */
static const u8 lacking_length[] = {
	EXIT_EXCEPTION_NMI, EXIT_SIPI, EXIT_IO_SMI, EXIT_OTHER_SMI, EXIT_INTERRUPT_WINDOW,
	EXIT_NMI_WINDOW, EXIT_MONITOR_TRAP_FLAG, EXIT_TPR_BELOW_THRESHOLD, EXIT_APIC_ACCESS,
	EXIT_VIRTUALIZED_EOI, EXIT_EPT_VIOLATION, EXIT_EPT_MISCONFIGURATION,
	EXIT_PREEMPTION_TIMER, EXIT_APIC_WRITE, EXIT_PAGE_MODIFICATION_LOG_FULL, EXIT_SPP_EVENT,
	EXIT_BUS_LOCK, EXIT_INSTRUCTION_TIMEOUT
};

static int lacks_length(u32 reason)
{
	for (u32 i = 0; i < COUNT_OF(lacking_length); i++)
		if (lacking_length[i] == reason)
			return 1;
	return 0;
}

static int moves_rip(struct exit_policy policy)
{
	return policy.action == ACTION_SKIP || policy.action == ACTION_RETURN ||
	       policy.action == ACTION_INJECT || policy.action == ACTION_AWAIT ||
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

/* And where an interrupt is pending all the while, it cannot end the batch. */
static int is_slow(const struct vmx_run *run)
{
	return mitigation_is_slow(run->mitigation) || parts_are_slow(&run->parts) ||
	       run->expected_reason == EXIT_EXTERNAL_INTERRUPT;
}

static u64 exits_allowed(const struct vmx_run *run)
{
	if (run->form == FORM_STAMPED)
		return RUN_STAMPED_EXITS_MAX;
	return is_slow(run) ? RUN_EXITS_MAX_SLOW : RUN_EXITS_MAX;
}

/* Lean sees no clock before its last exit, so the warm-up counts, too. */
static u64 warmup_allowed(const struct vmx_run *run)
{
	return is_slow(run) ? RUN_EXITS_MAX_SLOW : RUN_WARMUP_MAX;
}

static int flags_are_known(const struct vmx_run *run)
{
	return !(run->flags & ~RUN_FLAGS) &&
	       (!(run->flags & RUN_CROSS_CHECK) || run->form == FORM_STAMPED);
}

static int vector_may_be_expected(u32 vector)
{
	return vector <= 31 && vector != VECTOR_NMI && vector != VECTOR_MC;
}

static int mitigation_fits(const struct vmx_run *run, const struct request_rules *rules)
{
	if (!run->mitigation)
		return 1;
	return run->mitigation < MITIGATIONS && run->form == FORM_FULL && !rules->is_left_to_c(run);
}

static int work_fits(const struct vmx_run *run, const struct request_rules *rules)
{
	const struct exit_parts *parts = &run->parts;

	if (!parts->work)
		return !parts->work_count;
	if (parts->work == WORK_HOST_RSP)
		return !parts->work_count && run->form == FORM_LEAN &&
		       run->expected_reason != EXIT_EXCEPTION_NMI;
	return parts->work < WORKS && parts->work_count <= RUN_WORK_COUNT_MAX &&
	       run->form == FORM_FULL && !run->mitigation && !rules->is_left_to_c(run);
}

static int parts_fit(const struct vmx_run *run, const struct request_rules *rules)
{
	const struct exit_parts *parts = &run->parts;

	return work_fits(run, rules) && parts->entry_msrs <= RUN_MSRS_MAX &&
	       parts->exit_msrs <= RUN_MSRS_MAX && parts->stored_msrs <= RUN_MSRS_MAX &&
	       parts->cr3_targets <= RUN_CR3_TARGETS_MAX && parts->ept_dirty <= 1 &&
	       parts->signal < SIGNALS;
}

static int policy_can_be_followed(const struct vmx_run *run, u32 reason,
				  const struct request_rules *rules)
{
	struct exit_policy policy = run->policy[reason];

	if (policy.action >= ACTION_COUNT || policy.length > 15 ||
	    (policy.action && is_reserved(run, reason)))
		return 0;
	if (policy.action == ACTION_ARRIVE && !rules->can_be_awaited(reason))
		return 0;
	return !moves_rip(policy) || policy.length || !lacks_length(reason);
}

static int policies_can_be_followed(const struct vmx_run *run, const struct request_rules *rules)
{
	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++)
		if (!policy_can_be_followed(run, reason, rules))
			return 0;
	return 1;
}

enum bad_request request_fault(const struct vmx_run *run, const struct request_rules *rules)
{
	if (run->form >= FORM_COUNT)
		return BAD_FORM;
	if (!flags_are_known(run))
		return BAD_FLAGS;
	if (!padding_is_zero(&run->state))
		return BAD_PADDING;
	if (run->expected_reason >= EXIT_REASON_COUNT || is_reserved(run, run->expected_reason))
		return BAD_REASON;
	if (!vector_may_be_expected(run->expected_vector))
		return BAD_VECTOR;
	if (!parts_fit(run, rules))
		return BAD_PARTS;
	if (!run->exits_max || run->exits_max > exits_allowed(run))
		return BAD_EXITS;
	if (run->warmup_exits > warmup_allowed(run))
		return BAD_WARMUP;
	if (run->time_max_tsc < RUN_TIME_MIN_TSC || run->time_max_tsc > RUN_TIME_MAX_TSC)
		return BAD_TIME;
	if (!mitigation_fits(run, rules))
		return BAD_MITIGATION;
	if (run->needs >= FEATURES)
		return BAD_FEATURE;
	if (run->port_pass && run->port_pass != RUN_PORT_PASSED)
		return BAD_PORT;
	if (run->odd_page >= ODD_PAGES)
		return BAD_ODD_PAGE;
	if (run->vm_functions > 1)
		return BAD_FUNCTION;
	if (!policies_can_be_followed(run, rules))
		return BAD_POLICY;
	/* A guest that sets TF itself ends at its first instruction without an exit, by #DB. */
	return run->state.rflags & RFLAGS_TF ? BAD_TRAP_FLAG : BAD_NOTHING;
}
