/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module and the harness share: /dev/exitbench.
 *
 * Each open file is one VM. Its guest memory (GUEST_BYTES, from guest-physical
 * address 0) is mmap'ed at offset 0, shared. Opening needs CAP_SYS_ADMIN. One
 * ioctl runs at a time on a file; others wait. Nothing persists on a CPU
 * between ioctls.
 */
#ifndef EXITBENCH_ABI_H
#define EXITBENCH_ABI_H

#include <linux/ioctl.h>
#include "../bench/params.h"
#include "../engine/run.h"
#include "../engine/svm/svm_capabilities.h"
#include "../engine/vmx/capabilities.h"

#define EXITBENCH_DEVICE      "/dev/exitbench"
#define EXITBENCH_ABI_VERSION 12

struct exitbench_capabilities {
	u32 abi_version;              /* EXITBENCH_ABI_VERSION */
	u32 tsc_khz;                  /* 0 if the kernel does not know */
	u64 time_max_tsc;             /* longer batches, and 0, become this */
	struct capabilities vmx;      /* all 0 where `engine` says SVM, */
	struct svm_capabilities svm;  /* and these where it says VMX */
	u64 spec_ctrl;                /* IA32_SPEC_CTRL there, 0 if there is none; 0 in a batch */
	u32 engine;                   /* enum engine_kind */
	char kvm_holds_vmx;           /* CR4.VMXE, or EFER.SVME, was set on the CPU that answered */
	char zero[3];
	char build_id[56];            /* of the module: version, NUL-terminated */
};

/* Errors: EFAULT; ENOMEM. */
#define EXITBENCH_CAPABILITIES _IOR('x', 1, struct exitbench_capabilities)

/*
 * One batch on the calling CPU (pin the thread). 0 with the outcome in the
 * struct, also when the run was refused; EFAULT; EINTR if a signal was pending.
 */
#define EXITBENCH_RUN          _IOWR('x', 2, struct vmx_run)

/* One batch of a native loop in ring 0 of the host (bench/native.h). */
struct exitbench_native {
	u64 table;                    /* native_table_hash() of the caller's table */
	u32 op;                       /* number of the row */
	u32 flags;                    /* RUN_DUMP_HOST_STATE, or 0 */
	u32 host_changed;             /* out: 0, or 1 + the row of host_dump.def that differs */
	u32 zero;
	struct guest_params params;   /* in: segment; out: all. `faults` counts, it does not fail */
};

/*
 * On the calling CPU, with interrupts off. 0; EFAULT; EINTR if a signal was pending;
 * ENOMEM; ESTALE: the table is not the module's; EINVAL: malformed; ENOENT: the row has no
 * loop for ring 0; ETIME: it would take longer than a millisecond; EOPNOTSUPP: PREEMPT_RT,
 * or this kernel is not in ring 0.
 */
#define EXITBENCH_NATIVE       _IOWR('x', 3, struct exitbench_native)

#endif
