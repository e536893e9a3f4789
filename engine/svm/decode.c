// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's instruction at RIP: prefixes, opcode, ModRM, operand. Only those that exit are known.
 * Guest linear addresses are taken as guest-physical, which they are for the guests run here.
 * Decode assists, where a CPU has them, are not used: one way to know an operand is tested.
 */
#include "decode.h"
#include "frame.h"

#define REX_B         1u
#define REX_X         2u
#define REX_R         4u
#define REX_W         8u
#define RSP_NUMBER    4
#define RBP_NUMBER    5
#define ATTRIBUTE_L   (1u << 9)
#define INSTRUCTION_BYTES_MAX 15

struct reader {
	const struct svm *svm;
	u64 at;
	const u8 *byte; /* of `at`, and how many more are in its page */
	u64 left;
	u32 rex;
	int failed, is_64_bit, is_narrow;
};

static u8 *byte_at(const struct svm *svm, u64 address)
{
	return (u8 *)svm->memory.page[address / PAGE_BYTES % GUEST_PAGES] + address % PAGE_BYTES;
}

static void copy_bytes(u8 *to, const u8 *from, u64 bytes)
{
	for (; bytes >= sizeof(u64); bytes -= sizeof(u64), to += sizeof(u64), from += sizeof(u64))
		__builtin_memcpy(to, from, sizeof(u64));
	for (; bytes; bytes--)
		*to++ = *from++;
}

int svm_copy(const struct svm *svm, u64 address, void *operand, u32 bytes, int store)
{
	u8 *own = operand;

	if (address >= GUEST_BYTES || bytes > GUEST_BYTES - address)
		return -1;
	while (bytes) {
		u8 *byte = byte_at(svm, address);
		u64 left = PAGE_BYTES - address % PAGE_BYTES, count = bytes < left ? bytes : left;

		if (store)
			copy_bytes(byte, own, count);
		else
			copy_bytes(own, byte, count);
		address += count;
		own += count;
		bytes -= (u32)count;
	}
	return 0;
}

/* The architecture's numbers, in the frame's order. */
u64 *svm_register(const struct svm *svm, u32 number)
{
	static const u8 index[] = { RAX, RCX, RDX, RBX, REGISTERS, RBP, RSI, RDI,
				    R8, R9, R10, R11, R12, R13, R14, R15 };

	return number == RSP_NUMBER ? &svm->vmcb->rsp : &svm->frame->registers[index[number & 15]];
}

static u32 next(struct reader *reader)
{
	if (!reader->left) {
		if (reader->at >= GUEST_BYTES) {
			reader->failed = 1;
			return 0;
		}
		reader->byte = byte_at(reader->svm, reader->at);
		reader->left = PAGE_BYTES - reader->at % PAGE_BYTES;
	}
	reader->at++;
	reader->left--;
	return *reader->byte++;
}

static s64 displacement(struct reader *reader, u32 bytes)
{
	u32 value = 0;

	for (u32 i = 0; i < bytes; i++)
		value |= next(reader) << 8 * i;
	return bytes == 1 ? (s64)(signed char)value : (s64)(int)value;
}

/* Base and index by SIB, or no base: a displacement of 32 bits. */
static u64 scaled(struct reader *reader, u32 mod)
{
	u32 sib = next(reader), base = sib & 7, index = sib >> 3 & 7;
	u64 address = 0;

	index |= reader->rex & REX_X ? 8 : 0;
	if (index != RSP_NUMBER)
		address = *svm_register(reader->svm, index) << (sib >> 6);
	if (base == RBP_NUMBER && !mod)
		return address + (u64)displacement(reader, 4);
	return address + *svm_register(reader->svm, base | (reader->rex & REX_B ? 8 : 0));
}

/* Relative to RIP once the length is known: then `address` is the displacement. */
static void read_memory(struct reader *reader, struct instruction *instruction, u32 mod)
{
	u32 rm = instruction->rm & 7;

	if (!mod && rm == RBP_NUMBER) {
		instruction->address = (u64)displacement(reader, 4);
		if (reader->is_64_bit)
			instruction->address += reader->at;
		return;
	}
	instruction->address = rm == RSP_NUMBER ? scaled(reader, mod) :
						  *svm_register(reader->svm, instruction->rm);
	if (mod)
		instruction->address += (u64)displacement(reader, mod == 1 ? 1 : 4);
	if (!reader->is_64_bit)
		instruction->address = (u32)instruction->address;
}

static void read_operand(struct reader *reader, struct instruction *instruction)
{
	u32 modrm = next(reader), mod = modrm >> 6;

	/* MOV to and from CR and DR takes any mod for a register. */
	if (instruction->opcode >= OPCODE_0F(0x20) && instruction->opcode <= OPCODE_0F(0x23))
		mod = 3;
	instruction->field = (modrm >> 3 & 7) | (reader->rex & REX_R ? 8 : 0);
	instruction->rm = (modrm & 7) | (reader->rex & REX_B ? 8 : 0);
	instruction->is_register = mod == 3;
	if (mod != 3)
		read_memory(reader, instruction, mod);
}

/* Operand size, REP, and in 64-bit code REX, which is void unless it comes last. */
static u32 read_prefixes(struct reader *reader)
{
	for (u32 i = 0; i < INSTRUCTION_BYTES_MAX; i++) {
		u32 byte = next(reader);

		if (reader->is_64_bit && (byte & 0xf0) == 0x40)
			reader->rex = byte;
		else if (byte != 0xf2 && byte != 0xf3 && byte != 0x66)
			return byte;
		else
			reader->rex = 0;
		reader->is_narrow |= byte == 0x66;
		if (reader->failed)
			return byte;
	}
	reader->failed = 1;
	return 0;
}

static int has_operand(u32 opcode)
{
	return opcode == OPCODE_0F(0x00) || opcode == OPCODE_0F(0x01) ||
	       (opcode >= OPCODE_0F(0x20) && opcode <= OPCODE_0F(0x23));
}

/* Without an operand in ModRM: IN, OUT, PUSHF, POPF, INT n, IRET; CLTS, RDTSC and so on. */
static int is_known(u32 opcode)
{
	static const u8 known[OPCODE_0F(0xff) + 1] = {
		[0x6c ... 0x6f] = 1, [0x90] = 1, [0x9c ... 0x9d] = 1, [0xcc ... 0xcd] = 1,
		[0xcf] = 1, [0xe4 ... 0xe7] = 1, [0xec ... 0xef] = 1, [0xf1] = 1, [0xf4] = 1,
		[0xfa ... 0xfb] = 1,
		[OPCODE_0F(0x06)] = 1, [OPCODE_0F(0x08) ... OPCODE_0F(0x09)] = 1,
		[OPCODE_0F(0x0b)] = 1, [OPCODE_0F(0x30) ... OPCODE_0F(0x35)] = 1,
		[OPCODE_0F(0xa2)] = 1,
	};

	return known[opcode] || has_operand(opcode);
}

static int has_immediate(u32 opcode)
{
	return opcode == 0xcd || (opcode >= 0xe4 && opcode <= 0xe7);
}

int svm_decode(const struct svm *svm, struct instruction *instruction)
{
	struct reader reader = { .svm = svm, .at = svm->vmcb->rip,
				 .is_64_bit = !!(svm->vmcb->cs.attributes & ATTRIBUTE_L) };

	*instruction = (struct instruction){ 0 };
	instruction->opcode = read_prefixes(&reader);
	if (instruction->opcode == 0x0f)
		instruction->opcode = OPCODE_0F(next(&reader));
	if (has_operand(instruction->opcode))
		read_operand(&reader, instruction);
	if (has_immediate(instruction->opcode))
		instruction->immediate = next(&reader);
	instruction->is_wide = !!(reader.rex & REX_W);
	instruction->is_narrow = reader.is_narrow && !instruction->is_wide;
	instruction->length = (u32)(reader.at - svm->vmcb->rip);
	return reader.failed || !is_known(instruction->opcode) || instruction->length > 15 ? -1 : 0;
}
