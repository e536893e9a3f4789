// SPDX-License-Identifier: GPL-2.0-only
/* The guest's state as a run ends: what its processor holds, as the guest itself would read it. */
#include "final_state.h"
#include "fixture.h"

static u32 run_with(void (*effect)(struct frame *frame))
{
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .length = 3, .effect = effect });
	return run_batch();
}

TEST(a_guest_that_changes_nothing_leaves_what_the_run_says)
{
	run.state.gdtr.base = 0x5000;
	run.state.idtr.base = 0x6000;
	run.state.ldtr = (struct segment){ 0x7000, 0xfff, RIGHTS_LDT, 0x50, 0 };
	run.state.gs.base = 0x123000;
	run.state.sysenter_cs = 0x8;
	run.state.sysenter_esp = 0x8000;
	run.state.sysenter_eip = 0x9000;
	assert_int_equal(run_with(NULL), RUN_DONE);
	assert_int_equal(run.final.cr3, run.state.cr3);
	assert_int_equal(run.final.cr8, 0);
	assert_int_equal(run.final.gdtr.base, 0x5000);
	assert_int_equal(run.final.gdtr.limit, run.state.gdtr.limit);
	assert_int_equal(run.final.idtr.base, 0x6000);
	assert_int_equal(run.final.idtr.limit, run.state.idtr.limit);
	assert_int_equal(run.final.ldtr, 0x50);
	assert_int_equal(run.final.tr, 0x18);
	assert_int_equal(run.final.gs_base, 0x123000);
	assert_int_equal(run.final.sysenter_cs, 0x8);
	assert_int_equal(run.final.sysenter_esp, 0x8000);
	assert_int_equal(run.final.sysenter_eip, 0x9000);
	for (u32 i = 0; i < COUNT_OF(run.final.dr); i++)
		assert_int_equal(run.final.dr[i], 0);
}

/* The CPU's own have CR0.TS, CR0.NE, CR4.VMXE and CR4.MCE besides. */
TEST(control_registers_are_as_the_guest_reads_them)
{
	run.state.cr0 = CR0_PE | CR0_ET | CR0_PG;
	assert_int_equal(run_with(NULL), RUN_DONE);
	assert_int_equal(run.final.cr0, CR0_PE | CR0_ET | CR0_PG);
	assert_int_equal(run.final.cr4, CR4_PAE);
	assert_int_not_equal(run.final.cr0, fake.vmcs[GUEST_CR0]);
	assert_int_not_equal(run.final.cr4, fake.vmcs[GUEST_CR4]);
}

/* As instructions that do not exit leave them. */
static void change_everything(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_CR3] = 0x1000;
	fake.vmcs[GUEST_GDTR_BASE] = 0x2000;
	fake.vmcs[GUEST_GDTR_LIMIT] = 0x3;
	fake.vmcs[GUEST_IDTR_BASE] = 0x4000;
	fake.vmcs[GUEST_IDTR_LIMIT] = 0x5;
	fake.vmcs[GUEST_LDTR_SELECTOR] = 0x60;
	fake.vmcs[GUEST_TR_SELECTOR] = 0x70;
	fake.vmcs[GUEST_GS_BASE] = 0x8000;
	fake.vmcs[GUEST_IA32_SYSENTER_CS] = 0x9;
	fake.vmcs[GUEST_IA32_SYSENTER_ESP] = 0xa000;
	fake.vmcs[GUEST_IA32_SYSENTER_EIP] = 0xb000;
	*final_state_task_priority(&vm) = 0xc0;
}

static void assert_everything_changed(void)
{
	assert_int_equal(run.final.gdtr.base, 0x2000);
	assert_int_equal(run.final.gdtr.limit, 0x3);
	assert_int_equal(run.final.idtr.base, 0x4000);
	assert_int_equal(run.final.idtr.limit, 0x5);
	assert_int_equal(run.final.ldtr, 0x60);
	assert_int_equal(run.final.tr, 0x70);
	assert_int_equal(run.final.gs_base, 0x8000);
	assert_int_equal(run.final.sysenter_cs, 0x9);
	assert_int_equal(run.final.sysenter_esp, 0xa000);
	assert_int_equal(run.final.sysenter_eip, 0xb000);
	assert_int_equal(run.final.cr8, 0xc);
}

TEST(what_the_guest_changed_without_an_exit_is_reported)
{
	assert_int_equal(run_with(change_everything), RUN_DONE);
	assert_everything_changed();
	assert_int_equal(run.final.cr3, 0x1000);
}

TEST(a_run_that_ends_otherwise_reports_it_too)
{
	fake_play((struct fake_exit){ .reason = EXIT_TRIPLE_FAULT, .effect = change_everything });
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_everything_changed();
}

/* There the VMCS holds the engine's tables. */
TEST(without_ept_cr3_is_the_guests_and_not_that_of_the_shadow_tables)
{
	control_clear(run.controls, ENABLE_EPT);
	run.state.cr3 = 0x2000;
	assert_int_equal(run_with(NULL), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_CR3], vm.shadow.physical[0]);
	assert_int_equal(run.final.cr3, 0x2000);
}

TEST(the_next_run_starts_with_a_task_priority_of_zero)
{
	assert_int_equal(run_with(change_everything), RUN_DONE);
	assert_int_equal(run_with(NULL), RUN_DONE);
	assert_int_equal(run.final.cr8, 0);
}

/* Everything else in the page is the CPU's. */
TEST(the_task_priority_is_where_the_virtual_apic_page_has_it)
{
	assert_ptr_equal(final_state_task_priority(&vm), (u8 *)vm.page[PAGE_VIRTUAL_APIC] + 0x80);
}

TEST(a_run_that_never_enters_reports_nothing)
{
	const struct guest_final none = { 0 };

	assert_int_equal(run_with(change_everything), RUN_DONE);
	run.flags = RUN_CHECK_ONLY;
	run_batch();
	assert_memory_equal(&run.final, &none, sizeof(none));
	run.flags = 0;
	fake.refused_field = GUEST_GS_BASE;
	assert_int_equal(run_batch(), RUN_FIELD_REFUSED);
	assert_memory_equal(&run.final, &none, sizeof(none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_guest_that_changes_nothing_leaves_what_the_run_says),
		ROW_OF(control_registers_are_as_the_guest_reads_them),
		ROW_OF(what_the_guest_changed_without_an_exit_is_reported),
		ROW_OF(a_run_that_ends_otherwise_reports_it_too),
		ROW_OF(without_ept_cr3_is_the_guests_and_not_that_of_the_shadow_tables),
		ROW_OF(the_next_run_starts_with_a_task_priority_of_zero),
		ROW_OF(the_task_priority_is_where_the_virtual_apic_page_has_it),
		ROW_OF(a_run_that_never_enters_reports_nothing),
	};

	return RUN_ALL(tests);
}
