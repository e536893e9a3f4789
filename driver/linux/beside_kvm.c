// SPDX-License-Identifier: GPL-2.0-only
/*
 * Living beside KVM. Where CR4.VMXE is set a batch borrows VMX operation, but only
 * from KVM and only if it uses the VMCS of the manual. Where it is clear a batch
 * turns VMX on itself, and a crash in it must turn it off, or the CPU ignores the
 * INIT that starts the crash kernel. For that the kernel has one callback, which is
 * KVM's if KVM is loaded: it is registered only while a file is open and kvm_intel
 * is not there, and given up before kvm_intel's own initialization runs. (With
 * kvm_intel loaded and enable_virt_at_load=0, nobody is registered until the first
 * VM: the harness holds one open.)
 */
#include <linux/cpufeature.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <asm/asm.h>
#include <asm/mshyperv.h>
#include <asm/reboot.h>
#include <asm/tlbflush.h>
#include "../../engine/capabilities.h"
#include "beside_kvm.h"

static bool allow_rt;
module_param(allow_rt, bool, 0444);
MODULE_PARM_DESC(allow_rt, "run on PREEMPT_RT, with interrupts off for up to 1 ms");

static DEFINE_MUTEX(lock);      /* of the three below; kvm_is_loaded is read without */
static unsigned int guards;
static bool registered;
static bool kvm_is_loaded;
static DEFINE_PER_CPU(bool, vmx_is_ours);

void beside_kvm_vmx_is_ours(bool ours)
{
	__this_cpu_write(vmx_is_ours, ours);
}

/* The machine is crashing or rebooting by force. A fault means VMXON had not happened yet. */
static void leave_vmx_operation(void)
{
	if (!__this_cpu_read(vmx_is_ours))
		return;
	asm volatile("1: vmxoff\n2:\n" _ASM_EXTABLE(1b, 2b) : : : "cc", "memory");
	cr4_update_irqsoff(0, X86_CR4_VMXE);
}

static void settle_registration(void)
{
	bool wanted = guards && !kvm_is_loaded && boot_cpu_has(X86_FEATURE_VMX);

	if (wanted && !registered)
		cpu_emergency_register_virt_callback(leave_vmx_operation);
	else if (!wanted && registered)
		cpu_emergency_unregister_virt_callback(leave_vmx_operation);
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

/* COMING is announced before the module's initialization, GOING after its exit. */
static int module_changed(struct notifier_block *block, unsigned long state, void *data)
{
	const struct module *module = data;

	if (strcmp(module->name, "kvm_intel"))
		return NOTIFY_DONE;
	mutex_lock(&lock);
	WRITE_ONCE(kvm_is_loaded, state != MODULE_STATE_GOING);
	settle_registration();
	mutex_unlock(&lock);
	return NOTIFY_OK;
}

static struct notifier_block module_watch = { .notifier_call = module_changed };

/* find_module() is not exported; /sys/module is the same list, and knows what is built in. */
static bool find_kvm_intel(void)
{
	struct kobject *found = kset_find_obj(THIS_MODULE->mkobj.kobj.kset, "kvm_intel");

	kobject_put(found);
	return found;
}

int beside_kvm_start(void)
{
	int error = register_module_notifier(&module_watch);

	if (error)
		return error;
	mutex_lock(&lock);
	if (find_kvm_intel())
		WRITE_ONCE(kvm_is_loaded, true);
	mutex_unlock(&lock);
	return 0;
}

void beside_kvm_stop(void)
{
	unregister_module_notifier(&module_watch);
}

bool beside_kvm_vmxe_is_set(void)
{
	return __read_cr4() & X86_CR4_VMXE;
}

/* KVM on Hyper-V may keep its VMCS in memory shared with Hyper-V: VMPTRST knows nothing of it. */
static bool vmcs_is_enlightened(void)
{
	struct hv_vp_assist_page *page = hv_get_vp_assist_page(smp_processor_id());

	return page && page->enlighten_vmentry;
}

bool beside_kvm_realtime_forbids(void)
{
	return IS_ENABLED(CONFIG_PREEMPT_RT) && !allow_rt;
}

u32 beside_kvm_obstacle(void)
{
	if (beside_kvm_realtime_forbids())
		return VMX_REALTIME_KERNEL;
	if (!beside_kvm_vmxe_is_set())
		return VMX_USABLE;
	if (!READ_ONCE(kvm_is_loaded))
		return VMX_HELD_BY_STRANGER;
	return vmcs_is_enlightened() ? VMX_ENLIGHTENED : VMX_USABLE;
}
