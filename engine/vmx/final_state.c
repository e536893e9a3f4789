// SPDX-License-Identifier: GPL-2.0-only
/* What a run leaves in the guest's processor, so that what an operation did can be checked. */
#include <vmx_instructions.h>
#include "final_state.h"
#include "../x86.h"

u32 *final_state_task_priority(const struct vm *vm)
{
	return (u32 *)((u8 *)vm->page[PAGE_VIRTUAL_APIC] + APIC_TASK_PRIORITY);
}

void final_state_begin(struct vm *vm, struct vmx_run *run)
{
	run->final.cr3 = run->state.cr3;
	__builtin_memset(vm->page[PAGE_VIRTUAL_APIC], 0, PAGE_BYTES);
}

static void read_control_registers(const struct vm *vm, struct guest_final *final)
{
	final->cr0 = vmread(CR0_READ_SHADOW);
	final->cr4 = vmread(CR4_READ_SHADOW);
	final->cr8 = *final_state_task_priority(vm) >> APIC_CR8_SHIFT;
	if (control_is_set(&vm->image.control.controls, ENABLE_EPT))
		final->cr3 = vmread(GUEST_CR3);
}

static void read_tables(struct guest_final *final)
{
	final->gdtr.base = vmread(GUEST_GDTR_BASE);
	final->gdtr.limit = (u32)vmread(GUEST_GDTR_LIMIT);
	final->idtr.base = vmread(GUEST_IDTR_BASE);
	final->idtr.limit = (u32)vmread(GUEST_IDTR_LIMIT);
	final->ldtr = (u32)vmread(GUEST_LDTR_SELECTOR);
	final->tr = (u32)vmread(GUEST_TR_SELECTOR);
}

static void read_msrs(struct guest_final *final)
{
	final->gs_base = vmread(GUEST_GS_BASE);
	final->sysenter_cs = vmread(GUEST_IA32_SYSENTER_CS);
	final->sysenter_esp = vmread(GUEST_IA32_SYSENTER_ESP);
	final->sysenter_eip = vmread(GUEST_IA32_SYSENTER_EIP);
}

void final_state_read(const struct vm *vm, struct vmx_run *run)
{
	read_control_registers(vm, &run->final);
	read_tables(&run->final);
	read_msrs(&run->final);
}
