// SPDX-License-Identifier: GPL-2.0-only
/* Why VMRUN refuses a VMCB has a name: the rows that the bare image enters, and their rules. */
#include "svm_fixture.h"
#include "driver/boot/spoilt_svm_rows.h"
#include "rule_names.h"
#include "svm/svm_entry_check.h"

static struct vmcb as_prepared;
static u64 invalid = SVM_CODE_INVALID;

static int refuse(struct svm_frame *frame, u64 loop)
{
	(void)frame;
	(void)loop;
	if (entries++ == 1)
		as_prepared = *svm.vmcb;
	svm.vmcb->exit_code = entries == 2 ? invalid : 0x81;
	return 0;
}

/* The fake's physical addresses are the test's own. */
static u32 rule_of_run(void)
{
	fake_cpuid_set(0x80000008, 0, 48u << 8 | 48, 0, 0, 0);
	entries = 0;
	fake_svm_guest = refuse;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_ENTRY_FAILED);
	return run.detail;
}

TEST(a_vmcb_as_the_engine_fills_it_breaks_no_rule)
{
	assert_int_equal(rule_of_run(), ENTRY_NO_RULE);
	assert_int_equal(svm_entry_check(&as_prepared), -1);
}

static const char *const names[] = {
#define SVM_RULE(name, words, holds) #name,
#include "svm/svm_entry_rules.def"
#undef SVM_RULE
};

TEST(each_spoilt_vmcb_breaks_the_rule_it_claims)
{
	int wrong = 0;

	rule_of_run();
	for (u32 i = 0; i < COUNT_OF(spoilt_vmcbs); i++) {
		const struct spoilt_vmcb *row = &spoilt_vmcbs[i];
		struct vmcb vmcb = as_prepared;

		row->spoil(&vmcb, 1ull << 48);
		wrong += is_another(names, row->name, row->rule, svm_entry_check(&vmcb));
	}
	assert_int_equal(wrong, 0);
}

TEST(every_rule_has_a_row_that_breaks_it)
{
	int seen[SVM_RULES] = { 0 };

	for (u32 i = 0; i < COUNT_OF(spoilt_vmcbs); i++)
		if (spoilt_vmcbs[i].rule >= 0)
			seen[spoilt_vmcbs[i].rule] = 1;
	insist_all_are_seen(names, seen, SVM_RULES);
}

TEST(an_event_is_legal_by_its_type_and_vector)
{
	static const u64 legal[] = {
		VMCB_EVENT_VALID | 0x20,
		VMCB_EVENT_VALID | 2 << 8,
		VMCB_EVENT_VALID | 4 << 8 | 3,
		VMCB_EVENT_VALID | 3 << 8 | 14,
	};

	rule_of_run();
	for (u32 i = 0; i < COUNT_OF(legal); i++) {
		as_prepared.event_injection = legal[i];
		assert_int_equal(svm_entry_check(&as_prepared), -1);
	}
}

/* Its tables, and its PAT. */
TEST(without_nested_paging_nothing_is_asked_of_it)
{
	rule_of_run();
	as_prepared.nested_paging = 0;
	for (u32 i = 0; i < COUNT_OF(spoilt_vmcbs); i++) {
		struct vmcb vmcb = as_prepared;

		if (!spoilt_vmcbs[i].of_nested_paging)
			continue;
		spoilt_vmcbs[i].spoil(&vmcb, 1ull << 48);
		assert_int_equal(svm_entry_check(&vmcb), -1);
	}
}

static int refuse_with_the_hosts_state(struct svm_frame *frame, u64 loop)
{
	const u64 cr0 = CR0_PE | CR0_ET | CR0_NE | CR0_PG;

	refuse(frame, loop);
	if (svm.vmcb->exit_code == invalid)
		svm.vmcb->cr0 = cr0;
	return 0;
}

static int refuse_after_an_exit(struct svm_frame *frame, u64 loop)
{
	refuse(frame, loop);
	if (svm.vmcb->exit_code == invalid) {
		frame->registers[RBX] = 0x1234;
		svm.vmcb->gdtr.base = 0x5678;
	}
	return 0;
}

/* Not those with which the run began, which are judged where the refused ones break no rule. */
TEST(the_final_state_is_the_refused_one)
{
	fake_cpuid_set(0x80000008, 0, 48u << 8 | 48, 0, 0, 0);
	fake_svm_guest = refuse_after_an_exit;
	svm_run(&svm, &run);
	assert_int_equal(run.detail, ENTRY_NO_RULE);
	assert_int_equal(run.registers[RBX], 0x1234);
	assert_int_equal(run.final.gdtr.base, 0x5678);
}

TEST(bits_of_efer_that_read_as_zero_break_no_rule)
{
	rule_of_run();
	as_prepared.efer |= 0xfe;
	assert_int_equal(svm_entry_check(&as_prepared), -1);
}

/* As Bochs does. */
TEST(the_rule_is_named_where_the_host_state_was_written_over_the_guests)
{
	run.state.cr0 |= CR0_NW;
	fake_cpuid_set(0x80000008, 0, 48u << 8 | 48, 0, 0, 0);
	entries = 0;
	fake_svm_guest = refuse_with_the_hosts_state;
	svm_run(&svm, &run);
	assert_int_equal(run.detail, ENTRY_SVM_RULE_FIRST + SVM_RULE_cr0_cache);
	run.state.cr0 &= ~CR0_NW;
	run.state.cr4 = 0;
	assert_int_equal(rule_of_run(), ENTRY_SVM_RULE_FIRST + SVM_RULE_long_mode_pae);
}

/* As KVM writes it to a guest that is a hypervisor, and QEMU. */
TEST(half_of_the_exit_code_says_that_vmrun_refused)
{
	invalid = (u32)SVM_CODE_INVALID;
	run.state.cr0 |= CR0_NW;
	assert_int_equal(rule_of_run(), ENTRY_SVM_RULE_FIRST + SVM_RULE_cr0_cache);
	invalid = SVM_CODE_INVALID;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SVM_ROW(a_vmcb_as_the_engine_fills_it_breaks_no_rule),
		SVM_ROW(each_spoilt_vmcb_breaks_the_rule_it_claims),
		SVM_ROW(every_rule_has_a_row_that_breaks_it),
		SVM_ROW(without_nested_paging_nothing_is_asked_of_it),
		SVM_ROW(an_event_is_legal_by_its_type_and_vector),
		SVM_ROW(the_final_state_is_the_refused_one),
		SVM_ROW(bits_of_efer_that_read_as_zero_break_no_rule),
		SVM_ROW(half_of_the_exit_code_says_that_vmrun_refused),
		SVM_ROW(the_rule_is_named_where_the_host_state_was_written_over_the_guests),
	};

	return RUN_ALL(tests);
}
