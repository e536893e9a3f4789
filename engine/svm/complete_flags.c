// SPDX-License-Identifier: GPL-2.0-only
/*
 * What SVM alone intercepts, completed on the guest's state, of 64-bit code: PUSHF, POPF, IRET,
 * INT n. What would fault is not completed.
 */
#include "../x86.h"
#include "complete_flags.h"

#define OPCODE_PUSHF  0x9c
#define OPCODE_POPF   0x9d
#define OPCODE_INT    0xcd
#define OPCODE_IRET   0xcf

#define ATTRIBUTE_ACCESSED  0x001u
#define ATTRIBUTE_L         0x200u
#define ATTRIBUTE_G         0x800u
/* Present, no system segment, code or writable data; and of code long mode and not 32-bit. */
#define ATTRIBUTES_OF_CODE  0x698u
#define ATTRIBUTES_CODE64   0x298u
#define ATTRIBUTES_OF_DATA  0x09au
#define ATTRIBUTES_DATA     0x092u
#define DESCRIPTOR_TYPE     5 /* the byte of a descriptor that has the type */
/* Present, and with bit 0 clear or set: an interrupt gate, which clears IF, or a trap gate. */
#define GATE_OF_64_BITS     0x8eu
#define GATE_KIND           0x9eu
#define GATE_KEEPS_IF       1u
/* Of a 64-bit task: where RSP of ring 0 is, and the first of seven stacks for interrupts. */
#define TASK_RSP_0          4
#define TASK_STACK_1        36
#define ATTRIBUTE_CONFORMS  0x00cu /* code that any outer ring may use */

/* CF, PF, AF, ZF, SF, TF, DF, OF, NT, AC, ID: what code of any ring may change. */
#define RFLAGS_OF_ALL 0x244dd5ull
#define RFLAGS_IOPL   0x3000ull
#define RFLAGS_NT     0x4000ull
#define RFLAGS_VIF    0x80000ull
#define RFLAGS_VIP    0x100000ull

#define HIGHEST_BIT 47 /* of a linear address: no guest has five levels of tables */

struct interrupt_frame {
	u64 rip, cs, rflags, rsp, ss;
};

struct gate {
	u16 offset, selector;
	u8 stack, type;
	u16 offset_16;
	u32 offset_32, zero;
};
_Static_assert(sizeof(struct gate) == 16, "a gate of 64-bit code");

static u32 ring_of(u64 selector)
{
	return selector & 3;
}

static u32 level_of(const struct vmcb_segment *segment)
{
	return segment->attributes >> 5 & 3;
}

/* As POPF loads them. RF ends with the instruction. */
static u64 flags_loaded(const struct vmcb *vmcb, u64 value)
{
	u64 may_change = RFLAGS_OF_ALL;

	if (!vmcb->cpl)
		may_change |= RFLAGS_IOPL;
	if (vmcb->cpl <= (vmcb->rflags & RFLAGS_IOPL) >> 12)
		may_change |= RFLAGS_IF;
	return (vmcb->rflags & ~may_change & ~RFLAGS_RF) | (value & may_change);
}

/* IRET loads RF, too, and in ring 0 those of virtual interrupts. */
static u64 flags_returned(const struct vmcb *vmcb, u64 value)
{
	u64 besides = RFLAGS_RF | (vmcb->cpl ? 0 : RFLAGS_VIF | RFLAGS_VIP);

	return (flags_loaded(vmcb, value) & ~besides) | (value & besides);
}

static int complete_pushf(struct svm *svm)
{
	struct vmcb *vmcb = svm->vmcb;
	u64 flags = vmcb->rflags & ~(RFLAGS_RF | RFLAGS_VM);

	if (svm_copy(svm, vmcb->rsp - sizeof(flags), &flags, sizeof(flags), 1))
		return -1;
	vmcb->rsp -= sizeof(flags);
	return 0;
}

static int complete_popf(struct svm *svm)
{
	struct vmcb *vmcb = svm->vmcb;
	u64 flags;

	if (svm_copy(svm, vmcb->rsp, &flags, sizeof(flags), 0))
		return -1;
	vmcb->rsp += sizeof(flags);
	vmcb->rflags = flags_loaded(vmcb, flags);
	return 0;
}

/* Of the GDT; null has no attributes. 0, or -1. */
static int read_segment(const struct svm *svm, u16 selector, struct vmcb_segment *segment)
{
	u64 descriptor = 0;

	*segment = (struct vmcb_segment){ .selector = selector };
	if (!(selector & ~3u))
		return 0;
	if (selector & 4 || (selector | 7u) > svm->vmcb->gdtr.limit ||
	    svm_copy(svm, svm->vmcb->gdtr.base + (selector & ~7u), &descriptor, sizeof(descriptor),
		     0))
		return -1;
	segment->attributes = (u16)((descriptor >> 40 & 0xff) | (descriptor >> 44 & 0xf00));
	segment->base = (descriptor >> 16 & 0xffffff) | (descriptor >> 56) << 24;
	segment->limit = (u32)((descriptor & 0xffff) | (descriptor >> 32 & 0xf0000));
	if (segment->attributes & ATTRIBUTE_G)
		segment->limit = segment->limit << 12 | 0xfff;
	return 0;
}

static int is_code_of(const struct vmcb_segment *segment, u32 ring)
{
	return (segment->attributes & ATTRIBUTES_OF_CODE) == ATTRIBUTES_CODE64 &&
	       (segment->attributes & ATTRIBUTE_CONFORMS) != ATTRIBUTE_CONFORMS &&
	       level_of(segment) == ring;
}

/* Long mode takes null for a stack segment, but in ring 3. */
static int is_stack_of(const struct vmcb_segment *segment, u32 ring)
{
	if (ring_of(segment->selector) != ring)
		return 0;
	if (!(segment->selector & ~3u))
		return ring < 3;
	return (segment->attributes & ATTRIBUTES_OF_DATA) == ATTRIBUTES_DATA &&
	       level_of(segment) == ring;
}

/* The CPU marks in the table what it loads. Null is in none. */
static struct vmcb_segment loaded(const struct svm *svm, struct vmcb_segment segment)
{
	u64 at = svm->vmcb->gdtr.base + (segment.selector & ~7u) + DESCRIPTOR_TYPE;
	u8 type;

	if (!(segment.selector & ~3u) || segment.attributes & ATTRIBUTE_ACCESSED)
		return segment;
	segment.attributes |= ATTRIBUTE_ACCESSED;
	type = (u8)segment.attributes;
	svm_copy(svm, at, &type, sizeof(type), 1);
	return segment;
}

/* A ring further out keeps no data segment of those further in. */
static void forget_segments(struct vmcb *vmcb, u32 ring)
{
	struct vmcb_segment *const segments[] = { &vmcb->es, &vmcb->ds, &vmcb->fs, &vmcb->gs };

	for (u32 i = 0; i < COUNT_OF(segments); i++) {
		u32 conforms = (segments[i]->attributes & ATTRIBUTE_CONFORMS) == ATTRIBUTE_CONFORMS;

		if (!conforms && level_of(segments[i]) < ring)
			segments[i]->selector = segments[i]->attributes = 0;
	}
}

/* To the same ring, or further out. */
static int complete_iret(struct svm *svm, u32 length)
{
	struct vmcb *vmcb = svm->vmcb;
	struct interrupt_frame frame;
	struct vmcb_segment cs, ss;
	u32 ring;

	if (vmcb->rflags & RFLAGS_NT || svm_copy(svm, vmcb->rsp, &frame, sizeof(frame), 0))
		return -1;
	ring = ring_of(frame.cs);
	if (ring < vmcb->cpl || !is_sign_extended(frame.rip, HIGHEST_BIT) ||
	    read_segment(svm, (u16)frame.cs, &cs) || read_segment(svm, (u16)frame.ss, &ss) ||
	    !is_code_of(&cs, ring) || !is_stack_of(&ss, ring))
		return -1;
	vmcb->rflags = flags_returned(vmcb, frame.rflags);
	if (ring > vmcb->cpl)
		forget_segments(vmcb, ring);
	vmcb->cs = loaded(svm, cs);
	vmcb->ss = loaded(svm, ss);
	vmcb->cpl = (u8)ring;
	vmcb->rsp = frame.rsp;
	vmcb->rip = frame.rip - length;
	return 0;
}

/* One that code of this ring may use. 0, or -1. */
static int read_gate(const struct svm *svm, u32 vector, struct gate *gate)
{
	const struct vmcb *vmcb = svm->vmcb;
	u32 offset = vector * sizeof(*gate);

	if (offset + sizeof(*gate) - 1 > vmcb->idtr.limit ||
	    svm_copy(svm, vmcb->idtr.base + offset, gate, sizeof(*gate), 0))
		return -1;
	if ((gate->type & GATE_KIND) != GATE_OF_64_BITS || (gate->type >> 5 & 3) < vmcb->cpl)
		return -1;
	return 0;
}

/* The guest's, or the task's for an inner ring or for the gate. 0, or -1. */
static int read_stack(const struct svm *svm, const struct gate *gate, u32 ring, u64 *rsp)
{
	const struct vmcb *vmcb = svm->vmcb;
	u32 number = gate->stack & 7, offset = TASK_RSP_0 + 8 * ring;

	*rsp = vmcb->rsp;
	if (!number && ring == vmcb->cpl)
		return 0;
	if (number)
		offset = TASK_STACK_1 + 8 * (number - 1);
	if (offset + sizeof(*rsp) - 1 > vmcb->tr.limit)
		return -1;
	return svm_copy(svm, vmcb->tr.base + offset, rsp, sizeof(*rsp), 0);
}

static int push_frame(struct svm *svm, u64 rsp, u64 rip)
{
	struct vmcb *vmcb = svm->vmcb;
	const struct interrupt_frame frame = { rip, vmcb->cs.selector, vmcb->rflags & ~RFLAGS_RF,
					       vmcb->rsp, vmcb->ss.selector };

	rsp = (rsp & ~15ull) - sizeof(frame);
	if (svm_copy(svm, rsp, (void *)&frame, sizeof(frame), 1))
		return -1;
	vmcb->rsp = rsp;
	return 0;
}

/*
 * By the guest's IDT, to the same ring or further in. Not by event injection: a CPU without next
 * RIP cannot inject an INT n properly (APM volume 2, "Event Injection").
 */
static int complete_int(struct svm *svm, const struct instruction *instruction)
{
	struct vmcb *vmcb = svm->vmcb;
	struct vmcb_segment cs;
	struct gate gate;
	u64 rsp, rip;
	u32 ring;

	if (read_gate(svm, instruction->immediate, &gate) || read_segment(svm, gate.selector, &cs))
		return -1;
	ring = level_of(&cs);
	rip = gate.offset | (u64)gate.offset_16 << 16 | (u64)gate.offset_32 << 32;
	if (ring > vmcb->cpl || !is_code_of(&cs, ring) || !is_sign_extended(rip, HIGHEST_BIT) ||
	    read_stack(svm, &gate, ring, &rsp) ||
	    push_frame(svm, rsp, vmcb->rip + instruction->length))
		return -1;
	cs.selector = (u16)((cs.selector & ~3u) | ring);
	vmcb->cs = loaded(svm, cs);
	if (ring < vmcb->cpl)
		vmcb->ss = (struct vmcb_segment){ .selector = (u16)ring };
	vmcb->cpl = (u8)ring;
	vmcb->rflags &= ~(RFLAGS_TF | RFLAGS_NT | RFLAGS_RF);
	if (!(gate.type & GATE_KEEPS_IF))
		vmcb->rflags &= ~RFLAGS_IF;
	vmcb->rip = rip - instruction->length;
	return 0;
}

int svm_complete_flags(struct svm *svm, const struct instruction *instruction)
{
	if (!(svm->vmcb->cs.attributes & ATTRIBUTE_L) || instruction->is_narrow)
		return -1;
	switch (instruction->opcode) {
	case OPCODE_INT:
		return complete_int(svm, instruction);
	case OPCODE_PUSHF:
		return complete_pushf(svm);
	case OPCODE_POPF:
		return complete_popf(svm);
	case OPCODE_IRET:
		return instruction->is_wide ? complete_iret(svm, instruction->length) : -1;
	}
	return -1;
}
