// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions completed on the guest's state: descriptor-table registers, MOV to and from control
 * and debug registers, WRMSR, IN and OUT, and what was made to fault. The VMCB is memory: what VMX
 * has fields for is written as it is.
 */
#include "../msr.h"
#include "../x86.h"
#include "complete.h"
#include "complete_flags.h"
#include "frame.h"
#include "decode.h"
#include "prepare.h"

#define TABLE_BYTES_64     10
#define TABLE_BYTES_32     6
#define DESCRIPTOR_BYTES   8   /* twice that in 64-bit code */
#define ATTRIBUTE_L        0x200u
#define ATTRIBUTES_CODE64  0x29bu
#define ATTRIBUTES_CODE32  0xc9bu
#define ATTRIBUTES_DATA    0xc93u
#define ATTRIBUTES_DPL(n)  ((n) << 5)
#define TYPE_LDT           0x82u
#define TYPE_TASK          0x89u
#define TASK_BUSY          2u
#define BASE_OF_16_BITS    0xffffffu /* with an operand-size prefix in 32-bit code */
#define CR0_STATUS         (CR0_MP | CR0_EM | CR0_TS)

static int is_64_bit(const struct svm *svm)
{
	return !!(svm->vmcb->cs.attributes & ATTRIBUTE_L);
}

/* SGDT, SIDT, LGDT, LIDT: 0F 01 /0 to /3. */
static int complete_table(struct svm *svm, const struct instruction *instruction)
{
	struct vmcb_segment *table = instruction->field & 1 ? &svm->vmcb->idtr : &svm->vmcb->gdtr;
	struct table_register value = { (u16)table->limit, table->base };
	int store = instruction->field < 2;
	u32 bytes = is_64_bit(svm) ? TABLE_BYTES_64 : TABLE_BYTES_32;

	if (instruction->opcode != OPCODE_0F(0x01) || instruction->is_register ||
	    svm_copy(svm, instruction->address, &value, bytes, store))
		return -1;
	table->limit = value.limit;
	table->base = is_64_bit(svm) ? value.base : (u32)value.base;
	if (!store && !is_64_bit(svm) && instruction->is_narrow)
		table->base &= BASE_OF_16_BITS;
	return 0;
}

static int load_system_segment(struct svm *svm, struct vmcb_segment *segment, u32 type,
			       u16 selector)
{
	u64 at = svm->vmcb->gdtr.base + (selector & ~7u), words[2] = { 0 };
	u32 bytes = is_64_bit(svm) ? 2 * DESCRIPTOR_BYTES : DESCRIPTOR_BYTES;

	if (type == TYPE_LDT && !(selector & ~3u)) {
		segment->selector = selector;
		segment->attributes = 0;
		return 0;
	}
	if (selector & 4 || (selector & ~7u) + bytes - 1 > svm->vmcb->gdtr.limit ||
	    svm_copy(svm, at, words, bytes, 0) || (words[0] >> 40 & 0x9f) != type)
		return -1;
	segment->selector = selector;
	segment->limit = (u32)((words[0] & 0xffff) | (words[0] >> 32 & 0xf0000));
	segment->base = (words[0] >> 16 & 0xffffff) | (words[0] >> 56) << 24 | words[1] << 32;
	segment->attributes = (u16)((words[0] >> 40 & 0xff) | (words[0] >> 44 & 0xf00));
	if (type == TYPE_LDT)
		return 0;
	segment->attributes |= TASK_BUSY;
	words[0] |= (u64)TASK_BUSY << 40;
	return svm_copy(svm, at, words, sizeof(words[0]), 1);
}

/* SLDT, STR, LLDT, LTR with a register: 0F 00 /0 to /3. */
static int complete_segment(struct svm *svm, const struct instruction *instruction)
{
	int is_task = instruction->field & 1;
	struct vmcb_segment *segment = is_task ? &svm->vmcb->tr : &svm->vmcb->ldtr;
	u64 *operand = svm_register(svm, instruction->rm);

	if (instruction->opcode != OPCODE_0F(0x00) || !instruction->is_register)
		return -1;
	if (instruction->field >= 2)
		return load_system_segment(svm, segment, is_task ? TYPE_TASK : TYPE_LDT,
					   (u16)*operand);
	*operand = (instruction->is_narrow ? *operand & ~0xffffull : 0) | segment->selector;
	return 0;
}

/* Where the guest runs on the engine's tables its CR3 is only remembered. */
static int write_cr(struct svm *svm, struct vmx_run *run, u32 number, u64 value)
{
	struct vmcb *vmcb = svm->vmcb;

	switch (number) {
	case 0:
		/* Without nested paging what is no linear address is the host's memory. */
		if ((!svm->nested && !(value & CR0_PG)) || is_paged_real_mode(value))
			return -1;
		vmcb->cr0 = value;
		return 0;
	case 3:
		run->final.cr3 = value;
		if (svm->nested)
			vmcb->cr3 = value;
		vmcb->tlb_control = svm_flush(svm);
		return 0;
	case 4:
		if (value & ~svm->cr4_may_set & ~CR4_MCE)
			return -1;
		vmcb->cr4 = value | (vmcb->cr4 & CR4_MCE);
		return 0;
	case 8:
		vmcb->virtual_interrupts &= ~VMCB_TASK_PRIORITY;
		vmcb->virtual_interrupts |= value & VMCB_TASK_PRIORITY;
		return 0;
	}
	return -1;
}

static int read_cr(const struct svm *svm, const struct vmx_run *run, u32 number, u64 *value)
{
	switch (number) {
	case 0:
		*value = svm->vmcb->cr0;
		return 0;
	case 3:
		*value = svm->nested ? svm->vmcb->cr3 : run->final.cr3;
		return 0;
	case 4:
		*value = svm->vmcb->cr4;
		return 0;
	case 8:
		*value = svm->vmcb->virtual_interrupts & VMCB_TASK_PRIORITY;
		return 0;
	}
	return -1;
}

/* MOV, CLTS, and LMSW (0F 01 /6) with a register; PE may be set by that, and not cleared. */
static int complete_cr(struct svm *svm, struct vmx_run *run, const struct instruction *instruction)
{
	u64 *operand = svm_register(svm, instruction->rm), cr0 = svm->vmcb->cr0;

	switch (instruction->opcode) {
	case OPCODE_0F(0x20):
		return read_cr(svm, run, instruction->field, operand);
	case OPCODE_0F(0x22):
		return write_cr(svm, run, instruction->field, *operand);
	case OPCODE_0F(0x06):
		return write_cr(svm, run, 0, cr0 & ~CR0_TS);
	case OPCODE_0F(0x01):
		if (instruction->field != 6 || !instruction->is_register)
			return -1;
		return write_cr(svm, run, 0, (cr0 & ~CR0_STATUS) |
				(*operand & (CR0_STATUS | CR0_PE)));
	}
	return -1;
}

/* The CPU's own debug registers stay the host's. */
static int complete_dr(struct svm *svm, struct vmx_run *run, const struct instruction *instruction)
{
	u64 *operand = svm_register(svm, instruction->rm);
	u64 *value = &run->final.dr[instruction->field & 7];

	if (instruction->opcode == OPCODE_0F(0x21))
		*operand = *value;
	else if (instruction->opcode == OPCODE_0F(0x23))
		*value = *operand;
	else
		return -1;
	return 0;
}

static int complete_wrmsr(struct svm *svm)
{
	const u64 *registers = svm->frame->registers;
	u64 value = registers[RDX] << 32 | (u32)registers[RAX];

	switch ((u32)registers[RCX]) {
	case IA32_SYSENTER_CS:
		svm->vmcb->sysenter_cs = (u32)value;
		return 0;
	case IA32_SYSENTER_ESP:
		svm->vmcb->sysenter_esp = value;
		return 0;
	case IA32_SYSENTER_EIP:
		svm->vmcb->sysenter_eip = value;
		return 0;
	}
	return -1;
}

/* EXITINFO1 of an I/O exit. */
#define PORT_IS_IN(info)     ((info) & 1)
#define PORT_IS_STRING(info) ((info) >> 2 & 1)
#define PORT_IS_REPEATED(i)  ((i) >> 3 & 1)
#define PORT_BYTES(info)     ((u32)((info) >> 4 & 7))

/* A REP is done as a whole, by one exit; no more than a page, and upwards. */
static int complete_string(struct svm *svm, const struct vmx_run *run, u64 info)
{
	u64 *registers = svm->frame->registers, *at = &registers[PORT_IS_IN(info) ? RDI : RSI];
	u64 count = PORT_IS_REPEATED(info) ? registers[RCX] : 1, element = run->returned;
	u32 bytes = PORT_BYTES(info);

	if (svm->vmcb->rflags & RFLAGS_DF || !bytes || count > PAGE_BYTES / bytes)
		return -1;
	for (u64 i = 0; i < count; i++, *at += bytes) {
		u64 copy = element;

		if (svm_copy(svm, *at, &copy, bytes, PORT_IS_IN(info)))
			return -1;
	}
	if (PORT_IS_REPEATED(info))
		registers[RCX] = 0;
	return 0;
}

/* IN reads what the run says; nothing listens to OUT. */
static int complete_port(struct svm *svm, const struct vmx_run *run)
{
	u64 info = svm->vmcb->exit_info_1, *rax = &svm->frame->registers[RAX];
	u64 read = PORT_BYTES(info) == 4 ? ~0ull : (1ull << 8 * PORT_BYTES(info)) - 1;

	if (PORT_IS_STRING(info))
		return complete_string(svm, run, info);
	if (PORT_IS_IN(info))
		*rax = (*rax & ~read) | (run->returned & read & 0xffffffff);
	return 0;
}

/* As SYSENTER and SYSEXIT load them: flat, of the guest's mode. RIP goes to the target. */
static int change_ring(struct svm *svm, u16 code, u8 ring, u64 rsp, u64 rip)
{
	struct vmcb *vmcb = svm->vmcb;
	u32 attributes = is_64_bit(svm) ? ATTRIBUTES_CODE64 : ATTRIBUTES_CODE32;

	vmcb->cs.selector = code | ring;
	vmcb->ss.selector = (u16)(code + 8) | ring;
	vmcb->cs.attributes = (u16)(attributes | ATTRIBUTES_DPL(ring));
	vmcb->ss.attributes = (u16)(ATTRIBUTES_DATA | ATTRIBUTES_DPL(ring));
	vmcb->cpl = ring;
	vmcb->rsp = rsp;
	vmcb->rip = rip;
	return 0;
}

static int enter_kernel(struct svm *svm, const struct vmx_run *run, u32 length)
{
	svm->vmcb->rflags &= ~RFLAGS_IF;
	return change_ring(svm, (u16)run->state.cs.selector & ~3, 0, run->state.sysenter_esp,
			   run->state.sysenter_eip - length);
}

/* To the 32-bit pair of segments behind the kernel's, or to the 64-bit pair behind that. */
static int exit_kernel(struct svm *svm, const struct vmx_run *run, u32 length)
{
	u16 code = ((u16)run->state.cs.selector & ~3) + (is_64_bit(svm) ? 32 : 16);
	u64 mask = is_64_bit(svm) ? ~0ull : 0xffffffff;
	const u64 *registers = svm->frame->registers;

	return change_ring(svm, code, 3, registers[RCX] & mask, (registers[RDX] & mask) - length);
}

/*
 * CLI or STI in an outer ring, where no interrupt is ever pending; SYSENTER and SYSEXIT, which are
 * without a kernel by IA32_SYSENTER_CS, for one whose CS is the run's first.
 */
static int complete_fault(struct svm *svm, const struct vmx_run *run,
			  const struct instruction *instruction)
{
	if (instruction->opcode == OPCODE_0F(0x34))
		return enter_kernel(svm, run, instruction->length);
	if (instruction->opcode == OPCODE_0F(0x35))
		return exit_kernel(svm, run, instruction->length);
	if (instruction->opcode != 0xfa && instruction->opcode != 0xfb)
		return -1;
	svm->vmcb->rflags &= ~RFLAGS_IF;
	if (instruction->opcode == 0xfb)
		svm->vmcb->rflags |= RFLAGS_IF;
	return 0;
}

static int do_it(struct svm *svm, struct vmx_run *run, u32 reason,
		 const struct instruction *instruction)
{
	switch (reason) {
	case EXIT_GDTR_IDTR_ACCESS:
	case EXIT_IDTR_READ:
	case EXIT_GDTR_READ:
	case EXIT_IDTR_WRITE:
	case EXIT_GDTR_WRITE:
		return complete_table(svm, instruction);
	case EXIT_LDTR_TR_ACCESS:
	case EXIT_LDTR_READ:
	case EXIT_TR_READ:
	case EXIT_LDTR_WRITE:
	case EXIT_TR_WRITE:
		return complete_segment(svm, instruction);
	case EXIT_CR_ACCESS:
		return complete_cr(svm, run, instruction);
	case EXIT_MOV_DR:
		return complete_dr(svm, run, instruction);
	case EXIT_IO_INSTRUCTION:
		return complete_port(svm, run);
	case EXIT_WRMSR:
		return complete_wrmsr(svm);
	case EXIT_EXCEPTION_NMI:
		return complete_fault(svm, run, instruction);
	case EXIT_PUSHF:
	case EXIT_POPF:
	case EXIT_IRET:
	case EXIT_SOFTWARE_INTERRUPT:
		return svm_complete_flags(svm, instruction);
	}
	return -1;
}

int svm_complete(struct svm *svm, struct vmx_run *run, u32 reason)
{
	struct instruction instruction;

	if (svm_decode(svm, &instruction) || do_it(svm, run, reason, &instruction))
		return -1;
	svm->vmcb->rip += instruction.length;
	return 0;
}
