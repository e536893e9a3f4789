/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A KVM virtual machine with one vCPU and the guest in its memory: made, reset to the guest's first
 * instruction, and taken down. With a board it has devices and a second vCPU, too. kvm.c runs it.
 */
#ifndef HARNESS_KVM_VM_H
#define HARNESS_KVM_VM_H

#include <linux/kvm.h>
#include <sys/types.h>
#include "engine/msr.h"
#include "backends/backend.h"
#include "engine/cpu_features.h"
#include "backends/kvm_board.h"
#include "backends/kvm_peer.h"

struct kvm_vm {
	int kvm, vm, vcpu, statistics; /* -1: not open */
	size_t run_bytes;
	struct kvm_run *run;
	void *memory;            /* GUEST_BYTES; every VM made here has the same */
	struct kvm_sregs sregs;  /* of the guest's first instruction */
	struct kvm_cpuid2 *cpuid; /* of its vCPUs */
	bool has_board;
	struct kvm_board board;
	struct kvm_peer peer; /* with a board */
	off_t exits_offset, interrupts_offset, faults_offset; /* in the statistics, or 0 */
};

/* Open /dev/kvm and get the memory; or what is missing. Close it in either case. */
struct words kvm_vm_open(struct kvm_vm *vm, bool has_board);
void kvm_vm_close(struct kvm_vm *vm);

/* A fresh VM, replacing one if there is one. 0, or -1 with errno. */
int kvm_vm_build(struct kvm_vm *vm);

/* Registers and MSRs as cell_initial_state has them. 0, or -1 with errno. */
int kvm_vm_reset_cpu(struct kvm_vm *vm, const struct cell *cell);

/* The feature by name if its CPUs lack it, or NULL. */
const char *kvm_vm_lacks(const struct kvm_vm *vm, enum cpu_feature feature);

/*
 * The first CPU's exits so far, those by an interrupt of the host, and faults that KVM mended by
 * mapping a page. All are -1 if this KVM does not count.
 */
struct kvm_counts {
	s64 exits, interrupts, faults;
};

struct kvm_counts kvm_vm_counts(const struct kvm_vm *vm);

#endif
