// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMX operation that the module turns on itself. A CPU in VMX operation ignores the INIT that
 * starts the crash kernel, so VMX is turned on only where a crash ends it. Kernels differ in who
 * does that, and Kbuild finds out which kind this one is:
 *   any module may register a callback   registered while a file is open and kvm_intel is not there
 *                                        (6.6 to 6.18, and 6.1 as it is maintained)
 *   the kernel ends it by itself         nothing to register; it does so only on a CPU that it
 *                                        knows to have VMX (up to 6.5, and from 7.1 on)
 *   neither                              refused: KVM must turn VMX on, and batches borrow it
 */
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <asm/asm.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/reboot.h>
#include <asm/tlbflush.h>
#include "../../engine/vmx/capabilities.h"
#include "../../engine/host.h"
#include "own_vmx.h"

#define VMX_MISC_TRACES_IN_VMX (1ull << 14)

static DEFINE_PER_CPU(bool, vmx_is_ours);

/*
 * Where the kernel keeps its own function for KVM, the register is changed and the kernel's copy
 * of it is not: nothing may write CR4 by that copy before VMXE is clear again. With interrupts off
 * only an NMI or a machine check could, and their handlers do not. (In a crash the kernel finds
 * VMXE in the register and ends VMX operation. VMXE stays set, as the kernel's copy has it clear:
 * that does no harm.)
 */
static void change_vmxe(unsigned long set, unsigned long clear)
{
#ifdef KERNEL_EXPORTS_cr4_update_irqsoff
	cr4_update_irqsoff(set, clear);
#else
	asm volatile("mov %0, %%cr4" : : "r"((__read_cr4() | set) & ~clear) : "memory");
#endif
}

#ifdef KERNEL_EXPORTS_cpu_emergency_register_virt_callback

/* The machine is crashing or rebooting by force. A fault means VMXON had not happened yet. */
static void leave_vmx_operation(void)
{
	if (!__this_cpu_read(vmx_is_ours))
		return;
	asm volatile("1: vmxoff\n2:\n" _ASM_EXTABLE(1b, 2b) : : : "cc", "memory");
	change_vmxe(0, X86_CR4_VMXE);
}

void own_vmx_register(void)
{
	cpu_emergency_register_virt_callback(leave_vmx_operation);
}

void own_vmx_unregister(void)
{
	cpu_emergency_unregister_virt_callback(leave_vmx_operation);
}

/*
 * Our callback is not there beside kvm_intel. KVM's is for certain only while KVM has VMX on: not
 * yet while kvm_intel is being loaded, and from 6.12 on, with the parameter enable_virt_at_load=0,
 * only while there is a VM.
 */
static bool crash_ends_vmx(bool kvm_is_loaded)
{
	return !kvm_is_loaded;
}

#else

void own_vmx_register(void) {}
void own_vmx_unregister(void) {}

static bool crash_ends_vmx(bool kvm_is_loaded)
{
#ifdef KERNEL_ENDS_VMX
	return IS_ENABLED(CONFIG_KVM_INTEL) && boot_cpu_has(X86_FEATURE_VMX);
#else
	return false;
#endif
}

#endif

/* In KVM's order: a CPU that cannot trace in VMX operation has Intel PT off before VMXON. */
#ifdef KERNEL_EXPORTS_intel_pt_handle_vmx

static void pause_trace(bool on)
{
	intel_pt_handle_vmx(on);
}

static bool trace_forbids(u64 vmx_misc)
{
	return false;
}

#else

static void pause_trace(bool on) {}

static bool trace_forbids(u64 vmx_misc)
{
	u64 control;

	return !(vmx_misc & VMX_MISC_TRACES_IN_VMX) && boot_cpu_has(X86_FEATURE_INTEL_PT) &&
	       !host_rdmsr(MSR_IA32_RTIT_CTL, &control) && control & RTIT_CTL_TRACEEN;
}

#endif

/* Xen's deprivileged kernel has no CR4 to write. */
u32 own_vmx_obstacle(u64 vmx_misc, bool kvm_is_loaded)
{
	if (!crash_ends_vmx(kvm_is_loaded) || boot_cpu_has(X86_FEATURE_XENPV))
		return VMX_FOR_KVM_ONLY;
	return trace_forbids(vmx_misc) ? VMX_TRACED : VMX_USABLE;
}

void own_vmx_set(bool on)
{
	if (on) {
		pause_trace(true);
		__this_cpu_write(vmx_is_ours, true);
		change_vmxe(X86_CR4_VMXE, 0);
	} else {
		change_vmxe(0, X86_CR4_VMXE);
		__this_cpu_write(vmx_is_ours, false);
		pause_trace(false);
	}
}
