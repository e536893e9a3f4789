/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the monitor does for a 32-bit kernel on the virtual CPU, and how it finds out: decoders and
 * tables, as in emulate.S, monitor.S and dispatch.S. EBX is the instruction's address in a
 * decoder, and its length afterwards.
 */
.macro decode_32 name, bytes
decode_32_\name:
	mov	$\bytes, %ebx
.endm

	decode_32 cli, 1
	movb	$0, MONITOR_VCPU(VCPU_IF)
	jmp	emulated_32

	decode_32 sti, 1
	movb	$1, MONITOR_VCPU(VCPU_IF)
	cmpb	$0, MONITOR_VCPU(VCPU_PENDING)
	jne	cannot_emulate_32
	jmp	emulated_32

/* No device answers. */
	decode_32 in, 1
emulate_32_in:
	movb	$0xff, SAVED_32_EAX(%esp)
	jmp	emulated_32

/* HLT has nothing to wait for, and nobody else to run. */
decode_32_hlt:
	decode_32 out, 1
	jmp	emulated_32
	decode_32 wbinvd, 2
emulate_32_hlt:
emulate_32_out:
emulate_32_wbinvd:
emulate_32_invlpg:
	jmp	emulated_32

	decode_32 clts, 2
emulate_32_clts:
	andl	$~8, MONITOR_VCPU(VCPU_CR)
	jmp	emulated_32

/* The three SYSENTER MSRs are all the MSRs this CPU has. */
	decode_32 wrmsr, 2
emulate_32_wrmsr:
	lea	-0x174(%ecx), %eax
	cmp	$2, %eax
	ja	cannot_emulate_32
	mov	%edx, MONITOR_VCPU(VCPU_SYSENTER + 4)(, %eax, 8)
	mov	SAVED_32_EAX(%esp), %ecx
	mov	%ecx, MONITOR_VCPU(VCPU_SYSENTER)(, %eax, 8)
	lea	0x174(%eax), %ecx
	jmp	emulated_32

	decode_32 rdmsr, 2
emulate_32_rdmsr:
	lea	-0x174(%ecx), %eax
	cmp	$2, %eax
	ja	cannot_emulate_32
	mov	MONITOR_VCPU(VCPU_SYSENTER + 4)(, %eax, 8), %edx
	mov	MONITOR_VCPU(VCPU_SYSENTER)(, %eax, 8), %eax
	mov	%eax, SAVED_32_EAX(%esp)
	jmp	emulated_32

	decode_32 rdpmc, 2
emulate_32_rdpmc:
	movl	$0, SAVED_32_EAX(%esp)
	xor	%edx, %edx
	jmp	emulated_32

decode_32_0f:
	movzbl	%ss:1(%ebx), %eax
	jmp	*%ss:HIGH(second_byte_32)(, %eax, 4)

/* 0F 00: LLDT AX and LTR AX. */
decode_32_0f00:
	movzbl	%ss:2(%ebx), %eax
	mov	$3, %ebx
	cmp	$0xd0, %eax
	je	emulate_32_lldt
	cmp	$0xd8, %eax
	je	emulate_32_ltr
	jmp	cannot_emulate_32
emulate_32_lldt:
	mov	SAVED_32_EAX(%esp), %eax
	STORE_WORD(ss, MONITOR_32_HIGH(GUEST_32_VCPU) + VCPU_LDTR)
	jmp	emulated_32
emulate_32_ltr:
	mov	SAVED_32_EAX(%esp), %eax
	STORE_WORD(ss, MONITOR_32_HIGH(GUEST_32_VCPU) + VCPU_TR)
	jmp	emulated_32

/* 0F 01: LGDT, LIDT and INVLPG of (EDI). */
decode_32_0f01:
	movzbl	%ss:2(%ebx), %eax
	mov	$3, %ebx
	cmp	$0x17, %eax
	je	emulate_32_lgdt
	cmp	$0x1f, %eax
	je	emulate_32_lidt
	cmp	$0x3f, %eax
	je	emulate_32_invlpg
	jmp	cannot_emulate_32

/* The six bytes that EDI points to must be the kernel's. */
.macro emulate_load_32 name, table
emulate_32_\name:
	cmp	$GUEST_32_LIMIT - 5, %edi
	ja	cannot_emulate_32
	mov	%ss:(%edi), %eax
	mov	%eax, MONITOR_VCPU(\table)
	mov	%ss:2(%edi), %eax
	mov	%eax, MONITOR_VCPU(\table + 2)
	jmp	emulated_32
.endm
	emulate_load_32 lgdt, VCPU_GDTR
	emulate_load_32 lidt, VCPU_IDTR

/* 0F 20 to 0F 23: MOV between EAX and CRn or DRn; the number is in ModRM's middle. */
.macro decode_mov_32 name
decode_32_\name:
	movzbl	%ss:2(%ebx), %ebx
	shr	$3, %ebx
	and	$7, %ebx
.endm

	decode_mov_32 mov_from_cr
	mov	MONITOR_VCPU(VCPU_CR)(, %ebx, 8), %eax
	mov	%eax, SAVED_32_EAX(%esp)
	jmp	emulated_32_3
	decode_mov_32 mov_to_cr
	mov	SAVED_32_EAX(%esp), %eax
	mov	%eax, MONITOR_VCPU(VCPU_CR)(, %ebx, 8)
	jmp	emulated_32_3
	decode_mov_32 mov_from_dr
	mov	MONITOR_VCPU(VCPU_DR)(, %ebx, 8), %eax
	mov	%eax, SAVED_32_EAX(%esp)
	jmp	emulated_32_3
	decode_mov_32 mov_to_dr
	mov	SAVED_32_EAX(%esp), %eax
	mov	%eax, MONITOR_VCPU(VCPU_DR)(, %ebx, 8)
	jmp	emulated_32_3

.macro emulate_mov_to_32 name, register
emulate_32_mov_to_\name:
	mov	SAVED_32_EAX(%esp), %eax
	mov	%eax, MONITOR_VCPU(\register)
	jmp	emulated_32
.endm
	emulate_mov_to_32 cr0, VCPU_CR
	emulate_mov_to_32 cr3, (VCPU_CR + 8 * 3)
	emulate_mov_to_32 cr4, (VCPU_CR + 8 * 4)
	emulate_mov_to_32 dr0, VCPU_DR

emulate_32_cpuid:
	mov	MONITOR_VCPU(VCPU_CPUID), %eax
	mov	%eax, SAVED_32_EAX(%esp)
	mov	MONITOR_VCPU(VCPU_CPUID + 4), %eax
	mov	%eax, SAVED_32_EBX(%esp)
	mov	MONITOR_VCPU(VCPU_CPUID + 8), %ecx
	mov	MONITOR_VCPU(VCPU_CPUID + 12), %edx
	jmp	emulated_32

/* EDI: an entry's address, which must be in the page table; EDX: its value. */
emulate_32_set_pte:
	lea	-GUEST_32_PT(%edi), %eax
	cmp	$4096 - 4, %eax
	ja	cannot_emulate_32
	mov	%edx, %ss:MONITOR_32_HIGH(GUEST_32_PT)(%eax)
	jmp	emulated_32

/* EDI: eight descriptors; ESI: where in the table they go. */
emulate_32_set_descriptors:
	cmp	$GUEST_32_LIMIT - 8 * GUEST_DESCRIPTORS_CHANGED + 1, %edi
	ja	cannot_emulate_32
	lea	-GUEST_32_DESCRIPTORS(%esi), %eax
	cmp	$4096 - 8 * GUEST_DESCRIPTORS_CHANGED, %eax
	ja	cannot_emulate_32
	.set word, 0
	.rept 2 * GUEST_DESCRIPTORS_CHANGED
	mov	%ss:word * 4(%edi), %eax
	mov	%eax, %ss:MONITOR_32_HIGH(0) + word * 4(%esi)
	.set word, word + 1
	.endr
	jmp	emulated_32

/* An interrupt for the kernel, as if a device had raised it now. */
emulate_32_interrupt:
	pop	%ebx
	pop	%eax
	add	$4, %esp
	from_kernel_32 kernel_int_32

/* 0F 35: back to the application: EDX and ECX say where. The monitor's own frame is reused. */
decode_32_sysexit:
emulate_32_sysexit:
	pop	%ebx
	pop	%eax
	add	$4, %esp
	mov	%edx, (%esp)
	movl	$GUEST_32_CS_3, 4(%esp)
	movl	$0x202, 8(%esp)
	mov	%ecx, 12(%esp)
	movl	$GUEST_32_SS_3, 16(%esp)
	iret

.macro entry_32 name
	.long HIGH(\name)
.endm

/* By the first byte of an instruction, by the second after 0F, and by hypercall number. */
	.p2align 2, 0xcc
first_byte_32:
	.set byte, 0
	.rept 256
	.if byte == 0x0f
	entry_32 decode_32_0f
	.elseif byte == 0xec
	entry_32 decode_32_in
	.elseif byte == 0xee
	entry_32 decode_32_out
	.elseif byte == 0xf4
	entry_32 decode_32_hlt
	.elseif byte == 0xfa
	entry_32 decode_32_cli
	.elseif byte == 0xfb
	entry_32 decode_32_sti
	.else
	entry_32 cannot_emulate_32
	.endif
	.set byte, byte + 1
	.endr

second_byte_32:
	.set byte, 0
	.rept 256
	.if byte == 0x00
	entry_32 decode_32_0f00
	.elseif byte == 0x01
	entry_32 decode_32_0f01
	.elseif byte == 0x06
	entry_32 decode_32_clts
	.elseif byte == 0x09
	entry_32 decode_32_wbinvd
	.elseif byte == 0x20
	entry_32 decode_32_mov_from_cr
	.elseif byte == 0x21
	entry_32 decode_32_mov_from_dr
	.elseif byte == 0x22
	entry_32 decode_32_mov_to_cr
	.elseif byte == 0x23
	entry_32 decode_32_mov_to_dr
	.elseif byte == 0x30
	entry_32 decode_32_wrmsr
	.elseif byte == 0x32
	entry_32 decode_32_rdmsr
	.elseif byte == 0x33
	entry_32 decode_32_rdpmc
	.elseif byte == 0x35
	entry_32 decode_32_sysexit
	.else
	entry_32 cannot_emulate_32
	.endif
	.set byte, byte + 1
	.endr

.macro hypercall_32 name
	.set HYPERCALL_32_\name, (. - hypercalls_32) / 4
	entry_32 emulate_32_\name
.endm
hypercalls_32:
	hypercall_32 hlt
	hypercall_32 lgdt
	hypercall_32 lidt
	hypercall_32 lldt
	hypercall_32 ltr
	hypercall_32 rdmsr
	hypercall_32 wrmsr
	hypercall_32 rdpmc
	hypercall_32 mov_to_cr0
	hypercall_32 mov_to_cr3
	hypercall_32 mov_to_cr4
	hypercall_32 mov_to_dr0
	hypercall_32 clts
	hypercall_32 invlpg
	hypercall_32 wbinvd
	hypercall_32 in
	hypercall_32 out
	hypercall_32 cpuid
	hypercall_32 set_pte
	hypercall_32 set_descriptors
	hypercall_32 interrupt
	hypercall_32 sysexit
	.if (. - hypercalls_32) / 4 != HYPERCALLS_32
	.error "virtual_32_bit.h has another number of hypercalls"
	.endif
