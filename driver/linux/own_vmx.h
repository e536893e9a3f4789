/* SPDX-License-Identifier: GPL-2.0-only */
/* VMX operation that the module turns on itself: where it may, and who ends it in a crash. */
#ifndef EXITBENCH_OWN_VMX_H
#define EXITBENCH_OWN_VMX_H

#include <linux/types.h>

/*
 * VMX_USABLE, or why this module may not turn VMX on here, on a CPU whose IA32_VMX_MISC is given.
 * `kvm_is_loaded`: kvm_intel is there, and CR4.VMXE is clear. Interrupts off.
 */
u32 own_vmx_obstacle(u64 vmx_misc, bool kvm_is_loaded);

/* CR4.VMXE on or off on this CPU. Interrupts off, from the one to the other. */
void own_vmx_set(bool on);

/*
 * While registered, a crash ends VMX operation. Not beside kvm_intel, which registers itself. May
 * sleep.
 */
void own_vmx_register(void);
void own_vmx_unregister(void);

#endif
