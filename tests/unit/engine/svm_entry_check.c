// SPDX-License-Identifier: GPL-2.0-only
/* Why VMRUN refuses a VMCB has a name: one thing spoilt, and the rule that it breaks. */
#include "svm_fixture.h"
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

#define SPOIL(name, statement) \
	static void name(struct vmcb *vmcb) { statement; }

SPOIL(efer_svme, vmcb->efer &= ~EFER_SVME)
SPOIL(cr0_cache, vmcb->cr0 |= CR0_NW)
SPOIL(cr0_high_bits, vmcb->cr0 |= 1ull << 40)
SPOIL(cr3_width, vmcb->cr3 |= 1ull << 60)
SPOIL(cr4_reserved, vmcb->cr4 |= CR4_VMXE)
SPOIL(cr4_cet_needs_wp, vmcb->cr4 |= CR4_CET)
SPOIL(dr6_high_bits, vmcb->dr6 |= 1ull << 32)
SPOIL(dr7_high_bits, vmcb->dr7 |= 1ull << 32)
SPOIL(efer_reserved, vmcb->efer |= 1 << 9)
SPOIL(long_mode_pae, vmcb->cr4 &= ~CR4_PAE)
SPOIL(long_mode_pe, vmcb->cr0 &= ~CR0_PE)
SPOIL(code_size, vmcb->cs.attributes |= 0x600)
SPOIL(vmrun_intercepted, vmcb->intercepts[4] = 0)
SPOIL(maps_width, vmcb->io_permissions = ~0ull)
SPOIL(asid, vmcb->asid = 0)
SPOIL(event_type, vmcb->event_injection = VMCB_EVENT_VALID | 7 << 8)
SPOIL(nested_cr3_width, vmcb->nested_cr3 |= 1ull << 60)
SPOIL(pat_types, vmcb->pat = 0x0207)

TEST(each_rule_is_named_by_what_breaks_it_alone)
{
	static void (*const spoil[])(struct vmcb *) = {
#define SVM_RULE(name, words, holds) name,
#include "svm/svm_entry_rules.def"
#undef SVM_RULE
	};

	rule_of_run();
	for (u32 rule = 0; rule < SVM_RULES; rule++) {
		struct vmcb vmcb = as_prepared;

		spoil[rule](&vmcb);
		assert_int_equal(svm_entry_check(&vmcb), rule);
	}
}

TEST(an_event_is_legal_by_its_type_and_vector)
{
	static const struct { u64 event; int rule; } rows[] = {
		{ 7 << 8, -1 },
		{ VMCB_EVENT_VALID | 0x20, -1 },
		{ VMCB_EVENT_VALID | 4 << 8 | 3, -1 },
		{ VMCB_EVENT_VALID | 3 << 8 | 14, -1 },
		{ VMCB_EVENT_VALID | 3 << 8 | 2, SVM_RULE_event_type },
		{ VMCB_EVENT_VALID | 3 << 8 | 32, SVM_RULE_event_type },
		{ VMCB_EVENT_VALID | 1 << 8, SVM_RULE_event_type },
	};

	rule_of_run();
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		as_prepared.event_injection = rows[i].event;
		assert_int_equal(svm_entry_check(&as_prepared), rows[i].rule);
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

/* Two pages and three. */
TEST(the_last_byte_of_a_map_is_within_the_width)
{
	const u64 end = 1ull << 48;

	rule_of_run();
	as_prepared.msr_permissions = end - 2 * PAGE_BYTES;
	as_prepared.io_permissions = end - 3 * PAGE_BYTES;
	assert_int_equal(svm_entry_check(&as_prepared), -1);
	as_prepared.msr_permissions += PAGE_BYTES;
	assert_int_equal(svm_entry_check(&as_prepared), SVM_RULE_maps_width);
	as_prepared.msr_permissions = 0;
	as_prepared.io_permissions += PAGE_BYTES;
	assert_int_equal(svm_entry_check(&as_prepared), SVM_RULE_maps_width);
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
		SVM_ROW(each_rule_is_named_by_what_breaks_it_alone),
		SVM_ROW(an_event_is_legal_by_its_type_and_vector),
		SVM_ROW(the_final_state_is_the_refused_one),
		SVM_ROW(bits_of_efer_that_read_as_zero_break_no_rule),
		SVM_ROW(the_last_byte_of_a_map_is_within_the_width),
		SVM_ROW(half_of_the_exit_code_says_that_vmrun_refused),
		SVM_ROW(the_rule_is_named_where_the_host_state_was_written_over_the_guests),
	};

	return RUN_ALL(tests);
}
