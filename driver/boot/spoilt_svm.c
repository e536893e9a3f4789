// SPDX-License-Identifier: GPL-2.0-only
/*
 * States that VMRUN must refuse, one after the other: each is refused, and its rule named. Not one
 * whose CR3 is too wide, which Bochs 2.7 enters, nor long mode without CR0.PE, with which it ends.
 */
#include "../../engine/svm/svm_entry_check.h"
#include "console.h"
#include "run.h"
#include "spoilt_svm.h"

#define ATTRIBUTES_L_AND_D 0x6000u /* of a segment's rights in a run */

static void nw_without_cd(struct guest_state *state)    { state->cr0 |= CR0_NW; }
static void high_bits_of_cr0(struct guest_state *state) { state->cr0 |= 1ull << 32; }
static void no_pae(struct guest_state *state)           { state->cr4 &= ~CR4_PAE; }
static void both_sizes(struct guest_state *state)       { state->cs.rights |= ATTRIBUTES_L_AND_D; }

static const struct row {
	const char *name;
	void (*spoil)(struct guest_state *state);
	u32 rule;
} rows[] = {
	{ "nw_without_cd", nw_without_cd, SVM_RULE_cr0_cache },
	{ "high_bits_of_cr0", high_bits_of_cr0, SVM_RULE_cr0_high_bits },
	{ "long_mode_without_pae", no_pae, SVM_RULE_long_mode_pae },
	{ "code_of_64_bits_and_of_32", both_sizes, SVM_RULE_code_size },
};

static void run_row(const struct row *row)
{
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };
	const struct batch_size size = size_for(&vmcall);
	int named;

	cell_prepare_guest(&vmcall, size, guest_memory());
	cell_prepare_run(&vmcall, size, TIME_MAX_TSC, &run);
	row->spoil(&run.state);
	run_batch();
	named = run.outcome == RUN_ENTRY_FAILED &&
		run.detail == ENTRY_SVM_RULE_FIRST + row->rule;
	print("test vmrun_refuses_%s_and_its_rule_is_named %s", row->name, named ? "ok" : "fail");
	print(named ? "\n" : " outcome=%u detail=%x\n", run.outcome, (u64)run.detail);
	count_test(named);
}

void enter_spoilt_svm(void)
{
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };
	s64 ticks;

	for (u32 i = 0; i < COUNT_OF(rows); i++)
		run_row(&rows[i]);
	tell_test("a_guest_runs_after_those_that_were_refused",
		  measure(&vmcall, size_for(&vmcall), &ticks) == CLAIM_HOLDS);
}
