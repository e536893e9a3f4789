// SPDX-License-Identifier: GPL-2.0-only
/* What SVM's engine decodes where the CPU does not say what exited. */
#include "svm_fixture.h"
#include "svm/complete.h"

TEST(each_instruction_that_exits_is_decoded)
{
	static const struct {
		u8 code[9];
		u32 opcode, length, field, rm;
		int is_register;
		u64 address;
	} rows[] = {
		{ { 0x0f, 0xa2 }, OPCODE_0F(0xa2), 2, 0, 0, 0, 0 },
		{ { 0xf3, 0x90 }, 0x90, 2, 0, 0, 0, 0 },
		{ { 0x0f, 0x01, 0xd9 }, OPCODE_0F(0x01), 3, 3, 1, 1, 0 },
		{ { 0x0f, 0x22, 0xd8 }, OPCODE_0F(0x22), 3, 3, 0, 1, 0 },
		{ { 0x44, 0x0f, 0x22, 0xc1 }, OPCODE_0F(0x22), 4, 8, 1, 1, 0 },
		{ { 0x41, 0x0f, 0x00, 0xd7 }, OPCODE_0F(0x00), 4, 2, 15, 1, 0 },
		{ { 0x0f, 0x01, 0x14, 0x25, 0, 0x90, 0, 0 }, OPCODE_0F(0x01), 8, 2, 4, 0, 0x9000 },
		{ { 0x0f, 0x01, 0x15, 0x10, 0, 0, 0 }, OPCODE_0F(0x01), 7, 2, 5, 0,
		  CODE + 7 + 0x10 },
		{ { 0x0f, 0x01, 0x43, 0xf8 }, OPCODE_0F(0x01), 4, 0, 3, 0, 0x4000 - 8 },
		{ { 0x0f, 0x01, 0x54, 0x4b, 4 }, OPCODE_0F(0x01), 5, 2, 4, 0,
		  0x4000 + 2 * 0x20 + 4 },
		{ { 0x66, 0xe7, 0x80 }, 0xe7, 3, 0, 0, 0, 0 },
		{ { 0xf3, 0x6e }, 0x6e, 2, 0, 0, 0, 0 },
	};

	svm.frame->registers[RBX] = 0x4000;
	svm.frame->registers[RCX] = 0x20;
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		struct instruction instruction;

		put_code(rows[i].code, sizeof(rows[i].code));
		assert_int_equal(svm_decode(&svm, &instruction), 0);
		assert_int_equal(instruction.opcode, rows[i].opcode);
		assert_int_equal(instruction.length, rows[i].length);
		assert_int_equal(instruction.field, rows[i].field);
		assert_int_equal(instruction.rm, rows[i].rm);
		assert_int_equal(instruction.is_register, rows[i].is_register);
		assert_int_equal(instruction.address, rows[i].address);
	}
}

TEST(what_does_not_exit_or_is_not_in_memory_is_not_decoded)
{
	static const u8 add[] = { 0x01, 0xc0 }, prefixes[] = { 0x66, 0x66, 0x66, 0x66 };
	struct instruction instruction;

	put_code(add, sizeof(add));
	assert_int_equal(svm_decode(&svm, &instruction), -1);
	svm_copy(&svm, GUEST_BYTES - 4, (void *)prefixes, 4, 1);
	svm.vmcb->rip = GUEST_BYTES - 4;
	assert_int_equal(svm_decode(&svm, &instruction), -1);
}

/* Half a megabyte of prefixes would be read with interrupts off. */
TEST(an_instruction_of_more_than_15_bytes_is_not_decoded)
{
	static const u8 code[] = { 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
				   0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x0f, 0xa2 };
	struct instruction instruction;

	put_code(code, sizeof(code));
	assert_int_equal(svm_decode(&svm, &instruction), -1);
	put_code(code + 2, sizeof(code) - 2);
	assert_int_equal(svm_decode(&svm, &instruction), 0);
	assert_int_equal(instruction.length, 15);
}

TEST(in_32_bit_code_a_rex_prefix_is_no_prefix)
{
	static const u8 code[] = { 0x41, 0x0f, 0xa2 };
	struct instruction instruction;

	put_code(code, sizeof(code));
	svm.vmcb->cs.attributes = 0xc9b;
	assert_int_equal(svm_decode(&svm, &instruction), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SVM_ROW(each_instruction_that_exits_is_decoded),
		SVM_ROW(what_does_not_exit_or_is_not_in_memory_is_not_decoded),
		SVM_ROW(an_instruction_of_more_than_15_bytes_is_not_decoded),
		SVM_ROW(in_32_bit_code_a_rex_prefix_is_no_prefix),
	};

	return RUN_ALL(tests);
}
