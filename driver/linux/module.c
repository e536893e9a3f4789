// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/exitbench: one VM per open file, its memory by mmap, one batch per ioctl on
 * the CPU that calls (driver/abi.h). Mode 0600 and CAP_SYS_ADMIN. A batch runs with
 * interrupts off for at most a millisecond and leaves nothing behind.
 *
 * Native loops (native.c) need no VM, and neither VT-x nor SVM, only this file.
 *
 * It loads on any x86-64 machine, so that the capabilities can be asked for; what
 * cannot be run is refused by the batch, with the reason in the outcome.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/irqflags.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/msr-index.h>
#include "../../engine/either/engine.h"
#include "../../engine/host.h"
#include "../abi.h"
#include "beside_kvm.h"
#include "host.h"
#include "native.h"

#define NO_CPU (-1)

struct vm_file {
	struct mutex lock;    /* of all below */
	int cpu;              /* whose capabilities the engine holds */
	u32 cpu_obstacle;     /* what is in the way on that CPU always */
	struct engine engine;
	struct vmx_run run;   /* kernel copy of the batch in progress */
};

/* CPUs may differ, and what KVM holds changes: look anew for each batch. Interrupts off. */
static void refresh_capabilities(struct vm_file *file)
{
	struct engine *engine = &file->engine;

	if (file->cpu != smp_processor_id()) {
		engine_read_capabilities(engine);
		file->cpu = smp_processor_id();
		file->cpu_obstacle = engine_obstacle(engine);
	}
	if (file->cpu_obstacle)
		return;
	if (engine->kind == ENGINE_SVM) {
		engine->svm.caps.must_nest = 1;
		engine_set_obstacle(engine, beside_kvm_svm_obstacle(&engine->svm.caps));
	} else {
		engine_set_obstacle(engine, beside_kvm_obstacle(engine->vmx.caps.misc));
	}
}

static void run_batch(struct vm_file *file)
{
	u64 longest = host_tsc_khz();
	unsigned long flags;

	if (!file->run.time_max_tsc || file->run.time_max_tsc > longest)
		file->run.time_max_tsc = longest;
	local_irq_save(flags);
	refresh_capabilities(file);
	engine_run(&file->engine, &file->run);
	local_irq_restore(flags);
}

static long run_ioctl(struct vm_file *file, void __user *argument)
{
	if (signal_pending(current))
		return -EINTR;
	if (copy_from_user(&file->run, argument, sizeof(file->run)))
		return -EFAULT;
	run_batch(file);
	return copy_to_user(argument, &file->run, sizeof(file->run)) ? -EFAULT : 0;
}

static long capabilities_ioctl(struct vm_file *file, void __user *argument)
{
	struct exitbench_capabilities answer = {
		.abi_version = EXITBENCH_ABI_VERSION,
		.tsc_khz = tsc_khz,
		.time_max_tsc = host_tsc_khz(),
		.engine = file->engine.kind,
		.build_id = EXITBENCH_VERSION,
	};
	unsigned long flags;

	local_irq_save(flags);
	refresh_capabilities(file);
	answer.kvm_holds_vmx = beside_kvm_is_on();
	if (host_rdmsr(MSR_IA32_SPEC_CTRL, &answer.spec_ctrl))
		answer.spec_ctrl = 0;
	local_irq_restore(flags);
	if (file->engine.kind == ENGINE_SVM)
		answer.svm = file->engine.svm.caps;
	else
		answer.vmx = file->engine.vmx.caps;
	return copy_to_user(argument, &answer, sizeof(answer)) ? -EFAULT : 0;
}

static long vm_file_ioctl(struct file *filp, unsigned int command, unsigned long argument)
{
	struct vm_file *file = filp->private_data;
	long result = -ENOTTY;

	if (mutex_lock_interruptible(&file->lock))
		return -EINTR;
	switch (command) {
	case EXITBENCH_CAPABILITIES:
		result = capabilities_ioctl(file, (void __user *)argument);
		break;
	case EXITBENCH_RUN:
		result = run_ioctl(file, (void __user *)argument);
		break;
	case EXITBENCH_NATIVE:
		result = native_ioctl((void __user *)argument);
		break;
	}
	mutex_unlock(&file->lock);
	return result;
}

/* It is not dumped, not inherited, and does not grow. */
static void restrict_mapping(struct vm_area_struct *vma)
{
	const vm_flags_t restrictions = VM_DONTEXPAND | VM_DONTDUMP | VM_DONTCOPY;

#ifdef KERNEL_HAS_vm_flags_set
	vm_flags_set(vma, restrictions);
#else
	vma->vm_flags |= restrictions;
#endif
}

/* The pages are the guest's alone; a page that is pinned outlives the file by its count. */
static int vm_file_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct vm_file *file = filp->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size != GUEST_BYTES || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	restrict_mapping(vma);
	for (u32 i = 0; i < GUEST_PAGES; i++) {
		int error = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
					   virt_to_page(engine_memory(&file->engine)->page[i]));
		if (error)
			return error;
	}
	return 0;
}

static int vm_file_open(struct inode *inode, struct file *filp)
{
	struct vm_file *file;
	int missing;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	file = kvzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	if (!file)
		return -ENOMEM;
	mutex_init(&file->lock);
	file->cpu = NO_CPU;
	/* All leaves of CPUID from one CPU: those of a hybrid machine differ. */
	migrate_disable();
	missing = engine_create(&file->engine);
	migrate_enable();
	if (missing)
		goto destroy;
	beside_kvm_guard();
	filp->private_data = file;
	return 0;

destroy:
	engine_destroy(&file->engine);
	kvfree(file);
	return -ENOMEM;
}

static int vm_file_release(struct inode *inode, struct file *filp)
{
	struct vm_file *file = filp->private_data;

	beside_kvm_unguard();
	engine_destroy(&file->engine);
	kvfree(file);
	return 0;
}

/* No compat_ioctl: a 32-bit caller lays out the structs differently, and gets ENOTTY. */
static const struct file_operations vm_file_operations = {
	.owner = THIS_MODULE,
	.open = vm_file_open,
	.release = vm_file_release,
	.mmap = vm_file_mmap,
	.unlocked_ioctl = vm_file_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "exitbench",
	.fops = &vm_file_operations,
	.mode = 0600,
};

static int __init exitbench_init(void)
{
	int error;

	BUILD_BUG_ON(sizeof(EXITBENCH_VERSION) >
		     sizeof_field(struct exitbench_capabilities, build_id));
	host_init();
	error = beside_kvm_start();
	if (error)
		return error;
	error = native_start();
	if (error)
		goto stop_beside_kvm;
	error = misc_register(&device);
	if (error)
		goto stop_native;
	return 0;

stop_native:
	native_stop();
stop_beside_kvm:
	beside_kvm_stop();
	return error;
}

static void __exit exitbench_exit(void)
{
	misc_deregister(&device);
	native_stop();
	beside_kvm_stop();
}

module_init(exitbench_init);
module_exit(exitbench_exit);
MODULE_DESCRIPTION("VM-exit benchmark: runs batches of guest code by VMX or SVM");
MODULE_VERSION(EXITBENCH_VERSION);
MODULE_LICENSE("GPL");
