// SPDX-License-Identifier: GPL-2.0-only
/* The engine of SVM on a fake world switch: intercepts, a batch, what is refused. */
#include "svm_fixture.h"
#include "svm/codes.h"
#include "svm/complete.h"
#include "svm/vmmcall.h"

static u64 last_loop;
static struct vmcb first, last;

TEST(a_move_to_cr3_is_completed_and_flushes)
{
	static const u8 code[] = { 0x0f, 0x22, 0xd8 };

	put_code(code, sizeof(code));
	svm.nested = 1;
	svm.frame->registers[RAX] = 0x2000;
	assert_int_equal(svm_complete(&svm, &run, EXIT_CR_ACCESS), 0);
	assert_int_equal(svm.vmcb->cr3, 0x2000);
	assert_int_equal(svm.vmcb->tlb_control, VMCB_FLUSH_ALL);
	assert_int_equal(svm.vmcb->rip, CODE + 3);
	svm.caps.has_flush_by_asid = 1;
	svm.vmcb->rip = CODE;
	assert_int_equal(svm_complete(&svm, &run, EXIT_CR_ACCESS), 0);
	assert_int_equal(svm.vmcb->tlb_control, VMCB_FLUSH_GUEST);
}

TEST(without_nested_paging_a_guest_keeps_its_paging)
{
	static const u8 code[] = { 0x0f, 0x22, 0xc0 };

	put_code(code, sizeof(code));
	svm.frame->registers[RAX] = CR0_PE;
	assert_int_equal(svm_complete(&svm, &run, EXIT_CR_ACCESS), -1);
	svm.nested = 1;
	assert_int_equal(svm_complete(&svm, &run, EXIT_CR_ACCESS), 0);
	assert_int_equal(svm.vmcb->cr0, CR0_PE);
}

TEST(no_guest_gets_into_paged_real_mode)
{
	static const u8 code[] = { 0x0f, 0x22, 0xc0 };

	put_code(code, sizeof(code));
	svm.frame->registers[RAX] = CR0_PG;
	for (svm.nested = 0; svm.nested < 2; svm.nested++)
		assert_int_equal(svm_complete(&svm, &run, EXIT_CR_ACCESS), -1);
}

TEST(every_vmcall_in_a_guest_becomes_a_vmmcall)
{
	u8 code[] = { 0x0f, 0x0f, 0x01, 0xc1, 0x0f, 0x01, 0xc0, 0x0f, 0x01, 0xc1 };
	static const u8 translated[] = { 0x0f, 0x0f, 0x01, 0xd9, 0x0f,
					 0x01, 0xc0, 0x0f, 0x01, 0xd9 };

	svm_translate(code, sizeof(code));
	assert_memory_equal(code, translated, sizeof(code));
}

static int is_intercepted(u32 code)
{
	u32 intercepts[5] = { 0 };

	svm_intercepts_fill(&run, 1, intercepts);
	return BIT_IS_SET(intercepts[code / 32], code % 32);
}

TEST(what_a_run_asks_for_is_intercepted_and_what_the_host_needs)
{
	assert_true(is_intercepted(0x60) && is_intercepted(0x61) && is_intercepted(0x80));
	assert_true(is_intercepted(0x7b) && is_intercepted(0x7c) && is_intercepted(0x7f));
	assert_false(is_intercepted(0x6e));
	control_set(run.controls, RDTSC_EXITING);
	assert_true(is_intercepted(0x6e) && is_intercepted(0x87));
	assert_true(is_intercepted(0x89));
	control_clear(run.controls, WBINVD_EXITING);
	assert_false(is_intercepted(0x89));
	assert_false(is_intercepted(0x10));
	run.policy[EXIT_CR_ACCESS].action = ACTION_COMPLETE;
	assert_true(is_intercepted(0x10) && is_intercepted(0x14));
}

/* The flush; a CPUID that the loop leaves to C; then the guest is done; then the flush again. */
static int cpuid_then_done(struct svm_frame *frame, u64 loop)
{
	(void)frame;
	if (entries == 1)
		first = *svm.vmcb;
	last = *svm.vmcb;
	last_loop = loop;
	svm.vmcb->next_rip = svm.vmcb->rip + 2;
	svm.vmcb->exit_code = entries++ == 1 ? 0x72 : 0x81;
	return 0;
}

TEST(a_batch_runs_flushes_and_gives_back_what_it_borrowed)
{
	u64 efer = fake_msr(IA32_EFER)->value;

	fake_svm_guest = cpuid_then_done;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_DONE);
	assert_int_equal(run.borrowed, 0);
	assert_int_equal(run.exits[EXIT_CPUID], 1);
	assert_int_equal(run.guest_rip, 0x1002);
	assert_int_equal(run.instruction_length, 2);
	assert_int_equal(entries, 4);
	assert_int_equal(first.tlb_control, 0);
	assert_int_equal(last.tlb_control, VMCB_FLUSH_ALL);
	assert_int_equal(last.nested_cr3, svm_physical(&svm, SVM_NOWHERE));
	assert_int_equal(last_loop, svm_loops[LOOPS_full][LOOP_return]);
	assert_int_equal(fake_msr(MSR_VM_HSAVE_PA)->value, 0x7000);
	assert_int_equal(fake_msr(IA32_EFER)->value, efer);
}

/* The CPU would take our tables for others: a page of the guest's for a table. */
TEST(nested_tables_are_as_deep_as_the_hosts_own)
{
	const u64 *root = (void *)svm.page[SVM_ROOT_5];

	fake_svm_guest = cpuid_then_done;
	svm_run(&svm, &run);
	assert_int_equal(first.nested_cr3, svm.tables.physical[0]);
	fake.cr4 |= CR4_LA57;
	entries = 0;
	svm_run(&svm, &run);
	assert_int_equal(first.nested_cr3, svm_physical(&svm, SVM_ROOT_5));
	assert_int_equal(*root, svm.tables.physical[0] | 7);
	for (u32 i = 1; i < 512; i++)
		assert_int_equal(root[i], 0);
}

TEST(the_hosts_spec_ctrl_stays_where_the_guest_has_its_own)
{
	fake_msr_set(IA32_SPEC_CTRL, 3);
	fake_svm_guest = cpuid_then_done;
	svm_run(&svm, &run);
	assert_int_equal(run.spec_ctrl_cleared, 3);
	svm.caps.has_virtual_spec_ctrl = 1;
	entries = 0;
	svm_run(&svm, &run);
	assert_int_equal(run.spec_ctrl_cleared, 0);
	assert_int_equal(fake_msr(IA32_SPEC_CTRL)->value, 3);
}

/* As under KVM: SVME stays on, and what KVM scales a guest's TSC by is there again. */
TEST(svm_that_is_on_is_borrowed_with_the_scale_of_the_tsc)
{
	u64 *efer = &fake_msr(IA32_EFER)->value;

	*efer |= EFER_SVME;
	fake_msr_set(MSR_TSC_RATIO, TSC_RATIO_ONE / 2);
	svm.caps.has_tsc_ratio = 1;
	fake_svm_guest = cpuid_then_done;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_DONE);
	assert_int_equal(run.borrowed, 1);
	assert_true(*efer & EFER_SVME);
	assert_int_equal(fake_msr(MSR_VM_HSAVE_PA)->value, 0x7000);
	assert_int_equal(fake_msr(MSR_TSC_RATIO)->value, TSC_RATIO_ONE / 2);
	assert_int_equal(fake_msr(MSR_TSC_RATIO)->writes, 2);
}

TEST(a_host_without_the_save_areas_msr_is_left_as_it_was)
{
	u64 efer = fake_msr(IA32_EFER)->value;

	fake_msr_remove(MSR_VM_HSAVE_PA);
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_SVME_REFUSED);
	assert_int_equal(fake_msr(IA32_EFER)->value, efer);
}

static void assert_bad(enum bad_request bad)
{
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_BAD_REQUEST);
	assert_int_equal(run.detail, bad);
	request_cpuid(&run);
}

TEST(no_bit_of_a_request_reaches_the_host)
{
	run.state.efer |= 1u << 13;
	assert_bad(BAD_EFER);
	run.state.rflags |= RFLAGS_TF;
	assert_bad(BAD_TRAP_FLAG);
	run.state.cr0 &= ~CR0_PE;
	assert_bad(BAD_PAGING);
	run.msr_pass[0] = IA32_EFER;
	assert_bad(BAD_MSR);
	run.policy[EXIT_MACHINE_CHECK].action = ACTION_RESUME;
	assert_bad(BAD_POLICY);
	run.policy[EXIT_TRIPLE_FAULT].action = ACTION_RESUME;
	assert_bad(BAD_POLICY);
	run.policy[EXIT_EPT_VIOLATION].action = ACTION_SKIP;
	assert_bad(BAD_POLICY);
	run.form = FORM_STAMPED;
	run.exits_max = RUN_STAMPED_EXITS_MAX + 1;
	assert_bad(BAD_EXITS);
	run.state.cr4 |= CR4_CET;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_CR4_REFUSED);
	assert_int_equal(run.detail, __builtin_ctzll(CR4_CET));
}

/* Of the operation `rdtscp`; no control of SVM turns the instruction off. */
TEST(an_operation_that_needs_rdtscp_is_refused_where_the_cpu_lacks_it)
{
	fake_cpuid_set(0x80000001, 0, 0, 0, 0, ~(1u << 27));
	control_set(run.controls, ENABLE_RDTSCP);
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENABLE_RDTSCP);
	fake_cpuid_set(0x80000001, 0, 0, 0, 0, 1u << 27);
	fake_svm_guest = cpuid_then_done;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_DONE);
}

TEST(where_the_host_wants_nested_paging_no_run_clears_it)
{
	svm.caps.must_nest = 1;
	control_clear(run.controls, ENABLE_EPT);
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENABLE_EPT);
}

TEST(a_guest_may_not_give_itself_a_bit_of_cr4_that_a_run_may_not_ask_for)
{
	static const u8 code[] = { 0x0f, 0x22, 0xe0 };

	put_code(code, sizeof(code));
	svm.nested = 1;
	svm.cr4_may_set = CR4_FOR_GUESTS;
	svm.frame->registers[RAX] = CR4_PAE | CR4_CET;
	assert_int_equal(svm_complete(&svm, &run, EXIT_CR_ACCESS), -1);
	svm.frame->registers[RAX] = CR4_PAE | CR4_DE;
	assert_int_equal(svm_complete(&svm, &run, EXIT_CR_ACCESS), 0);
	assert_int_equal(svm.vmcb->cr4, CR4_PAE | CR4_DE);
}

/* An SMI that ended the guest; the rest as ever. */
static int smi_first(struct svm_frame *frame, u64 loop)
{
	cpuid_then_done(frame, loop);
	if (entries == 2)
		svm.vmcb->exit_code = SVM_CODE_SMI;
	return 0;
}

TEST(an_smi_in_the_guest_is_the_hosts_and_the_guest_goes_on)
{
	fake_svm_guest = smi_first;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_DONE);
	assert_int_equal(run.nmis, 1);
	assert_true(is_intercepted(SVM_CODE_SMI));
}

static u64 injected;

/* In the midst of an interrupt's delivery: the CPU has taken the injection back. */
static int smi_during_delivery(struct svm_frame *frame, u64 loop)
{
	if (entries == 2)
		injected = svm.vmcb->event_injection;
	smi_first(frame, loop);
	if (entries == 2)
		svm.vmcb->exit_interrupt_info = VMCB_EVENT_VALID | 0x20;
	return 0;
}

TEST(an_event_that_an_smi_kept_from_the_guest_is_delivered_after_it)
{
	fake_svm_guest = smi_during_delivery;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_DONE);
	assert_int_equal(run.nmis, 1);
	assert_int_equal(injected, VMCB_EVENT_VALID | 0x20);
	fake_svm_guest = smi_first;
	svm.vmcb->exit_interrupt_info = entries = 0;
	svm_run(&svm, &run);
	assert_int_equal(svm.vmcb->event_injection, 0);
}

TEST(what_only_vmx_has_is_refused_by_name)
{
	run.parts.work = WORK_VMREAD;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_PART_REFUSED);
	assert_int_equal(run.detail, PART_OF_VMX);
	run.parts.work = WORK_NOTHING;
	control_set(run.controls, ENABLE_PML);
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENABLE_PML);
}

/* The run's own state, which VMRUN may refuse, would leave the guest's translations behind. */
TEST(what_flushes_is_a_state_that_vmrun_takes)
{
	run.state.cr0 = ~0ull;
	run.state.cr3 = ~0ull;
	run.state.efer = 0;
	run.state.rflags = 0;
	fake_svm_guest = cpuid_then_done;
	svm_run(&svm, &run);
	assert_int_equal(last.tlb_control, VMCB_FLUSH_ALL);
	assert_int_equal(last.cr0, CR0_PE | CR0_ET | CR0_NE | CR0_PG);
	assert_int_equal(last.cr3, 0);
	assert_int_equal(last.cr4, CR4_PAE | CR4_MCE);
	assert_int_equal(last.efer, EFER_LME | EFER_LMA | EFER_SVME);
	assert_int_equal(last.rflags, RFLAGS_FIXED);
}

static int never_enters(struct svm_frame *frame, u64 loop)
{
	(void)frame;
	(void)loop;
	svm.vmcb->exit_code = SVM_CODE_INVALID;
	return 0;
}

static u32 fault_at, refused_at;

static int fails_at_an_entry(struct svm_frame *frame, u64 loop)
{
	cpuid_then_done(frame, loop);
	if (entries == refused_at)
		svm.vmcb->exit_code = SVM_CODE_INVALID;
	return entries == fault_at;
}

/* The flush before the guest, and the guest. */
TEST(a_fault_in_the_switch_and_a_refused_flush_have_names)
{
	fake_cpuid_set(0x80000008, 0, 48u << 8 | 48, 0, 0, 0);
	fake_svm_guest = fails_at_an_entry;
	for (fault_at = 1; fault_at <= 2; fault_at++) {
		entries = 0;
		svm_run(&svm, &run);
		assert_int_equal(run.outcome, RUN_ENTRY_FAILED);
		assert_int_equal(run.detail, ENTRY_SWITCH_FAULTED);
	}
	fault_at = entries = 0;
	refused_at = 1;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_ENTRY_FAILED);
	assert_int_equal(run.detail, ENTRY_NO_RULE);
	refused_at = 0;
}

TEST(a_refused_entry_and_svm_turned_off_are_named)
{
	fake_svm_guest = never_enters;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_ENTRY_FAILED);
	svm.caps.obstacle = SVM_DISABLED;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_NO_VMX);
}

static int machine_check_while_flushing(struct svm_frame *frame, u64 loop)
{
	cpuid_then_done(frame, loop);
	if (entries == 1)
		svm.vmcb->exit_code = SVM_CODE_EXCEPTION + VECTOR_MC;
	return 0;
}

TEST(a_machine_check_during_a_flush_is_the_hosts)
{
	fake_svm_guest = machine_check_while_flushing;
	svm_run(&svm, &run);
	assert_non_null(strstr(fake.log, "deliver:18"));
}

static int alignment_check(struct svm_frame *frame, u64 loop)
{
	(void)frame;
	(void)loop;
	entries++;
	svm.vmcb->exit_code = 0x51;
	return 0;
}

TEST(another_exception_than_the_expected_one_ends_the_run)
{
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.expected_vector = 6;
	run.exception_bitmap = 1u << 6;
	run.policy[EXIT_EXCEPTION_NMI].action = ACTION_RESUME;
	fake_svm_guest = alignment_check;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_UNEXPECTED_EXIT);
	assert_int_equal(entries, 3); /* the guest's one between two flushes */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SVM_ROW(without_nested_paging_a_guest_keeps_its_paging),
		SVM_ROW(nested_tables_are_as_deep_as_the_hosts_own),
		SVM_ROW(the_hosts_spec_ctrl_stays_where_the_guest_has_its_own),
		SVM_ROW(a_machine_check_during_a_flush_is_the_hosts),
		SVM_ROW(a_move_to_cr3_is_completed_and_flushes),
		SVM_ROW(every_vmcall_in_a_guest_becomes_a_vmmcall),
		SVM_ROW(what_a_run_asks_for_is_intercepted_and_what_the_host_needs),
		SVM_ROW(a_batch_runs_flushes_and_gives_back_what_it_borrowed),
		SVM_ROW(svm_that_is_on_is_borrowed_with_the_scale_of_the_tsc),
		SVM_ROW(a_host_without_the_save_areas_msr_is_left_as_it_was),
		SVM_ROW(no_bit_of_a_request_reaches_the_host),
		SVM_ROW(an_operation_that_needs_rdtscp_is_refused_where_the_cpu_lacks_it),
		SVM_ROW(where_the_host_wants_nested_paging_no_run_clears_it),
		SVM_ROW(a_guest_may_not_give_itself_a_bit_of_cr4_that_a_run_may_not_ask_for),
		SVM_ROW(an_smi_in_the_guest_is_the_hosts_and_the_guest_goes_on),
		SVM_ROW(what_only_vmx_has_is_refused_by_name),
		SVM_ROW(another_exception_than_the_expected_one_ends_the_run),
		SVM_ROW(what_flushes_is_a_state_that_vmrun_takes),
		SVM_ROW(no_guest_gets_into_paged_real_mode),
		SVM_ROW(an_event_that_an_smi_kept_from_the_guest_is_delivered_after_it),
		SVM_ROW(a_fault_in_the_switch_and_a_refused_flush_have_names),
		SVM_ROW(a_refused_entry_and_svm_turned_off_are_named),
	};

	return RUN_ALL(tests);
}
