/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who gets which vector. What nobody expects goes to `exception` with its vector, and an error
 * code or a zero in its place, so that every frame looks the same there.
 */
.macro expected vector, number, handler
	.if \vector == \number
	jmp	\handler
	.endif
.endm

.macro unexpected vector, exception=exception
	.if \vector > 31 || !((0x00227d00 >> \vector) & 1)
	push	$0
	.endif
	push	$\vector
	jmp	\exception
.endm

	.set vector, 0
	.rept GUEST_VECTORS
	.org GUEST_STUBS + vector * GUEST_STUB_BYTES, 0xcc
	expected vector, 0, divide_error
	expected vector, 2, nmi
	expected vector, 3, breakpoint
	expected vector, 6, invalid_opcode
	expected vector, 14, page_fault
	expected vector, GUEST_INT_VECTOR, int_from_application
	expected vector, GUEST_BACK_VECTOR, back_from_application
	expected vector, GUEST_APIC_VECTOR, apic_interrupt
	expected vector, GUEST_X2APIC_VECTOR, x2apic_interrupt
	expected vector, GUEST_SELF_VECTOR, self_ipi
	unexpected vector
	.set vector, vector + 1
	.endr

	.set vector, 0
	.rept GUEST_VECTORS
	.org MONITOR_STUBS + vector * GUEST_STUB_BYTES, 0xcc
	expected vector, 0, monitor_divide_error
	expected vector, 6, monitor_invalid_opcode
	expected vector, 13, monitor_general_protection
	expected vector, 14, monitor_page_fault
	expected vector, GUEST_INT_VECTOR, monitor_int
	expected vector, GUEST_HYPERCALL, monitor_hypercall
	expected vector, GUEST_BACK_VECTOR, monitor_back
	unexpected vector
	.set vector, vector + 1
	.endr
