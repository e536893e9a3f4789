// SPDX-License-Identifier: GPL-2.0-only
/*
 * Into VMX operation and out. Where CR4.VMXE is set, KVM or another owner is in VMX
 * operation already: VMXON would fail and VMXOFF would harm. So the batch borrows it,
 * and gives back the current-VMCS pointer it found.
 */
#include <cpu_instructions.h>
#include <vmx_instructions.h>
#include "../host.h"
#include "root.h"
#include "../x86.h"

#define NO_VMCS           (~0ull)
#define INVALIDATE_SINGLE 1
#define INVALIDATE_ALL    2
#define CAP_INVEPT        20 /* in IA32_VMX_EPT_VPID_CAP, and the types it offers */
#define CAP_INVEPT_SINGLE 25
#define CAP_INVVPID        32
#define CAP_INVVPID_SINGLE 41

static void write_revision(struct vm *vm, enum vm_page page)
{
	*(u32 *)vm->page[page] = vm->caps.revision;
}

static int take_root(struct root *root, struct vm *vm)
{
	root->borrowed = !!(cr4_read() & CR4_VMXE);
	root->lender = NO_VMCS;
	if (root->borrowed) {
		root->lender = vmptrst();
		return 0;
	}
	write_revision(vm, PAGE_VMXON);
	host_set_vmxe(1);
	if (!vmxon(vm->physical[PAGE_VMXON]))
		return 0;
	host_set_vmxe(0);
	return -1;
}

static void give_root_back(const struct root *root)
{
	if (root->borrowed) {
		if (root->lender != NO_VMCS)
			vmptrld(root->lender);
		return;
	}
	vmxoff();
	host_set_vmxe(0);
}

int root_enter(struct root *root, struct vm *vm)
{
	if (take_root(root, vm))
		return -1;
	write_revision(vm, PAGE_VMCS);
	if (!vmclear(vm->physical[PAGE_VMCS]) && !vmptrld(vm->physical[PAGE_VMCS]))
		return 0;
	give_root_back(root);
	return -1;
}

void root_leave(const struct root *root, struct vm *vm)
{
	root_invalidate(vm);
	vmclear(vm->physical[PAGE_VMCS]);
	give_root_back(root);
}

u64 root_invept_type(const struct vm *vm)
{
	u64 caps = vm->caps.ept_vpid;

	if (!control_is_set(&vm->image.control.controls, ENABLE_EPT) ||
	    !BIT_IS_SET(caps, CAP_INVEPT))
		return 0;
	return BIT_IS_SET(caps, CAP_INVEPT_SINGLE) ? INVALIDATE_SINGLE : INVALIDATE_ALL;
}

u64 root_invvpid_type(const struct vm *vm)
{
	u64 caps = vm->caps.ept_vpid;

	if (!control_is_set(&vm->image.control.controls, ENABLE_VPID) ||
	    !BIT_IS_SET(caps, CAP_INVVPID))
		return 0;
	return BIT_IS_SET(caps, CAP_INVVPID_SINGLE) ? INVALIDATE_SINGLE : INVALIDATE_ALL;
}

static void invalidate_linear(const struct vm *vm)
{
	u64 type = root_invvpid_type(vm);

	if (type)
		invvpid(type, vm->image.control.vpid);
}

void root_invalidate_ept(const struct vm *vm)
{
	u64 type = root_invept_type(vm), other = vm->image.control.other_ept_pointer;

	if (!type)
		return;
	invept(type, vm->image.control.ept_pointer);
	if (other)
		invept(type, other);
}

void root_invalidate(const struct vm *vm)
{
	root_invalidate_ept(vm);
	invalidate_linear(vm);
}
