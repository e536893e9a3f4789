// SPDX-License-Identifier: GPL-2.0-only
/*
 * Living beside KVM. Where CR4.VMXE, or on AMD's CPUs EFER.SVME, is set a batch borrows VMX
 * operation or SVM, but only from KVM or from the kernel itself, and only if it uses the VMCS of
 * the manual. Where it is clear a batch turns it on itself (own_vmx.c, own_svm.c). What then ends
 * it in a crash is a callback of which the kernel has one, KVM's if KVM is loaded: it is registered
 * only while a file is open and kvm_intel or kvm_amd is not there, and given up before that
 * module's own initialization runs.
 */
#include <linux/cc_platform.h>
#include <linux/cpufeature.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <asm/mshyperv.h>
#include <asm/tlbflush.h>
#include "../../engine/either/engine.h"
#include "beside_kvm.h"
#include "own_svm.h"
#include "own_vmx.h"

static bool allow_rt;
module_param(allow_rt, bool, 0444);
MODULE_PARM_DESC(allow_rt, "run on PREEMPT_RT, with interrupts off for up to 1 ms");

static DEFINE_MUTEX(lock);      /* of the three below; kvm_is_loaded is read without */
static unsigned int guards;
static bool registered;
static bool kvm_is_loaded;

static bool has_svm(void)
{
	return engine_of_cpu() == ENGINE_SVM;
}

static void settle_registration(void)
{
	bool wanted = guards && !kvm_is_loaded && (has_svm() || capabilities_has_vmx());

	if (wanted && !registered)
		has_svm() ? own_svm_register() : own_vmx_register();
	else if (!wanted && registered)
		has_svm() ? own_svm_unregister() : own_vmx_unregister();
	registered = wanted;
}

void beside_kvm_guard(void)
{
	mutex_lock(&lock);
	guards++;
	settle_registration();
	mutex_unlock(&lock);
}

void beside_kvm_unguard(void)
{
	mutex_lock(&lock);
	guards--;
	settle_registration();
	mutex_unlock(&lock);
}

/* The part of KVM that turns on what this CPU has. */
static const char *kvm_module(void)
{
	return has_svm() ? "kvm_amd" : "kvm_intel";
}

/* COMING is announced before the module's initialization, GOING after its exit. */
static int module_changed(struct notifier_block *block, unsigned long state, void *data)
{
	const struct module *module = data;

	if (strcmp(module->name, kvm_module()))
		return NOTIFY_DONE;
	mutex_lock(&lock);
	WRITE_ONCE(kvm_is_loaded, state != MODULE_STATE_GOING);
	settle_registration();
	mutex_unlock(&lock);
	return NOTIFY_OK;
}

static struct notifier_block module_watch = { .notifier_call = module_changed };

/* find_module() is not exported; /sys/module is the same list, and knows what is built in. */
static bool find_kvm(void)
{
	struct kobject *found = kset_find_obj(THIS_MODULE->mkobj.kobj.kset, kvm_module());

	kobject_put(found);
	return found;
}

int beside_kvm_start(void)
{
	int error = register_module_notifier(&module_watch);

	if (error)
		return error;
	mutex_lock(&lock);
	if (find_kvm())
		WRITE_ONCE(kvm_is_loaded, true);
	mutex_unlock(&lock);
	return 0;
}

void beside_kvm_stop(void)
{
	unregister_module_notifier(&module_watch);
}

static bool vmxe_is_set(void)
{
	return __read_cr4() & X86_CR4_VMXE;
}

bool beside_kvm_is_on(void)
{
	return has_svm() ? own_svm_is_on() : vmxe_is_set();
}

/* KVM on Hyper-V may keep its VMCS in memory shared with Hyper-V, which VMPTRST does not return. */
static bool vmcs_is_enlightened(void)
{
	struct hv_vp_assist_page *page = hv_get_vp_assist_page(smp_processor_id());

	return page && page->enlighten_vmentry;
}

/*
 * From boot on, on a host that may run TDX guests, if the kernel turns VMX on itself. In a kernel
 * that leaves that to KVM the feature does not say who set CR4.VMXE.
 */
static bool kernel_holds_vmx(void)
{
#if defined(KERNEL_ENDS_VMX) && defined(X86_FEATURE_TDX_HOST_PLATFORM)
	return boot_cpu_has(X86_FEATURE_TDX_HOST_PLATFORM);
#else
	return false;
#endif
}

bool beside_kvm_realtime_forbids(void)
{
	return IS_ENABLED(CONFIG_PREEMPT_RT) && !allow_rt;
}

u32 beside_kvm_obstacle(u64 vmx_misc)
{
	if (beside_kvm_realtime_forbids())
		return VMX_REALTIME_KERNEL;
	if (vmcs_is_enlightened())
		return VMX_ENLIGHTENED;
	if (!vmxe_is_set())
		return own_vmx_obstacle(vmx_misc, READ_ONCE(kvm_is_loaded));
	return READ_ONCE(kvm_is_loaded) || kernel_holds_vmx() ? VMX_USABLE : VMX_HELD_BY_STRANGER;
}

/* An SEV guest's memory is not what another VM may be given, whatever its CPUID says. */
u32 beside_kvm_svm_obstacle(const struct svm_capabilities *caps)
{
	if (beside_kvm_realtime_forbids())
		return SVM_REALTIME_KERNEL;
	if (cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT))
		return SVM_IN_ENCRYPTED_GUEST;
	if (!caps->has_nested_paging)
		return SVM_NO_NESTED_PAGING;
	if (own_svm_is_on())
		return READ_ONCE(kvm_is_loaded) ? SVM_USABLE : SVM_HELD_BY_STRANGER;
	return own_svm_ends_in_a_crash(READ_ONCE(kvm_is_loaded)) ? SVM_USABLE : SVM_FOR_KVM_ONLY;
}
