// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a batch may run at all: what the request asks for that is VMX's, and what the CPU must
 * have or must not be doing. Controls, CR4 and the MSRs that a guest may touch are prepare.c's to
 * judge; whether a SYSCALL MSR may hold its value shows only when it is loaded (batch.c).
 */
#include <vmx_instructions.h>
#include "arrive.h"
#include "../cpu_features.h"
#include "exit_point.h"
#include "../host.h"
#include "../msr.h"
#include "../request_rules.h"
#include "request.h"

static int check_members(struct vmx_run *run)
{
	const struct request_rules rules = { exit_is_left_to_c, can_be_awaited };
	enum bad_request fault = request_fault(run, &rules);

	return fault ? run_fail(run, RUN_BAD_REQUEST, fault) : 0;
}

/* A mitigation that writes an MSR needs that MSR; every CPU has VERW and CALL. */
static int has_mitigation(u32 mitigation)
{
	switch (mitigation) {
	case MITIGATE_IBPB:
	case MITIGATE_SPEC_CTRL:
		return cpu_has(FEATURE_SPEC_CTRL);
	case MITIGATE_L1D:
		return cpu_has(FEATURE_FLUSH_CMD);
	}
	return 1;
}

static int any_counter_samples(u32 counters, u32 first_msr)
{
	u64 config;

	for (; counters; counters &= counters - 1)
		if (!host_rdmsr(first_msr + 4 * (u32)__builtin_ctz(counters), &config) &&
		    config & PMC_CFG_C_PEBS)
			return 1;
	return 0;
}

/* PEBS would write to the host's linear addresses through the guest's page tables. */
static int pebs_is_active(const struct capabilities *caps)
{
	u64 enabled;

	return (!host_rdmsr(IA32_PEBS_ENABLE, &enabled) && enabled) ||
	       any_counter_samples(caps->pebs_general, IA32_PMC_GP0_CFG_C) ||
	       any_counter_samples(caps->pebs_fixed, IA32_PMC_FX0_CFG_C);
}

static int wants_exits_of_svm(const struct vmx_run *run)
{
	for (u32 reason = EXIT_REASONS_OF_SVM; reason < EXIT_REASON_COUNT; reason++)
		if (run->policy[reason].action)
			return 1;
	return run->expected_reason >= EXIT_REASONS_OF_SVM;
}

static int check_cpu(const struct vm *vm, struct vmx_run *run)
{
	if (vm->caps.obstacle)
		return run_fail(run, RUN_NO_VMX, vm->caps.obstacle);
	if (!has_mitigation(run->mitigation))
		return run_fail(run, RUN_MITIGATION_REFUSED, run->mitigation);
	if (!cpu_has(run->needs))
		return run_fail(run, RUN_FEATURE_REFUSED, run->needs);
	if (wants_exits_of_svm(run))
		return run_fail(run, RUN_PART_REFUSED, PART_OF_SVM);
	if (pebs_is_active(&vm->caps))
		return run_fail(run, RUN_NO_VMX, VMX_PEBS_ACTIVE);
	return 0;
}

int request_check(const struct vm *vm, struct vmx_run *run)
{
	return check_members(run) || check_cpu(vm, run) ? -1 : 0;
}
