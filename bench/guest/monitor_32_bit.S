/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The monitor under a 32-bit kernel, as monitor.S; but here the kernel cannot reach it: for paging
 * ring 1 is a supervisor as ring 0 is, and it is the segments' limits that keep it out. It runs
 * at the top of the address space, with the outer ring's DS and ES, and so reaches memory by SS,
 * which is flat. What a kernel's register points to must lie within the kernel's limit.
 *
 * While an instruction is emulated the stack holds, from ESP: EBX, EAX, error code, EIP, CS,
 * EFLAGS, ESP, SS; EBX is the instruction's length.
 */
#define SAVED_32_EBX 0
#define SAVED_32_EAX 4
#define SAVED_32_EIP 12

#define MONITOR_VCPU(offset)     %ss:MONITOR_32_HIGH(GUEST_32_VCPU) + offset
#define COUNT_TRAP_32(vector)    incl %ss:GUEST_PARAMS + PARAMS_TRAPS + 8 * (vector)

	.set vector, 0
	.rept GUEST_VECTORS
	.org MONITOR_32_STUBS + vector * GUEST_STUB_BYTES, 0xcc
	expected vector, 0, monitor_32_divide_error
	expected vector, 6, monitor_32_invalid_opcode
	expected vector, 13, monitor_32_general_protection
	expected vector, 14, monitor_32_page_fault
	expected vector, GUEST_INT_VECTOR, monitor_32_int
	expected vector, GUEST_HYPERCALL, monitor_32_hypercall
	expected vector, GUEST_BACK_VECTOR, monitor_32_back
	unexpected vector, monitor_32_exception
	.set vector, vector + 1
	.endr

/* A system call came to the monitor; ESP is its own already. */
	.org MONITOR_32_SYSENTER, 0xcc
	push	$GUEST_32_SS_1
	pushl	MONITOR_VCPU(VCPU_SYSENTER + 8)
	push	$0x202
	push	$GUEST_32_CS_1
	pushl	MONITOR_VCPU(VCPU_SYSENTER + 16)
	movb	$0, MONITOR_VCPU(VCPU_IF)
	iret

monitor_32_general_protection:
	push	%eax
	push	%ebx
	COUNT_TRAP_32(13)
	mov	SAVED_32_EIP(%esp), %ebx
	movzbl	%ss:(%ebx), %eax
	jmp	*%ss:HIGH(first_byte_32)(, %eax, 4)

/* Nothing that is emulated is undefined. The kernel says by it that it is done. */
monitor_32_invalid_opcode:
	push	$0
	push	$6
	ends	monitor_32_exception

/* A hypercall has its number in EBX, no error code, and nothing to decode or skip. */
monitor_32_hypercall:
	push	$0
	push	%eax
	push	%ebx
	COUNT_TRAP_32(GUEST_HYPERCALL)
	cmp	$HYPERCALLS_32, %ebx
	jae	cannot_emulate_32
	mov	%ss:HIGH(hypercalls_32)(, %ebx, 4), %eax
	xor	%ebx, %ebx
	jmp	*%eax

emulated_32_3:
	mov	$3, %ebx
emulated_32:
	add	%ebx, SAVED_32_EIP(%esp)
	pop	%ebx
	pop	%eax
	add	$4, %esp
	iret

/* Not one of ours: tell the host which. */
cannot_emulate_32:
	pop	%ebx
	pop	%eax
	push	$13
	jmp	monitor_32_exception

/*
 * An exception or INT n for the kernel: its frame is built on the kernel's own stack, and the
 * kernel entered at its handler. From an application that is the stack of its task, and the frame
 * has ESP and SS; else it goes on where ESP points, which must be the kernel's memory.
 */
.macro from_application_32 handler
	push	%eax
	mov	20(%esp), %eax
	mov	%eax, %ss:GUEST_STACK_1 - 4
	mov	16(%esp), %eax
	mov	%eax, %ss:GUEST_STACK_1 - 8
	mov	12(%esp), %eax
	mov	%eax, %ss:GUEST_STACK_1 - 12
	mov	8(%esp), %eax
	mov	%eax, %ss:GUEST_STACK_1 - 16
	mov	4(%esp), %eax
	mov	%eax, %ss:GUEST_STACK_1 - 20
	movl	$\handler, 4(%esp)
	movl	$GUEST_32_CS_1, 8(%esp)
	movl	$GUEST_STACK_1 - 20, 16(%esp)
	movl	$GUEST_32_SS_1, 20(%esp)
	pop	%eax
	iret
.endm

.macro from_kernel_32 handler
	push	%eax
	push	%ecx
	mov	20(%esp), %eax
	sub	$12, %eax
	cmp	$GUEST_32_LIMIT - 12, %eax
	ja	no_stack_32
	mov	16(%esp), %ecx
	mov	%ecx, %ss:8(%eax)
	mov	12(%esp), %ecx
	mov	%ecx, %ss:4(%eax)
	mov	8(%esp), %ecx
	mov	%ecx, %ss:(%eax)
	mov	%eax, 20(%esp)
	movl	$\handler, 8(%esp)
	pop	%ecx
	pop	%eax
	iret
.endm

no_stack_32:
	pop	%ecx
	pop	%eax
	push	$0
	push	$12
	jmp	monitor_32_exception

monitor_32_int:
	COUNT_TRAP_32(GUEST_INT_VECTOR)
	from_application_32 kernel_int_32

monitor_32_back:
	COUNT_TRAP_32(GUEST_BACK_VECTOR)
	from_application_32 kernel_back_32

monitor_32_divide_error:
	COUNT_TRAP_32(0)
	from_kernel_32 kernel_divide_error_32

/*
 * A store to a page table or a descriptor table is completed here; a fault the kernel asked for
 * is reflected to it.
 */
monitor_32_page_fault:
	COUNT_TRAP_32(14)
	push	%eax
	mov	%cr2, %eax
	cmp	$GUEST_HOLE, %eax
	jne	table_store_32
	pop	%eax
	add	$4, %esp
	from_kernel_32 kernel_page_fault_32

/*
 * 89 15 and an address, or 89 0D: MOV EDX or ECX to memory, the two forms decoded. The two pages
 * are neighbours.
 */
table_store_32:
	push	%ebx
	sub	$GUEST_32_PT, %eax
	cmp	$2 * 4096 - 4, %eax
	ja	unexpected_page_fault_32
	mov	SAVED_32_EIP(%esp), %ebx
	cmpw	$0x1589, %ss:(%ebx)
	jne	1f
	mov	%edx, %ss:MONITOR_32_HIGH(GUEST_32_PT)(%eax)
	mov	$6, %ebx
	jmp	emulated_32
1:	cmpw	$0x0d89, %ss:(%ebx)
	jne	unexpected_page_fault_32
	mov	%ecx, %ss:MONITOR_32_HIGH(GUEST_32_PT)(%eax)
	mov	$6, %ebx
	jmp	emulated_32
unexpected_page_fault_32:
	pop	%ebx
	pop	%eax
	push	$14
	jmp	monitor_32_exception

#include "guest/emulate_32_bit.S"
