// SPDX-License-Identifier: GPL-2.0-only
/* What is completed otherwise for a guest outside IA-32e mode: operands, descriptors, segments. */
#include "completions.h"

enum access { SGDT, SIDT, LGDT, LIDT };

#define OPERAND_16 0u
#define OPERAND_32 (1u << 11)
#define ADDRESS_16 0u
#define ADDRESS_32 (1u << 7)
#define NO_BASE    (1u << 27)
#define NO_INDEX   (1u << 22)
#define BASE_RBX   (3u << 23)
#define GDT        0x5000u
#define SELECTOR   0x20u
#define LLDT       (2u << 28 | 1u << 10)
#define LTR        (3u << 28 | 1u << 10)

static void fresh_32_bit(u32 reason)
{
	fresh(reason);
	control_clear(run.controls, IA32E_MODE_GUEST);
	run.state.efer = 0;
	run.state.cs.rights = RIGHTS_CODE32;
	run.state.gdtr.base = GDT;
	run.state.gdtr.limit = SELECTOR + 7;
}

static struct fake_exit table_access(enum access access, u32 sizes, u64 displacement)
{
	return (struct fake_exit){ .reason = EXIT_GDTR_IDTR_ACCESS, .length = 4,
		.information = (u32)access << 28 | sizes | NO_BASE | NO_INDEX,
		.qualification = displacement };
}

static void put(u64 address, const u8 *bytes, u32 count)
{
	for (u32 i = 0; i < count; i++)
		*at(address + i) = bytes[i];
}

TEST(sgdt_stores_six_bytes)
{
	static const u8 stored[] = { 0x27, 0, 0, 0x50, 0, 0 };

	fresh_32_bit(EXIT_GDTR_IDTR_ACCESS);
	memset(at(0x7000), 0xa5, 16);
	assert_completed(table_access(SGDT, OPERAND_32 | ADDRESS_32, 0x7000));
	assert_memory_equal(at(0x7000), stored, sizeof(stored));
	assert_int_equal(*at(0x7006), 0xa5);
}

TEST(lgdt_and_lidt_load_a_base_of_32_bits)
{
	static const u8 operand[] = { 0x34, 0x12, 0x78, 0x56, 0xab, 0x89, 0xff, 0xff, 0xff, 0xff };

	fresh_32_bit(EXIT_GDTR_IDTR_ACCESS);
	put(0x7000, operand, sizeof(operand));
	assert_completed(table_access(LGDT, OPERAND_32 | ADDRESS_32, 0x7000));
	assert_int_equal(fake.vmcs[GUEST_GDTR_LIMIT], 0x1234);
	assert_int_equal(fake.vmcs[GUEST_GDTR_BASE], 0x89ab5678);
	fresh_32_bit(EXIT_GDTR_IDTR_ACCESS);
	run.state.idtr.base = 0xffffffff00000000;
	put(0x7000, operand, sizeof(operand));
	assert_completed(table_access(LIDT, OPERAND_32 | ADDRESS_32, 0x7000));
	assert_int_equal(fake.vmcs[GUEST_IDTR_LIMIT], 0x1234);
	assert_int_equal(fake.vmcs[GUEST_IDTR_BASE], 0x89ab5678);
}

static const u8 lgdt[] = { 0x0f, 0x01, 0x17 }, lgdt_16[] = { 0x66, 0x0f, 0x01, 0x17 };

TEST(a_table_operand_of_16_bits_is_refused)
{
	for (u32 access = SGDT; access <= LIDT; access++) {
		fresh_32_bit(EXIT_GDTR_IDTR_ACCESS);
		put(0x1000, lgdt_16, sizeof(lgdt_16));
		assert_refused(table_access(access, OPERAND_16 | ADDRESS_32, 0x7000));
	}
}

/* As Bochs leaves it. */
TEST(an_operand_whose_size_is_not_said_has_32_bits_unless_a_prefix_says_16)
{
	fresh_32_bit(EXIT_GDTR_IDTR_ACCESS);
	put(0x1000, lgdt, sizeof(lgdt));
	assert_completed(table_access(LGDT, ADDRESS_32, 0x7000));
}

/* What the upper half of a register holds is no part of an address of 32 bits, or of 16. */
TEST(an_address_wraps_at_its_size)
{
	struct fake_exit event = table_access(SGDT, OPERAND_32 | ADDRESS_32, ~0xfffull);

	event.information = (event.information & ~NO_BASE) | BASE_RBX;
	fresh_32_bit(EXIT_GDTR_IDTR_ACCESS);
	run.state.registers[RBX] = 0xbad0000000008000;
	assert_completed(event);
	assert_int_equal(*at(0x7000), SELECTOR + 7);
	event.information &= ~ADDRESS_32;
	fresh_32_bit(EXIT_GDTR_IDTR_ACCESS);
	run.state.registers[RBX] = 0xbad0000000012000;
	assert_completed(event);
	assert_int_equal(*at(0x1000), SELECTOR + 7);
}

static void put_descriptor(u8 rights)
{
	const u8 descriptor[] = { 0x34, 0x12, 0x78, 0x56, 0xab, rights, 0, 0x89 };

	memset(at(GDT + SELECTOR), 0xff, 16);
	put(GDT + SELECTOR, descriptor, sizeof(descriptor));
}

static struct fake_exit load_of(u32 information)
{
	return (struct fake_exit){ .reason = EXIT_LDTR_TR_ACCESS, .information = information };
}

/* The last eight bytes of the table; those behind them are none of the descriptor's. */
TEST(a_descriptor_has_eight_bytes)
{
	fresh_32_bit(EXIT_LDTR_TR_ACCESS);
	put_descriptor(0x82);
	run.state.registers[RAX] = SELECTOR;
	assert_completed(load_of(LLDT));
	assert_int_equal(fake.vmcs[GUEST_LDTR_BASE], 0x89ab5678);
	assert_int_equal(fake.vmcs[GUEST_LDTR_LIMIT], 0x1234);
	fresh_32_bit(EXIT_LDTR_TR_ACCESS);
	put_descriptor(0x89);
	run.state.registers[RAX] = SELECTOR;
	assert_completed(load_of(LTR));
	assert_int_equal(fake.vmcs[GUEST_TR_BASE], 0x89ab5678);
	assert_int_equal(*at(GDT + SELECTOR + 5), 0x8b);
}

TEST(all_of_its_eight_bytes_must_be_within_the_gdts_limit)
{
	fresh_32_bit(EXIT_LDTR_TR_ACCESS);
	put_descriptor(0x82);
	run.state.gdtr.limit--;
	run.state.registers[RAX] = SELECTOR;
	assert_refused(load_of(LLDT));
}

static void play_fault(const u8 *code, u32 bytes)
{
	fresh_32_bit(EXIT_EXCEPTION_NMI);
	run.exception_bitmap = 1u << VECTOR_GP;
	run.state.registers[RCX] = 0xbad0000000007000;
	run.state.registers[RDX] = 0xbad0000000004000;
	run.state.sysenter_esp = 0x9000;
	run.state.sysenter_eip = 0x3000;
	put(0x1000, code, bytes);
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI,
				      .interruption = EVENT(VECTOR_GP, 3) | 1u << 11 });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
}

TEST(sysenter_enters_32_bit_code)
{
	static const u8 sysenter[] = { 0x0f, 0x34, 0x90 };

	play_fault(sysenter, sizeof(sysenter));
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x3000);
	assert_int_equal(fake.vmcs[GUEST_RSP], 0x9000);
	assert_int_equal(fake.vmcs[GUEST_CS_ACCESS_RIGHTS], RIGHTS_CODE32);
}

TEST(sysexit_leaves_for_the_32_bit_segments_behind_the_kernels)
{
	static const u8 sysexit[] = { 0x0f, 0x35, 0x90 };
	u32 code;

	play_fault(sysexit, sizeof(sysexit));
	code = run.state.cs.selector;
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x4000);
	assert_int_equal(fake.vmcs[GUEST_RSP], 0x7000);
	assert_int_equal(fake.vmcs[GUEST_CS_SELECTOR], (code + 16) | 3);
	assert_int_equal(fake.vmcs[GUEST_SS_SELECTOR], (code + 24) | 3);
	assert_int_equal(fake.vmcs[GUEST_CS_ACCESS_RIGHTS], RIGHTS_CODE32 | RIGHTS_DPL(3));
}

TEST(sysexit_to_64_bit_code_is_refused)
{
	static const u8 sysexit_64[] = { 0x48, 0x0f, 0x35 };

	play_fault(sysexit_64, sizeof(sysexit_64));
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(sgdt_stores_six_bytes),
		ROW_OF(lgdt_and_lidt_load_a_base_of_32_bits),
		ROW_OF(a_table_operand_of_16_bits_is_refused),
		ROW_OF(an_operand_whose_size_is_not_said_has_32_bits_unless_a_prefix_says_16),
		ROW_OF(an_address_wraps_at_its_size),
		ROW_OF(a_descriptor_has_eight_bytes),
		ROW_OF(all_of_its_eight_bytes_must_be_within_the_gdts_limit),
		ROW_OF(sysenter_enters_32_bit_code),
		ROW_OF(sysexit_leaves_for_the_32_bit_segments_behind_the_kernels),
		ROW_OF(sysexit_to_64_bit_code_is_refused),
	};

	return RUN_ALL(tests);
}
