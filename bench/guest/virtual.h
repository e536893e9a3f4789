/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in a guest kernel in place of a sensitive instruction: virtual
 * state written directly, a hypercall, or a call to the translator's runtime.
 * The same text serves paravirtual source and translated code where both
 * would emit it.
 */
#ifndef BENCH_GUEST_VIRTUAL_H
#define BENCH_GUEST_VIRTUAL_H

#define VCPU(offset) GUEST_VCPU + offset

#define VIRTUAL_CLI   movb $0, VCPU(VCPU_IF)
#define VIRTUAL_STI   movb $1, VCPU(VCPU_IF); cmpb $0, VCPU(VCPU_PENDING); jne event_pending
#define VIRTUAL_PUSHF pushfq; movzbl VCPU(VCPU_IF), %eax; shl $9, %eax; \
	andl $~0x200, (%rsp); or %eax, (%rsp)
#define VIRTUAL_POPF  mov (%rsp), %eax; shr $9, %eax; and $1, %al; mov %al, VCPU(VCPU_IF); popfq; \
                      cmpb $0, VCPU(VCPU_PENDING); jne event_pending
#define VIRTUAL_STORE_TABLE(table) mov VCPU(table), %rax; mov %rax, (%rdi); \
                                   mov VCPU(table) + 8, %ax; mov %ax, 8(%rdi)
#define VIRTUAL_SWAPGS mov VCPU(VCPU_GS_BASE), %rax; mov VCPU(VCPU_KERNEL_GS), %rcx; \
                       mov %rcx, VCPU(VCPU_GS_BASE); mov %rax, VCPU(VCPU_KERNEL_GS)

#define VIRTUAL_XSETBV mov %eax, VCPU(VCPU_XCR0); mov %edx, VCPU(VCPU_XCR0) + 4

/* So many lines, each in a page other than the one before. */
#define TOUCH(lines)   mov $lines, %ecx; mov $GUEST_TOUCHED, %esi; \
                       8: mov (%rsi), %al; add $GUEST_TOUCHED_STEP, %rsi; dec %ecx; jnz 8b

/* The number of a hypercall is the emulation's, in the table `hypercalls` of monitor.S. */
#define HYPERCALL(name) mov $HYPERCALL_##name, %ebx; int $GUEST_HYPERCALL

/* A call to the translator's runtime, in translator.S. */
#define CALL_OUT(name) call call_out_##name

/*
 * One to each of GUEST_DESCRIPTORS_CHANGED entries, of RAX: the one
 * form that the monitor decodes.
 */
#define EIGHT_STORES(to) mov %rax, to; mov %rax, to + 8; mov %rax, to + 16; mov %rax, to + 24; \
                         mov %rax, to + 32; mov %rax, to + 40; mov %rax, to + 48; mov %rax, to + 56

/* The same stores, each a call to the runtime with its address in EDI. */
#define ONE_CALL_OUT(name, to) mov $to, %edi; CALL_OUT(name)
#define EIGHT_CALL_OUTS(name, to) \
	ONE_CALL_OUT(name, to); ONE_CALL_OUT(name, to + 8); ONE_CALL_OUT(name, to + 16); \
	ONE_CALL_OUT(name, to + 24); ONE_CALL_OUT(name, to + 32); ONE_CALL_OUT(name, to + 40); \
	ONE_CALL_OUT(name, to + 48); ONE_CALL_OUT(name, to + 56)

/* The local APIC's registers: on its page, and as MSRs. */
#define APIC(name)   GUEST_APIC + APIC_##name
#define X2APIC(name) (0x800 + APIC_##name / 16)
#define APIC_TPR      0x80
#define APIC_EOI      0xb0
#define APIC_ICR      0x300
#define APIC_ICR_TO   0x310
#define APIC_SELF_IPI 0x3f0
#define APIC_TO_SELF  0x44000 /* ICR: this CPU, asserted */
#define APIC_TO_PEER  0x4000  /* the CPU of the upper half, asserted */

/* An interrupt for this CPU, as Linux and others ask for it. */
#define SEND_SELF_IPI movl $0, APIC(ICR_TO); movl $APIC_TO_SELF + GUEST_APIC_VECTOR, APIC(ICR)

/* The same by MSR, with EDX clear. */
#define SEND_X2APIC_SELF_IPI mov $X2APIC(SELF_IPI), %ecx; mov $GUEST_X2APIC_VECTOR, %eax; wrmsr
#define RAISE_X2APIC_PRIORITY mov $X2APIC(TPR), %ecx; mov $15, %eax; wrmsr

/* How often the interrupt has been dealt with, on either CPU. */
#define COUNT_OF_INTERRUPTS(vector) GUEST_PARAMS + PARAMS_TRAPS + 8 * vector
#define WAIT_FOR_INTERRUPT(vector) 9: pause; cmp COUNT_OF_INTERRUPTS(vector), %rbx; je 9b

#endif
