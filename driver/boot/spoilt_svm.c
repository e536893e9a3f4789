// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMCBs that VMRUN must refuse, one after the other, and some that it must take: how each ends, and
 * which rule of svm_entry_rules.def it breaks. They are entered behind the check of requests, which
 * lets through hardly any of them. The rule is looked for before the entry: Bochs writes the host's
 * state over what it refused.
 */
#include "../../engine/msr.h"
#include "../../engine/svm/prepare.h"
#include "console.h"
#include "numbers.h"
#include "run.h"
#include "spoilt_svm.h"
#include "spoilt_svm_rows.h"

#define ALSO_WHAT_ENDS 2 /* numbers.spoilt */

static const char *const rule_names[] = {
#define SVM_RULE(name, words, holds) #name,
#include "../../engine/svm/svm_entry_rules.def"
#undef SVM_RULE
};

static struct spoilt_end end_of(const char *how, int rule)
{
	return (struct spoilt_end){ how, rule < 0 ? "-" : rule_names[rule] };
}

static int enter_root(struct host_state *host)
{
	host_state_save(host);
	return host_set_svme(1) ||
	       host_wrmsr(MSR_VM_HSAVE_PA, svm_physical(&engine.svm, SVM_SAVE_AREA));
}

static void leave_root(const struct host_state *host)
{
	host_set_svme(0);
	host_state_restore(host);
}

/* A guest that gets in ends with its first exception, as its handler may be out of its reach. */
static void prepare(void)
{
	struct svm *svm = &engine.svm;

	svm_prepare(svm, &run);
	svm->vmcb->tlb_control = svm_flush(svm);
	svm->vmcb->intercepts[SVM_CODE_EXCEPTION / 32] = ~(1u << VECTOR_NMI);
}

static const char *enter(const struct spoilt_vmcb *row, int *rule)
{
	struct svm *svm = &engine.svm;
	int faulted;

	row->spoil(svm->vmcb, svm_physical_end());
	*rule = svm_entry_check(svm->vmcb);
	host_set_deadline(TIME_MAX_TSC);
	faulted = svm_enter(svm->frame, svm_loops[LOOPS_full][LOOP_return]);
	host_set_deadline(0);
	return faulted ? "faulted" : vmcb_is_refused(svm->vmcb) ? "refused" : "entered";
}

static const char *reason_to_skip(const struct spoilt_vmcb *row)
{
	if (row->differs & ENDS_BOCHS && numbers.spoilt < ALSO_WHAT_ENDS)
		return "ends=bochs";
	return row->of_nested_paging && !engine.svm.nested ? "lacks=nested_paging" : 0;
}

static void run_row(const struct spoilt_vmcb *row)
{
	const char *skip = reason_to_skip(row), *how;
	struct host_state host;
	int rule;

	if (skip)
		return tell_spoilt_skip(row->name, skip);
	prepare();
	if (enter_root(&host))
		return tell_test("svm_is_on_for_a_spoilt_vmcb", 0);
	how = enter(row, &rule);
	leave_root(&host);
	tell_spoilt(row->name, end_of(row->rule < 0 ? "entered" : "refused", row->rule),
		    end_of(how, rule), engine.svm.vmcb->exit_code, row->differs);
}

/* By a request, as any batch: one of the few that the check of requests lets through. */
static int is_named_to_the_run(const struct cell *vmcall)
{
	cell_prepare_guest(vmcall, size_for(vmcall), guest_memory());
	cell_prepare_run(vmcall, size_for(vmcall), TIME_MAX_TSC, &run);
	run.state.cr0 |= CR0_NW;
	run_batch();
	return run.outcome == RUN_ENTRY_FAILED &&
	       run.detail == ENTRY_SVM_RULE_FIRST + SVM_RULE_cr0_cache;
}

void enter_spoilt_svm(void)
{
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };
	s64 ticks;

	tell_test("a_run_that_is_refused_says_by_which_rule", is_named_to_the_run(&vmcall));
	measure(&vmcall, size_for(&vmcall), &ticks);
	for (u32 i = 0; i < COUNT_OF(spoilt_vmcbs); i++)
		run_row(&spoilt_vmcbs[i]);
	tell_test("a_guest_runs_after_those_that_were_refused",
		  measure(&vmcall, size_for(&vmcall), &ticks) == CLAIM_HOLDS);
}
