/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A KVM virtual machine with one vCPU and the guest in its memory: made, reset to the guest's first
 * instruction, and taken down. kvm.c runs it.
 */
#ifndef HARNESS_KVM_VM_H
#define HARNESS_KVM_VM_H

#include <linux/kvm.h>
#include <sys/types.h>
#include "engine/msr.h"
#include "backends/backend.h"

struct kvm_vm {
	int kvm, vm, vcpu, statistics; /* -1: not open */
	size_t run_bytes;
	struct kvm_run *run;
	void *memory;            /* GUEST_BYTES; every VM made here has the same */
	struct kvm_sregs sregs;  /* of the guest's first instruction */
	off_t exits_offset, interrupts_offset; /* in the statistics; 0: not counted */
};

/* Open /dev/kvm and get the memory; or what is missing. Close it in either case. */
struct words kvm_vm_open(struct kvm_vm *vm);
void kvm_vm_close(struct kvm_vm *vm);

/* A fresh VM, replacing one if there is one. 0, or -1 with errno. */
int kvm_vm_build(struct kvm_vm *vm);

/* Registers and MSRs as cell_initial_state has them. 0, or -1 with errno. */
int kvm_vm_reset_cpu(struct kvm_vm *vm, const struct cell *cell);

/* The vCPU's exits so far, or those by an interrupt of the host; -1: this KVM does not count them.
 */
s64 kvm_vm_count(const struct kvm_vm *vm, off_t offset);

#endif
