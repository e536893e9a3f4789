/* SPDX-License-Identifier: GPL-2.0-only */
/* The translator's runtime for a 32-bit kernel, as translator.S; it keeps all registers. */
.macro call_out_32 name, body:vararg
call_out_32_\name:
	push	%eax
	push	%ecx
	push	%edx
	push	%ebx
	pushf
	call	\body
	popf
	pop	%ebx
	pop	%edx
	pop	%ecx
	pop	%eax
	ret
.endm

	call_out_32 lgdt, runtime_32_lgdt
	call_out_32 lidt, runtime_32_lidt
	call_out_32 lldt, runtime_32_lldt
	call_out_32 ltr, runtime_32_ltr
	call_out_32 mov_to_cr3, runtime_32_mov_to_cr3
	call_out_32 hlt, runtime_32_nothing
	call_out_32 invlpg, runtime_32_nothing
	call_out_32 wbinvd, runtime_32_nothing
	call_out_32 out, runtime_32_nothing

/* EDI: a page-table entry's address; EDX: its value. */
call_out_32_set_pte:
	mov	%edx, %gs:TRANSLATED_PAGE(0)(%edi)
	ret

/* EDI: a descriptor's address; EDX and ECX: its halves. */
call_out_32_set_descriptor:
	mov	%edx, %gs:TRANSLATED_PAGE(0)(%edi)
	mov	%ecx, %gs:TRANSLATED_PAGE(4)(%edi)
	ret

call_out_32_cpuid:
	mov	TRANSLATED(VCPU_CPUID), %eax
	mov	TRANSLATED(VCPU_CPUID + 4), %ebx
	mov	TRANSLATED(VCPU_CPUID + 8), %ecx
	mov	TRANSLATED(VCPU_CPUID + 12), %edx
	ret

call_out_32_in:
	mov	$0xff, %al
	ret

.macro runtime_load_32 name, table
runtime_32_\name:
	mov	(%edi), %ecx
	mov	%ecx, TRANSLATED(\table)
	mov	2(%edi), %ecx
	mov	%ecx, TRANSLATED(\table + 2)
	ret
.endm
	runtime_load_32 lgdt, VCPU_GDTR
	runtime_load_32 lidt, VCPU_IDTR

runtime_32_lldt:
	STORE_WORD(gs, VCPU_LDTR)
	ret

runtime_32_ltr:
	STORE_WORD(gs, VCPU_TR)
	ret

runtime_32_mov_to_cr3:
	mov	%eax, TRANSLATED(VCPU_CR + 8 * 3)
	ret

runtime_32_nothing:
	ret
