// SPDX-License-Identifier: GPL-2.0-only
/* HOST_RIP is the dispatch: the exit point that serves a run's expected exit by itself. */
#include "events.h"
#include "exit_point.h"
#include "../x86.h"

#define VECTORS_SOFTWARE  (1u << 3 | 1u << 4)  /* #BP, #OF */
#define VECTORS_WITH_CODE (1u << 8 | 0x1fu << 10 | 1u << 17 | 1u << 21)

u32 exit_event_of(u32 vector)
{
	u32 type = BIT_IS_SET(VECTORS_SOFTWARE, vector) ? EVENT_SOFTWARE : EVENT_HARDWARE;

	/* The one #DB that a guest is asked for is INT1's: any other is left to C. */
	if (vector == VECTOR_DB)
		type = EVENT_PRIVILEGED;
	return vector | type | (BIT_IS_SET(VECTORS_WITH_CODE, vector) ? EVENT_ERROR_CODE : 0);
}

/* No interrupt ends a loop of these: C must look at the clock each time. */
static int outranks_interrupts(u32 reason)
{
	return reason == EXIT_INTERRUPT_WINDOW || reason == EXIT_NMI_WINDOW ||
	       reason == EXIT_MONITOR_TRAP_FLAG || reason == EXIT_PREEMPTION_TIMER;
}

static enum exit_policy_point point_of(const struct vmx_run *run)
{
	const struct exit_policy *policy = &run->policy[run->expected_reason];
	int exception = run->expected_reason == EXIT_EXCEPTION_NMI;

	if (outranks_interrupts(run->expected_reason) || run->flags & RUN_CROSS_CHECK)
		return POINT_return;
	switch (policy->action) {
	case ACTION_SKIP:
		if (exception)
			return policy->length ? POINT_exception : POINT_return;
		return policy->length ? POINT_skip_fixed : POINT_skip;
	case ACTION_RETURN:
		return policy->length || exception ? POINT_return : POINT_value;
	case ACTION_COMPLETE:
		/* What faulted says itself where the guest goes on. */
		return exception || policy->length ? POINT_return : POINT_complete;
	case ACTION_CPUID:
		/* Reason 0 is the NMI and the machine check too. */
		return exception ? POINT_return : POINT_cpuid;
	case ACTION_RESUME:
		/* Reason 0 is the NMI too, which must not be resumed over. */
		return exception ? POINT_return : POINT_resume;
	}
	return POINT_return;
}

/* In the order of enum run_mitigation. */
static const u8 mitigating_sets[] = {
	SET_full, SET_verw, SET_rsb, SET_ibpb, SET_l1d, SET_spec_ctrl, SET_bhb
};
_Static_assert(sizeof(mitigating_sets) == MITIGATIONS, "an exit set for each mitigation");

/* In the order of enum run_work; the first is the mitigation's, the last is lean alone. */
static const u8 working_sets[] = {
	SET_full, SET_vmread, SET_vmwrite, SET_invept, SET_invvpid, SET_vmptrld, SET_vmclear,
	SET_vmxoff, SET_other_vmclear, SET_full
};
_Static_assert(sizeof(working_sets) == WORKS, "an exit set for each work");

static enum exit_set set_of(const struct vmx_run *run)
{
	if (run->form == FORM_STAMPED)
		return SET_stamped;
	return run->parts.work ? working_sets[run->parts.work] : mitigating_sets[run->mitigation];
}

u64 exit_point(const struct vmx_run *run)
{
	if (run->parts.work == WORK_HOST_RSP)
		return (u64)exit_lean_host_rsp;
	if (run->form == FORM_LEAN)
		return (u64)(run->expected_reason == EXIT_EXCEPTION_NMI ? exit_lean_exception :
									  exit_lean);
	return exit_points[set_of(run)][point_of(run)];
}

int exit_is_left_to_c(const struct vmx_run *run)
{
	return run->form != FORM_LEAN &&
	       (point_of(run) == POINT_return || point_of(run) == POINT_complete);
}
