// SPDX-License-Identifier: GPL-2.0-only
/* MOV to control and debug registers, IN and OUT, WRMSR, CLI and STI, completed or refused. */
#include "completions.h"

/* --- MOV to control registers --- */

enum { MOVE_TO = 0, MOVE_FROM = 1, CLTS = 2, LMSW = 3 };

static struct fake_exit cr_access(u32 type, u32 cr, u32 number)
{
	return (struct fake_exit){ .reason = EXIT_CR_ACCESS,
				   .qualification = number << 8 | type << 4 | cr };
}

TEST(mov_to_cr0_and_cr4_is_seen_as_written_and_done_as_the_host_insists)
{
	u64 cr0 = CR0_PE | CR0_ET | CR0_PG | CR0_WP, cr4 = CR4_PAE | CR4_DE | CR4_VMXE;

	for (u32 number = 0; number < COUNT_OF(numbered); number++) {
		fresh(EXIT_CR_ACCESS);
		set_register(number, cr0);
		assert_completed(cr_access(MOVE_TO, 0, number));
		assert_int_equal(fake.vmcs[CR0_READ_SHADOW], cr0);
		assert_int_equal(fake.vmcs[GUEST_CR0], cr0 | CR0_NE | CR0_TS);
		assert_int_equal(run.final.cr0, cr0);
		assert_registers_kept(number, 16);
		fresh(EXIT_CR_ACCESS);
		set_register(number, cr4);
		assert_completed(cr_access(MOVE_TO, 4, number));
		assert_int_equal(fake.vmcs[CR4_READ_SHADOW], cr4);
		assert_int_equal(fake.vmcs[GUEST_CR4], CR4_PAE | CR4_DE | CR4_VMXE | CR4_MCE);
		assert_int_equal(run.final.cr4, cr4);
		assert_registers_kept(number, 16);
	}
}

TEST(what_a_guest_may_not_set_in_cr4_it_only_sees)
{
	fresh(EXIT_CR_ACCESS);
	set_register(0, CR4_PAE | CR4_PCIDE | CR4_CET);
	assert_completed(cr_access(MOVE_TO, 4, 0));
	assert_int_equal(fake.vmcs[GUEST_CR4], CR4_PAE | CR4_VMXE | CR4_MCE);
	assert_int_equal(run.final.cr4, CR4_PAE | CR4_PCIDE | CR4_CET);
}

TEST(mov_to_cr3_loads_it_and_flushes_the_guests_translations)
{
	fresh(EXIT_CR_ACCESS);
	set_register(6, 0x9000);
	assert_completed(cr_access(MOVE_TO, 3, 6));
	assert_int_equal(fake.vmcs[GUEST_CR3], 0x9000);
	assert_int_equal(run.final.cr3, 0x9000);
	assert_non_null(strstr(fake.log, "launch tsc invvpid:1:ffff resume"));
}

/* There the CPU walks the engine's tables, whatever the guest's CR3 is. */
TEST(without_ept_mov_to_cr3_is_only_remembered)
{
	fresh(EXIT_CR_ACCESS);
	control_clear(run.controls, ENABLE_EPT);
	set_register(6, 0x9000);
	assert_completed(cr_access(MOVE_TO, 3, 6));
	assert_int_equal(fake.vmcs[GUEST_CR3], vm.shadow.physical[0]);
	assert_int_equal(run.final.cr3, 0x9000);
	assert_non_null(strstr(fake.log, "launch tsc resume"));
}

TEST(mov_to_cr8_sets_the_task_priority)
{
	fresh(EXIT_CR_ACCESS);
	set_register(9, 0xb);
	assert_completed(cr_access(MOVE_TO, 8, 9));
	assert_int_equal(run.final.cr8, 0xb);
	assert_int_equal(*final_state_task_priority(&vm), 0xb0);
}

TEST(mov_from_cr3_and_cr8_gives_the_guests_and_no_other_register)
{
	for (u32 number = 0; number < COUNT_OF(numbered); number++) {
		fresh(EXIT_CR_ACCESS);
		assert_completed(cr_access(MOVE_FROM, 3, number));
		assert_int_equal(register_after(number), 0x2000);
		assert_registers_kept(number, 16);
		fresh(EXIT_CR_ACCESS);
		control_clear(run.controls, ENABLE_EPT);
		assert_completed(cr_access(MOVE_FROM, 3, number));
		assert_int_equal(register_after(number), 0x2000);
		fresh(EXIT_CR_ACCESS);
		assert_completed(cr_access(MOVE_FROM, 8, number));
		assert_int_equal(register_after(number), 0);
		assert_registers_kept(number, 16);
	}
}

static struct fake_exit lmsw(u64 word)
{
	return (struct fake_exit){ .reason = EXIT_CR_ACCESS,
				   .qualification = word << 16 | LMSW << 4 };
}

TEST(lmsw_loads_the_low_bits_of_cr0_and_never_clears_pe)
{
	const u64 others = CR0_ET | CR0_NE | CR0_PG;

	fresh(EXIT_CR_ACCESS);
	assert_completed(lmsw(0xfff0 | CR0_TS));
	assert_int_equal(fake.vmcs[CR0_READ_SHADOW], others | CR0_PE | CR0_TS);
	fresh(EXIT_CR_ACCESS);
	assert_completed(lmsw(CR0_MP | CR0_EM));
	assert_int_equal(fake.vmcs[CR0_READ_SHADOW], others | CR0_PE | CR0_MP | CR0_EM);
	assert_int_equal(run.final.cr0, others | CR0_PE | CR0_MP | CR0_EM);
	assert_registers_kept(16, 16);
}

static int is_completed(u32 type, u32 cr)
{
	switch (type) {
	case MOVE_TO:
		return cr == 0 || cr == 3 || cr == 4 || cr == 8;
	case MOVE_FROM:
		return cr == 3 || cr == 8;
	}
	return type == LMSW;
}

TEST(every_other_access_to_a_control_register_is_refused)
{
	for (u32 cr = 0; cr < 16; cr++)
		for (u32 type = MOVE_TO; type <= LMSW; type++) {
			if (is_completed(type, cr))
				continue;
			fresh(EXIT_CR_ACCESS);
			assert_refused(cr_access(type, cr, 3));
			assert_int_equal(run.final.cr0, run.state.cr0);
			assert_int_equal(run.final.cr3, run.state.cr3);
			assert_int_equal(run.final.cr4, run.state.cr4);
			assert_int_equal(run.final.cr8, 0);
		}
}

static void shadow_becomes_refused(struct frame *frame)
{
	(void)frame;
	fake.refused_field = CR0_READ_SHADOW;
}

TEST(a_control_register_the_vmcs_refuses_ends_the_run)
{
	struct fake_exit event = cr_access(MOVE_TO, 0, 0);

	fresh(EXIT_CR_ACCESS);
	event.effect = shadow_becomes_refused;
	assert_refused(event);
}

/* --- MOV to and from debug registers --- */

static struct fake_exit dr_access(int from, u32 dr, u32 number)
{
	return (struct fake_exit){ .reason = EXIT_MOV_DR,
				   .qualification = number << 8 | (from ? 1u << 4 : 0) | dr };
}

TEST(mov_to_a_debug_register_is_kept_for_the_guest_and_the_hosts_stays)
{
	for (u32 dr = 0; dr < 8; dr++) {
		struct fake before = fake;

		fresh(EXIT_MOV_DR);
		assert_completed(dr_access(0, dr, NUMBER_RSP + dr));
		for (u32 other = 0; other < 8; other++)
			assert_int_equal(run.final.dr[other],
					 other == dr ? INITIALLY(NUMBER_RSP + dr) : 0);
		assert_int_equal(fake.dr0, before.dr0);
		assert_int_equal(fake.dr3, before.dr3);
		assert_int_equal(fake.dr6, before.dr6);
		assert_registers_kept(16, 16);
	}
}

TEST(mov_from_a_debug_register_gives_what_was_moved_there)
{
	for (u32 number = 0; number < COUNT_OF(numbered); number++) {
		struct fake_exit to = dr_access(0, 2, (number + 1) % 16),
				 from = dr_access(1, 2, number);

		fresh(EXIT_MOV_DR);
		to.length = from.length = LENGTH;
		fake.script_count = fake.script_next = 0;
		fake_play(to);
		fake_play(from);
		fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
		assert_int_equal(run_batch(), RUN_DONE);
		assert_int_equal(register_after(number), INITIALLY((number + 1) % 16));
		assert_registers_kept(number, 16);
	}
}

TEST(the_next_run_finds_debug_registers_of_zero)
{
	fresh(EXIT_MOV_DR);
	assert_completed(dr_access(0, 0, 1));
	fresh(EXIT_MOV_DR);
	assert_completed(dr_access(1, 0, 1));
	assert_int_equal(register_after(1), 0);
}

/* --- IN and OUT --- */

static struct fake_exit port_access(u32 bytes, int in, int string)
{
	return (struct fake_exit){ .reason = EXIT_IO_INSTRUCTION,
				   .qualification = 0x80u << 16 | (string ? 1u << 4 : 0) |
						    (in ? 1u << 3 : 0) | (bytes - 1) };
}

/* The upper half of RAX is lost only to an IN of four bytes, as to any 32-bit result. */
TEST(in_gives_as_many_bytes_as_it_reads_and_keeps_every_other_register)
{
	const struct { u32 bytes; u64 rax; } expected[] = {
		{ 1, 0x7766554433221188 }, { 2, 0x7766554433229988 }, { 4, 0xbbaa9988 },
	};

	for (u32 i = 0; i < COUNT_OF(expected); i++) {
		fresh(EXIT_IO_INSTRUCTION);
		run.returned = 0xffeeddccbbaa9988;
		run.state.registers[RAX] = 0x7766554433221100;
		assert_completed(port_access(expected[i].bytes, 1, 0));
		assert_int_equal(run.registers[RAX], expected[i].rax);
		assert_registers_kept(0, 16);
	}
}

TEST(out_is_heard_by_nobody_and_keeps_every_register)
{
	for (u32 bytes = 1; bytes <= 4; bytes *= 2) {
		fresh(EXIT_IO_INSTRUCTION);
		run.returned = 0xff;
		assert_completed(port_access(bytes, 0, 0));
		assert_registers_kept(16, 16);
	}
}

#define REPEATED 0x20

/* A string at that address, upward, by registers of 64 bits. */
static u64 string_at, string_flags;
static u32 string_information;

static void stand_at_string(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_LINEAR_ADDRESS] = string_at;
	fake.vmcs[GUEST_RFLAGS] |= string_flags;
}

static struct fake_exit string_access(u32 bytes, int in, u64 repeated)
{
	struct fake_exit event = port_access(bytes, in, 1);

	event.qualification |= repeated;
	event.information = string_information;
	event.effect = stand_at_string;
	return event;
}

static void fresh_string(u64 address)
{
	fresh(EXIT_IO_INSTRUCTION);
	run.returned = 0x44332211;
	string_at = address;
	string_flags = 0;
	string_information = 2u << 7;
	vm.caps.basic |= 1ull << 54;
}

TEST(ins_stores_what_is_read_and_moves_its_register_on)
{
	const u8 expected[] = { 0x11, 0x22, 0x33, 0x44, 0x11, 0x22, 0x33, 0x44, 0 };

	for (u32 bytes = 1; bytes <= 4; bytes *= 2) {
		fresh_string(0x7000);
		memset(at(0x7000), 0, 16);
		assert_completed(string_access(bytes, 1, 0));
		assert_memory_equal(at(0x7000), expected, bytes);
		assert_int_equal(*at(0x7000 + bytes), 0);
		assert_int_equal(run.registers[RDI], INITIALLY(7) + bytes);
		assert_registers_kept(7, 16);
	}
	/* Across a page, as a whole. */
	fresh_string(0x6ffc);
	set_register(1, 2);
	assert_completed(string_access(4, 1, REPEATED));
	assert_memory_equal(at(0x6ffc), expected, 4);
	assert_memory_equal(at(0x7000), expected, 4);
	assert_int_equal(run.registers[RDI], INITIALLY(7) + 8);
	assert_int_equal(run.registers[RCX], 0);
}

TEST(outs_is_heard_by_nobody_and_moves_its_register_on)
{
	fresh_string(0x7000);
	memset(at(0x7000), 0xa5, 16);
	set_register(1, 16);
	assert_completed(string_access(1, 0, REPEATED));
	assert_int_equal(run.registers[RSI], INITIALLY(6) + 16);
	assert_int_equal(run.registers[RCX], 0);
	assert_int_equal(*at(0x7000), 0xa5);
}

TEST(a_string_beyond_guest_memory_or_downward_or_by_short_registers_is_refused)
{
	for (int in = 0; in < 2; in++) {
		fresh_string(GUEST_BYTES - 1);
		assert_refused(string_access(2, in, 0));
		fresh_string(GUEST_BYTES);
		assert_refused(string_access(1, in, 0));
		fresh_string(~0ull);
		assert_refused(string_access(4, in, 0));
		fresh_string(0x7000);
		string_flags = RFLAGS_DF;
		assert_refused(string_access(1, in, 0));
		fresh_string(0x7000);
		string_information = 1u << 7;
		assert_refused(string_access(1, in, 0));
		/* So many that they would take longer than a few exits. */
		fresh_string(0x7000);
		set_register(1, 4097);
		assert_refused(string_access(1, in, REPEATED));
	}
}

/* --- WRMSR --- */

static void fresh_wrmsr(u64 msr)
{
	fresh(EXIT_WRMSR);
	run.state.registers[RCX] = 0xdeadbeef00000000 | msr;
	run.state.registers[RAX] = 0xdeadbeef81234567;
	run.state.registers[RDX] = 0xdeadbeefffffabcd;
	run.state.sysenter_cs = 0x10;
	run.state.sysenter_esp = 0x20;
	run.state.sysenter_eip = 0x30;
}

static void assert_sysenter(u64 cs, u64 esp, u64 eip)
{
	assert_int_equal(fake.vmcs[GUEST_IA32_SYSENTER_CS], cs);
	assert_int_equal(fake.vmcs[GUEST_IA32_SYSENTER_ESP], esp);
	assert_int_equal(fake.vmcs[GUEST_IA32_SYSENTER_EIP], eip);
	assert_int_equal(fake_msr(IA32_SYSENTER_CS)->writes + fake_msr(IA32_SYSENTER_ESP)->writes +
			 fake_msr(IA32_SYSENTER_EIP)->writes, 0);
}

TEST(wrmsr_of_a_sysenter_msr_writes_the_guests_from_edx_and_eax)
{
	const struct fake_exit event = { .reason = EXIT_WRMSR };

	fresh_wrmsr(IA32_SYSENTER_CS);
	assert_completed(event);
	assert_sysenter(0x81234567, 0x20, 0x30);
	fresh_wrmsr(IA32_SYSENTER_ESP);
	assert_completed(event);
	assert_sysenter(0x10, 0xffffabcd81234567, 0x30);
	fresh_wrmsr(IA32_SYSENTER_EIP);
	assert_completed(event);
	assert_sysenter(0x10, 0x20, 0xffffabcd81234567);
	assert_memory_equal(run.registers, run.state.registers, sizeof(run.registers));
}

TEST(wrmsr_of_any_other_msr_is_refused_and_writes_none)
{
	const u32 others[] = { 0,
			       0x1b,
			       IA32_SYSENTER_CS - 1,
			       IA32_SYSENTER_EIP + 1,
			       IA32_EFER,
			       IA32_LSTAR,
			       IA32_PAT,
			       IA32_GS_BASE,
			       ~0u };

	for (u32 i = 0; i < COUNT_OF(others); i++) {
		fresh_wrmsr(others[i]);
		assert_refused((struct fake_exit){ .reason = EXIT_WRMSR });
		assert_sysenter(0x10, 0x20, 0x30);
	}
}

/* --- CLI and STI that were made to fault --- */

static void be_in_shadow(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_INTERRUPTIBILITY_STATE] = 1;
}

static u32 play_fault(u64 rip, u8 code, u64 flags)
{
	fresh(EXIT_EXCEPTION_NMI);
	run.exception_bitmap = 1u << VECTOR_GP;
	run.state.rip = rip;
	run.state.rflags = flags;
	*at(rip) = code;
	return play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI, .effect = be_in_shadow,
					.interruption = EVENT(VECTOR_GP, 3) | 1u << 11 });
}

TEST(cli_and_sti_change_the_interrupt_flag_alone_and_are_one_byte_long)
{
	const u64 flags = RFLAGS_FIXED | 0x8d5, places[] = { 0x1000, 0x1fff, GUEST_BYTES - 1 };

	for (u32 i = 0; i < COUNT_OF(places); i++)
		for (u64 before = 0; before <= RFLAGS_IF; before += RFLAGS_IF)
			for (u8 code = 0xfa; code <= 0xfb; code++) {
				assert_int_equal(play_fault(places[i], code, flags | before),
						 RUN_DONE);
				assert_int_equal(fake.vmcs[GUEST_RIP], places[i] + 1);
				assert_int_equal(fake.vmcs[GUEST_RFLAGS],
						 flags | (code == 0xfb ? RFLAGS_IF : 0));
				assert_int_equal(fake.vmcs[GUEST_INTERRUPTIBILITY_STATE], 0);
				assert_registers_kept(16, 16);
			}
}

/* HLT, CLC, STC, CLD; LGDT's first byte; a prefix. */
TEST(the_instructions_next_to_cli_and_sti_are_refused)
{
	const u8 others[] = { 0xf4, 0xf8, 0xf9, 0xfc, 0xfd, 0x0f, 0x48, 0xf0, 0x7a };

	for (u32 i = 0; i < COUNT_OF(others); i++) {
		assert_int_equal(play_fault(0x1000, others[i], RFLAGS_FIXED | RFLAGS_IF),
				 RUN_UNEXPECTED_EXIT);
		assert_int_equal(fake.vmcs[GUEST_RIP], 0x1000);
		assert_int_equal(fake.vmcs[GUEST_RFLAGS], RFLAGS_FIXED | RFLAGS_IF);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(mov_to_cr0_and_cr4_is_seen_as_written_and_done_as_the_host_insists),
		ROW_OF(what_a_guest_may_not_set_in_cr4_it_only_sees),
		ROW_OF(mov_to_cr3_loads_it_and_flushes_the_guests_translations),
		ROW_OF(without_ept_mov_to_cr3_is_only_remembered),
		ROW_OF(mov_to_cr8_sets_the_task_priority),
		ROW_OF(mov_from_cr3_and_cr8_gives_the_guests_and_no_other_register),
		ROW_OF(lmsw_loads_the_low_bits_of_cr0_and_never_clears_pe),
		ROW_OF(every_other_access_to_a_control_register_is_refused),
		ROW_OF(a_control_register_the_vmcs_refuses_ends_the_run),
		ROW_OF(mov_to_a_debug_register_is_kept_for_the_guest_and_the_hosts_stays),
		ROW_OF(mov_from_a_debug_register_gives_what_was_moved_there),
		ROW_OF(the_next_run_finds_debug_registers_of_zero),
		ROW_OF(in_gives_as_many_bytes_as_it_reads_and_keeps_every_other_register),
		ROW_OF(out_is_heard_by_nobody_and_keeps_every_register),
		ROW_OF(ins_stores_what_is_read_and_moves_its_register_on),
		ROW_OF(outs_is_heard_by_nobody_and_moves_its_register_on),
		ROW_OF(a_string_beyond_guest_memory_or_downward_or_by_short_registers_is_refused),
		ROW_OF(wrmsr_of_a_sysenter_msr_writes_the_guests_from_edx_and_eax),
		ROW_OF(wrmsr_of_any_other_msr_is_refused_and_writes_none),
		ROW_OF(cli_and_sti_change_the_interrupt_flag_alone_and_are_one_byte_long),
		ROW_OF(the_instructions_next_to_cli_and_sti_are_refused),
	};

	return RUN_ALL(tests);
}
