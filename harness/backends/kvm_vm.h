/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A KVM virtual machine with one vCPU and the guest blob in its memory: made, reset to the
 * guest's first instruction, asked, and taken down. It does not run it; backend_kvm.c does.
 */
#ifndef HARNESS_KVM_MACHINE_H
#define HARNESS_KVM_MACHINE_H

#include <linux/kvm.h>
#include <sys/types.h>
#include "engine/msr.h"
#include "backends/backend.h"

struct kvm_machine {
	int kvm, machine, vcpu, statistics;
	size_t run_bytes;
	struct kvm_run *run;
	void *memory;            /* GUEST_BYTES, the same for every machine made with it */
	struct kvm_sregs sregs;  /* of the guest's first instruction */
	/* in the vCPU's statistics; 0 if they are not told */
	off_t exits_offset, interrupts_offset;
};

/* Open /dev/kvm and get the memory. NULL, or what is missing in words; close it in either case. */
const char *kvm_machine_open(struct kvm_machine *machine);
void kvm_machine_close(struct kvm_machine *machine);

/* A fresh VM, replacing one if there is one. 0, or -1 with errno. */
int kvm_machine_build(struct kvm_machine *machine);

/* Registers and MSRs as cell_initial_state has them. 0, or -1 with errno. */
int kvm_machine_reset_cpu(struct kvm_machine *machine, const struct cell *cell);

/* Exits of the vCPU so far, or -1 if this KVM does not count them. */
s64 kvm_machine_exits(const struct kvm_machine *machine);

/* Those of them that an interrupt of the host caused, or -1. */
s64 kvm_machine_interrupts(const struct kvm_machine *machine);

#endif
