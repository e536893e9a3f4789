// SPDX-License-Identifier: GPL-2.0-only
/*
 * SVM that the module turns on itself. A CPU with GIF clear takes neither NMI nor INIT, and one
 * that comes to the crash kernel with EFER.SVME set has no KVM there. So SVM, too, is turned on
 * only where a crash ends it; own_vmx.c says which kernels do that, and how.
 */
#include <linux/percpu.h>
#include <asm/asm.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/reboot.h>
#include "../../engine/host.h"
#include "own_svm.h"

#ifdef KERNEL_EXPORTS_cpu_emergency_register_virt_callback

static DEFINE_PER_CPU(bool, svm_is_ours);

static void note_whose(bool ours)
{
	__this_cpu_write(svm_is_ours, ours);
}

/*
 * The machine is crashing or rebooting by force. As KVM does it: GIF is set first. A fault means
 * that SVME is clear again.
 */
static void leave_svm(void)
{
	if (!__this_cpu_read(svm_is_ours))
		return;
	host_wrmsr(MSR_VM_HSAVE_PA, 0);
	asm volatile("1: stgi\n2:\n" _ASM_EXTABLE(1b, 2b) : : : "memory");
	own_svm_set(false);
}

void own_svm_register(void)
{
	cpu_emergency_register_virt_callback(leave_svm);
}

void own_svm_unregister(void)
{
	cpu_emergency_unregister_virt_callback(leave_svm);
}

bool own_svm_ends_in_a_crash(bool kvm_is_loaded)
{
	return !kvm_is_loaded;
}

#else

static void note_whose(bool ours) {}
void own_svm_register(void) {}
void own_svm_unregister(void) {}

bool own_svm_ends_in_a_crash(bool kvm_is_loaded)
{
#ifdef KERNEL_ENDS_VMX
	return IS_ENABLED(CONFIG_KVM_AMD) && boot_cpu_has(X86_FEATURE_SVM);
#else
	return false;
#endif
}

#endif

bool own_svm_is_on(void)
{
	u64 efer;

	return !host_rdmsr(MSR_EFER, &efer) && efer & EFER_SVME;
}

int own_svm_set(bool on)
{
	u64 efer;
	int refused;

	if (host_rdmsr(MSR_EFER, &efer))
		return -1;
	if (on)
		note_whose(true);
	refused = host_wrmsr(MSR_EFER, on ? efer | EFER_SVME : efer & ~(u64)EFER_SVME);
	if (!on || refused)
		note_whose(false);
	return refused;
}
