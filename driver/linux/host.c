// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the engine asks of its host (engine/host.h), as Linux gives it. Only
 * exported symbols are used, and everything but the page services is safe with
 * interrupts off.
 */
#include <linux/gfp.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/math64.h>
#include <linux/mem_encrypt.h>
#include <linux/percpu.h>
#include <asm/asm.h>
#include <asm/desc.h>
#include <asm/fpu/api.h>
#include <asm/mce.h>
#include <asm/msr.h>
#include <asm/pkru.h>
#include <asm/ptrace.h>
#include <asm/special_insns.h>
#include <asm/trapnr.h>
#include "../../engine/host.h"
#include "host.h"
#include "own_svm.h"
#include "own_vmx.h"

static DEFINE_PER_CPU(struct hrtimer, deadline);
static DEFINE_PER_CPU(u32, pkru_kept);

/* With the bit that says encrypted, where AMD's CPU encrypts the host's memory (SME). */
static u64 physical_of(void *page)
{
	return __sme_set(virt_to_phys(page));
}

void *host_page_alloc(u64 *physical)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);

	if (page)
		*physical = physical_of(page);
	return page;
}

void host_page_free(void *page)
{
	free_page((unsigned long)page);
}

void *host_block_alloc(u32 pages, u64 *physical)
{
	void *block = alloc_pages_exact(pages * PAGE_SIZE, GFP_KERNEL_ACCOUNT | __GFP_ZERO);

	if (block)
		*physical = physical_of(block);
	return block;
}

void host_block_free(void *block, u32 pages)
{
	free_pages_exact(block, pages * PAGE_SIZE);
}

int host_rdmsr(u32 msr, u64 *value)
{
	u32 low, high;

	if (rdmsr_safe(msr, &low, &high))
		return -1;
	*value = (u64)high << 32 | low;
	return 0;
}

/*
 * Not by the kernel's function, which has a tracepoint: after the exit for an NMI this runs before
 * the kernel has that NMI, and a tracer's fault would end with an IRET, which unblocks NMIs.
 */
int host_wrmsr(u32 msr, u64 value)
{
	asm goto("1: wrmsr\n" _ASM_EXTABLE(1b, %l[faulted])
		 : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)) : "memory" : faulted);
	return 0;

faulted:
	return -1;
}

void host_set_vmxe(int on)
{
	own_vmx_set(on);
}

int host_set_svme(int on)
{
	return own_svm_set(on);
}

/*
 * As KVM does it: registers that say user mode, so that the handler may end this
 * task but never takes the kernel for corrupt. A kernel built without CONFIG_X86_MCE
 * leaves CR4.MCE clear and has no handler, and no machine check comes here.
 */
static void deliver_machine_check(void)
{
#ifdef CONFIG_X86_MCE
	struct pt_regs registers = { .cs = 3, .flags = X86_EFLAGS_IF };

	do_machine_check(&registers);
#endif
}

void host_deliver(u8 vector)
{
	if (vector == X86_TRAP_NMI)
		deliver_nmi();
	else
		deliver_machine_check();
}

/* Reloaded now if this task has an I/O bitmap, else when a task that has one is switched to. */
void host_restore_task_register(void)
{
	invalidate_tss_limit();
}

/*
 * Between two SWAPGS a fault has the user's GS base, and only the kernel's own function for this is
 * ready for it: an LDT entry may be gone while a process still has GS loaded from it.
 */
void host_load_gs(u16 selector)
{
	load_gs_index(selector);
}

/*
 * In a task with interrupts off nothing else in the kernel is using it. The kernel saves a
 * process's registers, but for PKRU, which it switches by other means.
 */
void host_lend_fpu(int on)
{
	if (on) {
		this_cpu_write(pkru_kept, read_pkru());
		kernel_fpu_begin();
	} else {
		kernel_fpu_end();
		write_pkru(this_cpu_read(pkru_kept));
	}
}

/* Each would be an end of Linux on this CPU, now or when VMX operation is left. */
int host_lend_signal(u32 signal)
{
	return signal ? -1 : 0;
}

/*
 * The timer's interrupt is what counts: it ends the guest's execution, and is taken
 * when interrupts are on again. By then the timer is cancelled.
 */
static enum hrtimer_restart deadline_passed(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

/* Started and cancelled on one CPU with interrupts off: the callback never runs meanwhile. */
void host_set_deadline(u64 tsc_cycles)
{
	struct hrtimer *timer = this_cpu_ptr(&deadline);

	if (tsc_cycles)
		hrtimer_start(timer, ns_to_ktime(div_u64(tsc_cycles * 1000000, host_tsc_khz())),
			      HRTIMER_MODE_REL_PINNED_HARD);
	else
		hrtimer_try_to_cancel(timer);
}

u32 host_tsc_khz(void)
{
	return tsc_khz ? tsc_khz : 1000000;
}

void __init host_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct hrtimer *timer = per_cpu_ptr(&deadline, cpu);

#ifdef KERNEL_EXPORTS_hrtimer_setup
		hrtimer_setup(timer, deadline_passed, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_HARD);
#else
		hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
		timer->function = deadline_passed;
#endif
	}
}
