// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMCS is data: which field comes from where, in three tables walked by one
 * short function. Every field that the CPU will look at is written, as on a
 * borrowed CPU nothing is left of the last batch. No other is: a hypervisor above need
 * not have it. So there is no row for SMBASE, which only VM exits to the SMM
 * monitor save and VM entries from it load; none for the addresses of areas whose
 * count is 0; none for what goes with an event that the engine never injects.
 */
#include <vmx_instructions.h>
#include "vmcs.h"

struct vmcs_row {
	u32 field;
	u16 offset;    /* in struct vmcs_image */
	u8 width;      /* bytes there */
	/* When the field must exist: the control that makes the CPU look at it, or one of these. */
	u8 needs;
};

#define ALWAYS      EXTERNAL_INTERRUPT_EXITING
/* While there is something in a list; while there are so many CR3 targets, and more. */
#define STORES_MSRS 0xff
#define EXITS_WITH_MSRS 0xfe
#define ENTERS_WITH_MSRS 0xfd
#define SWITCHES_VIEWS 0xfc
#define CR3_TARGET(n) (0xf0u + (n))
_Static_assert(ALWAYS == 0, "a row that needs nothing needs the control that is always set");

#define ROW(field, member, needs) \
	{ field, OFFSET_OF(struct vmcs_image, member), \
	  sizeof(((struct vmcs_image *)0)->member), needs }

static const struct vmcs_row control_rows[] = {
	ROW(PIN_BASED_VM_EXECUTION_CONTROLS, control.controls.word[PIN], ALWAYS),
	ROW(PRIMARY_PROCESSOR_BASED_CONTROLS, control.controls.word[PRIMARY], ALWAYS),
	ROW(SECONDARY_PROCESSOR_BASED_CONTROLS, control.controls.word[SECONDARY],
	    ACTIVATE_SECONDARY_CONTROLS),
	ROW(PRIMARY_VM_EXIT_CONTROLS, control.controls.word[EXIT], ALWAYS),
	ROW(VM_ENTRY_CONTROLS, control.controls.word[ENTRY], ALWAYS),
	ROW(EXCEPTION_BITMAP, control.exception_bitmap, ALWAYS),
	ROW(PAGE_FAULT_ERROR_CODE_MASK, control.zero, ALWAYS),
	ROW(PAGE_FAULT_ERROR_CODE_MATCH, control.zero, ALWAYS),
	ROW(CR3_TARGET_COUNT, control.cr3_targets, ALWAYS),
	ROW(CR3_TARGET_VALUE_0, guest.cr3, CR3_TARGET(0)),
	ROW(CR3_TARGET_VALUE_1, guest.cr3, CR3_TARGET(1)),
	ROW(CR3_TARGET_VALUE_2, guest.cr3, CR3_TARGET(2)),
	ROW(CR3_TARGET_VALUE_3, guest.cr3, CR3_TARGET(3)),
	ROW(VM_EXIT_MSR_STORE_COUNT, control.msrs_stored_count, ALWAYS),
	ROW(VM_EXIT_MSR_LOAD_COUNT, control.msrs_on_exit_count, ALWAYS),
	ROW(VM_ENTRY_MSR_LOAD_COUNT, control.msrs_on_entry_count, ALWAYS),
	ROW(VM_EXIT_MSR_STORE_ADDRESS, control.msrs_stored, STORES_MSRS),
	ROW(VM_EXIT_MSR_LOAD_ADDRESS, control.msrs_on_exit, EXITS_WITH_MSRS),
	ROW(VM_ENTRY_MSR_LOAD_ADDRESS, control.msrs_on_entry, ENTERS_WITH_MSRS),
	ROW(VM_ENTRY_INTERRUPTION_INFORMATION, control.zero, ALWAYS),
	ROW(CR0_GUEST_HOST_MASK, control.cr0_mask, ALWAYS),
	ROW(CR4_GUEST_HOST_MASK, control.cr4_mask, ALWAYS),
	ROW(CR0_READ_SHADOW, control.cr0_shadow, ALWAYS),
	ROW(CR4_READ_SHADOW, control.cr4_shadow, ALWAYS),
	ROW(VMCS_LINK_POINTER, control.all_ones, ALWAYS),
	ROW(IO_BITMAP_A_ADDRESS, control.io_bitmap_a, USE_IO_BITMAPS),
	ROW(IO_BITMAP_B_ADDRESS, control.io_bitmap_b, USE_IO_BITMAPS),
	ROW(MSR_BITMAP_ADDRESS, control.msr_bitmap, USE_MSR_BITMAPS),
	ROW(VIRTUAL_APIC_ADDRESS, control.virtual_apic, USE_TPR_SHADOW),
	ROW(TPR_THRESHOLD, control.zero, USE_TPR_SHADOW),
	ROW(APIC_ACCESS_ADDRESS, control.apic_access, VIRTUALIZE_APIC_ACCESSES),
	ROW(GUEST_INTERRUPT_STATUS, control.zero, VIRTUAL_INTERRUPT_DELIVERY),
	ROW(EOI_EXIT_BITMAP_0, control.eoi_exits, VIRTUAL_INTERRUPT_DELIVERY),
	ROW(EOI_EXIT_BITMAP_1, control.eoi_exits, VIRTUAL_INTERRUPT_DELIVERY),
	ROW(EOI_EXIT_BITMAP_2, control.eoi_exits, VIRTUAL_INTERRUPT_DELIVERY),
	ROW(EOI_EXIT_BITMAP_3, control.eoi_exits, VIRTUAL_INTERRUPT_DELIVERY),
	ROW(EPT_POINTER, control.ept_pointer, ENABLE_EPT),
	ROW(PML_ADDRESS, control.pml, ENABLE_PML),
	ROW(GUEST_PML_INDEX, control.pml_index, ENABLE_PML),
	ROW(SUB_PAGE_TABLE_POINTER, control.sub_pages, SUB_PAGE_WRITE_PERMISSIONS),
	ROW(VM_FUNCTION_CONTROLS, control.vm_functions, ENABLE_VM_FUNCTIONS),
	ROW(EPTP_LIST_ADDRESS, control.eptp_list, SWITCHES_VIEWS),
	ROW(VIRTUAL_PROCESSOR_IDENTIFIER, control.vpid, ENABLE_VPID),
	ROW(PREEMPTION_TIMER_VALUE, control.preemption_timer, ACTIVATE_PREEMPTION_TIMER),
	ROW(PLE_GAP, control.ple_gap, PAUSE_LOOP_EXITING),
	ROW(PLE_WINDOW, control.ple_window, PAUSE_LOOP_EXITING),
	ROW(XSS_EXITING_BITMAP, control.all_ones, ENABLE_XSAVES),
	ROW(ENCLS_EXITING_BITMAP, control.all_ones, ENCLS_EXITING),
};

static const struct vmcs_row host_rows[] = {
	ROW(HOST_CR0, host.cr0, ALWAYS),
	ROW(HOST_CR3, host.cr3, ALWAYS),
	ROW(HOST_CR4, host.cr4, ALWAYS),
	ROW(HOST_CS_SELECTOR, host.cs, ALWAYS),
	ROW(HOST_SS_SELECTOR, host.ss, ALWAYS),
	ROW(HOST_TR_SELECTOR, host.tr, ALWAYS),
	/* A selector with RPL or TI set is not allowed here: null, reloaded after the batch. */
	ROW(HOST_DS_SELECTOR, host.null, ALWAYS),
	ROW(HOST_ES_SELECTOR, host.null, ALWAYS),
	ROW(HOST_FS_SELECTOR, host.null, ALWAYS),
	ROW(HOST_GS_SELECTOR, host.null, ALWAYS),
	ROW(HOST_FS_BASE, host.fs_base, ALWAYS),
	ROW(HOST_GS_BASE, host.gs_base, ALWAYS),
	ROW(HOST_TR_BASE, host.tr_base, ALWAYS),
	ROW(HOST_GDTR_BASE, host.gdtr.base, ALWAYS),
	ROW(HOST_IDTR_BASE, host.idtr.base, ALWAYS),
	ROW(HOST_IA32_SYSENTER_CS, host.sysenter_cs, ALWAYS),
	ROW(HOST_IA32_SYSENTER_ESP, host.sysenter_esp, ALWAYS),
	ROW(HOST_IA32_SYSENTER_EIP, host.sysenter_eip, ALWAYS),
	ROW(HOST_IA32_PAT, host.pat, EXIT_LOAD_PAT),
	ROW(HOST_IA32_EFER, host.efer, EXIT_LOAD_EFER),
	ROW(HOST_IA32_PERF_GLOBAL_CTRL, host.perf_global_ctrl, EXIT_LOAD_PERF_GLOBAL_CTRL),
	ROW(HOST_RSP, host.rsp, ALWAYS),
	ROW(HOST_RIP, host.rip, ALWAYS),
};

#define SEGMENT_ROWS(NAME, member)                                     \
	ROW(GUEST_##NAME##_SELECTOR, guest.member.selector, ALWAYS),   \
	ROW(GUEST_##NAME##_BASE, guest.member.base, ALWAYS),           \
	ROW(GUEST_##NAME##_LIMIT, guest.member.limit, ALWAYS),         \
	ROW(GUEST_##NAME##_ACCESS_RIGHTS, guest.member.rights, ALWAYS)

static const struct vmcs_row guest_rows[] = {
	ROW(GUEST_CR0, guest.cr0, ALWAYS),
	ROW(GUEST_CR3, guest.cr3, ALWAYS),
	ROW(GUEST_CR4, guest.cr4, ALWAYS),
	ROW(GUEST_RIP, guest.rip, ALWAYS),
	ROW(GUEST_RSP, guest.rsp, ALWAYS),
	ROW(GUEST_RFLAGS, guest.rflags, ALWAYS),
	ROW(GUEST_DR7, host.dr7_reset, LOAD_DEBUG_CONTROLS),
	SEGMENT_ROWS(ES, es),
	SEGMENT_ROWS(CS, cs),
	SEGMENT_ROWS(SS, ss),
	SEGMENT_ROWS(DS, ds),
	SEGMENT_ROWS(FS, fs),
	SEGMENT_ROWS(GS, gs),
	SEGMENT_ROWS(LDTR, ldtr),
	SEGMENT_ROWS(TR, tr),
	ROW(GUEST_GDTR_BASE, guest.gdtr.base, ALWAYS),
	ROW(GUEST_GDTR_LIMIT, guest.gdtr.limit, ALWAYS),
	ROW(GUEST_IDTR_BASE, guest.idtr.base, ALWAYS),
	ROW(GUEST_IDTR_LIMIT, guest.idtr.limit, ALWAYS),
	ROW(GUEST_IA32_SYSENTER_CS, guest.sysenter_cs, ALWAYS),
	ROW(GUEST_IA32_SYSENTER_ESP, guest.sysenter_esp, ALWAYS),
	ROW(GUEST_IA32_SYSENTER_EIP, guest.sysenter_eip, ALWAYS),
	ROW(GUEST_IA32_DEBUGCTL, host.debugctl_in_guest, ALWAYS),
	ROW(GUEST_IA32_PAT, host.pat, ENTRY_LOAD_PAT),
	ROW(GUEST_IA32_EFER, guest.efer, ENTRY_LOAD_EFER),
	ROW(GUEST_IA32_PERF_GLOBAL_CTRL, control.zero, ENTRY_LOAD_PERF_GLOBAL_CTRL),
	ROW(GUEST_INTERRUPTIBILITY_STATE, control.zero, ALWAYS),
	ROW(GUEST_ACTIVITY_STATE, control.zero, ALWAYS),
	ROW(GUEST_PENDING_DEBUG_EXCEPTIONS, control.zero, ALWAYS),
};

static const struct {
	const struct vmcs_row *rows;
	u32 count;
} tables[] = {
	{ control_rows, COUNT_OF(control_rows) },
	{ host_rows, COUNT_OF(host_rows) },
	{ guest_rows, COUNT_OF(guest_rows) },
};

static u64 row_value(const struct vmcs_image *image, const struct vmcs_row *row)
{
	const u8 *at = (const u8 *)image + row->offset;
	u64 value;

	switch (row->width) {
	case 2: return *(const u16 *)at;
	case 4: return *(const u32 *)at;
	}
	__builtin_memcpy(&value, at, sizeof(value)); /* table_register is packed */
	return value;
}

static int is_in_play(const struct vmcs_image *image, const struct vmcs_row *row)
{
	const struct vmcs_controls *control = &image->control;

	switch (row->needs) {
	case STORES_MSRS:
		return control->msrs_stored_count != 0;
	case EXITS_WITH_MSRS:
		return control->msrs_on_exit_count != 0;
	case ENTERS_WITH_MSRS:
		return control->msrs_on_entry_count != 0;
	case SWITCHES_VIEWS:
		return control->eptp_list != 0;
	}
	if (row->needs >= CR3_TARGET(0))
		return control->cr3_targets > row->needs - CR3_TARGET(0);
	return control_is_set(&control->controls, row->needs);
}

u32 vmcs_fill(const struct vmcs_image *image)
{
	for (u32 t = 0; t < COUNT_OF(tables); t++)
		for (u32 i = 0; i < tables[t].count; i++) {
			const struct vmcs_row *row = &tables[t].rows[i];

			if (!is_in_play(image, row))
				continue;
			if (vmwrite(row->field, row_value(image, row)))
				return row->field | (row->field ? 0 : VMCS_FIELD_REFUSED);
		}
	return 0;
}
