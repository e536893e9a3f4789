/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engine for AMD's SVM: one VM, and one batch in it. The order of calls:
 *   svm_create, any number of svm_run, svm_destroy.
 * A run's reasons and controls are those of run.h; svm_exit_codes.def says what each is here.
 */
#ifndef SVM_SVM_H
#define SVM_SVM_H

#include "../controls.h"
#include "../cpuid_table.h"
#include "../host_state.h"
#include "../paging.h"
#include "svm_capabilities.h"
#include "frame.h"
#include "vmcb.h"

/*
 * Pages in one piece: the permission maps have two and three, the VMCB follows the frame. VMCBs and
 * the save area are no first page of a large one: a CPU with SNP must not be given such.
 */
enum svm_page { SVM_FRAME, SVM_VMCB, SVM_HOST_VMCB, SVM_SAVE_AREA, SVM_MSRS,
		SVM_PORTS = SVM_MSRS + 2, SVM_NOWHERE = SVM_PORTS + 3, SVM_CPUID_HOT,
		SVM_CPUID_ALL, SVM_ROOT_5, SVM_PAGES };

struct svm {
	struct svm_capabilities caps;
	struct guest_memory memory;
	struct paging tables;     /* nested, or where the CPU has no such, the guest's own */
	u8 (*page)[PAGE_BYTES];   /* [SVM_PAGES] */
	u64 physical;
	struct cpuid_answers cpuid;
	struct svm_frame *frame;
	struct vmcb *vmcb;
	int nested;               /* this batch's guest is confined by nested paging */
	int learnt;               /* which code the expected exit has */
	u8 reasons[SVM_LEAN_CODES]; /* by exit code */
	u64 stamps_end;
	struct host_state host;
	u64 cr4_may_set;          /* bits of CR4 a guest may have, in this batch */
	u64 host_dr6, host_save_area, host_tsc_ratio;
	struct host_dump before, after;
};

/* `svm` is zeroed. 0, or -1 without memory: then svm_destroy frees what there was. */
int svm_create(struct svm *svm);
void svm_destroy(struct svm *svm);

/* Run one batch, with interrupts off. The outcome is in run->outcome. */
void svm_run(struct svm *svm, struct vmx_run *run);

/* For the steps of a batch: note why it cannot go on. -1. */
static inline int svm_fail(struct vmx_run *run, enum run_outcome outcome, u32 detail)
{
	run->outcome = outcome;
	run->detail = detail;
	return -1;
}

/* TLB_CONTROL that flushes the guest's translations, and all others where the CPU cannot else. */
static inline u8 svm_flush(const struct svm *svm)
{
	return svm->caps.has_flush_by_asid ? VMCB_FLUSH_GUEST : VMCB_FLUSH_ALL;
}

static inline u64 svm_physical(const struct svm *svm, enum svm_page page)
{
	return svm->physical + (u64)page * PAGE_BYTES;
}

#endif
