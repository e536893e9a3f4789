// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches of native loops in ring 0: the one place where the module runs code made from the
 * table, and it picks it by number, never by name. A batch that would keep interrupts off for
 * longer than a millisecond is refused, by what a few iterations of the loop cost just before.
 *
 * Preemption is off as well: should an NMI return between the STI and the CLI of a loop, STI's
 * shadow is lost and an interrupt gets in, which must not end in the scheduler.
 */
#include <linux/irqflags.h>
#include <linux/kdebug.h>
#include <linux/nospec.h>
#include <linux/notifier.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "../../bench/native.h"
#include "../../engine/host_state.h"
#include "../abi.h"
#include "beside_kvm.h"
#include "host.h"
#include "native.h"

#define ITERATIONS_MAX   (1u << 20)
#define PROBE_ITERATIONS 16
#define PROBES           3

static u64 table_hash __ro_after_init;

/*
 * An instruction that this CPU, or a hypervisor above, does not have: the batch ends,
 * not the kernel. It has no exception-table entry, since the table has
 * instructions as text, without labels.
 */
static int survive_fault(struct notifier_block *block, unsigned long event, void *data)
{
	const struct die_args *args = data;
	struct pt_regs *regs = args->regs;

	if ((event != DIE_GPF && event != DIE_TRAP) || user_mode(regs) ||
	    regs->ip < (unsigned long)native_loops_begin ||
	    regs->ip >= (unsigned long)native_loops_end)
		return NOTIFY_DONE;
	regs->ax = args->trapnr;
	regs->ip = (unsigned long)native_loop_fault;
	return NOTIFY_STOP;
}

static struct notifier_block fault_watch = { .notifier_call = survive_fault };

int __init native_start(void)
{
	table_hash = native_table_hash();
	return register_die_notifier(&fault_watch);
}

void native_stop(void)
{
	unregister_die_notifier(&fault_watch);
}

static void run(native_loop *loop, struct guest_params *params)
{
	u64 scratch[NATIVE_SCRATCH_BYTES / sizeof(u64)];
	unsigned long flags;

	local_irq_save(flags);
	native_loop_run(params, scratch, loop);
	local_irq_restore(flags);
}

/* The same with a look at the host before and after: 0, or 1 + the row that differs. */
static u32 run_watched(native_loop *loop, struct guest_params *params, struct host_dump dump[2])
{
	unsigned long flags;

	local_irq_save(flags);
	host_dump_take(&dump[0]);
	run(loop, params);
	host_dump_take(&dump[1]);
	local_irq_restore(flags);
	return host_dump_difference(&dump[0], &dump[1]) + 1;
}

static u64 iterations_of(const struct guest_params *params)
{
	return params->segment[0] + params->segment[1] + params->segment[2];
}

/* By the cheapest probe, as an SMI may hit one; a loop that faults ends at once. */
static bool fits_its_time(native_loop *loop, const struct guest_params *params)
{
	for (u32 i = 0; i < PROBES; i++) {
		struct guest_params probe = { .segment = { 1, 1, PROBE_ITERATIONS } };

		run(loop, &probe);
		if (probe.faults || (probe.stamp[2] - probe.stamp[1]) * iterations_of(params) <=
				    (u64)host_tsc_khz() * PROBE_ITERATIONS)
			return true;
	}
	return false;
}

/* Xen's and others' deprivileged kernels are not in ring 0, whatever they think. */
static bool is_in_ring_0(void)
{
	return !(cs_read() & 3);
}

static bool is_well_formed(const struct exitbench_native *batch)
{
	for (u32 i = 0; i < GUEST_SEGMENTS; i++)
		if (!batch->params.segment[i] || batch->params.segment[i] > ITERATIONS_MAX)
			return false;
	return !(batch->flags & ~RUN_DUMP_HOST_STATE) && !batch->zero && batch->op < NATIVE_OPS;
}

static long run_batch(struct exitbench_native *batch, struct host_dump dump[2])
{
	native_loop *loop = native_loops[array_index_nospec(batch->op, NATIVE_OPS)];
	struct guest_params params = { 0 };
	long error = 0;

	if (!loop)
		return -ENOENT;
	memcpy(params.segment, batch->params.segment, sizeof(params.segment));
	preempt_disable();
	if (!fits_its_time(loop, &params))
		error = -ETIME;
	else if (batch->flags & RUN_DUMP_HOST_STATE)
		batch->host_changed = run_watched(loop, &params, dump);
	else
		run(loop, &params);
	preempt_enable();
	batch->params = params;
	return error;
}

static long check_and_run(struct exitbench_native *batch, struct host_dump dump[2])
{
	if (batch->table != table_hash)
		return -ESTALE;
	if (!is_well_formed(batch))
		return -EINVAL;
	if (!is_in_ring_0() || beside_kvm_realtime_forbids())
		return -EOPNOTSUPP;
	batch->host_changed = 0;
	return run_batch(batch, dump);
}

long native_ioctl(void __user *argument)
{
	struct {
		struct exitbench_native batch;
		struct host_dump dump[2];
	} *work = kzalloc(sizeof(*work), GFP_KERNEL);
	long result = -ENOMEM;

	if (!work)
		return result;
	if (copy_from_user(&work->batch, argument, sizeof(work->batch)))
		result = -EFAULT;
	else
		result = check_and_run(&work->batch, work->dump);
	if (!result && copy_to_user(argument, &work->batch, sizeof(work->batch)))
		result = -EFAULT;
	kfree(work);
	return result;
}
