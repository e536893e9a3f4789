/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What VMMs give their guests besides one CPU and memory: the kernel's interrupt controllers,
 * ioeventfds, and memory whose pages a batch finds fresh. It is part of a VM, made and taken down
 * with it.
 */
#ifndef HARNESS_KVM_BOARD_H
#define HARNESS_KVM_BOARD_H

#include <stdint.h>
#include "bench/cell.h"
#include "text/words.h"

struct kvm_board {
	int notices[NOTICES]; /* eventfds; -1: not open */
	void *fresh;          /* GUEST_FRESH_BYTES */
};

/* The board's own memory and descriptors, for all its VMs. 0, or -1 with errno. */
int kvm_board_open(struct kvm_board *board);
void kvm_board_close(struct kvm_board *board);

/* Controllers before a VM has CPUs, devices after it has memory. 0, or -1 with errno. */
int kvm_board_add_controllers(int vm);
int kvm_board_add_devices(const struct kvm_board *board, int vm);

/* Make it ready for a batch of the cell. 0, or -1 with errno. */
int kvm_board_prepare(const struct kvm_board *board, const struct cell *cell);

/* Set the local APIC of a virtual CPU as the cell's guest expects it. 0, or -1 with errno. */
int kvm_board_reset_apic(int vcpu, const struct cell *cell);

/* The base MSR of that local APIC, from what it is now. */
uint64_t kvm_board_apic_base(uint64_t base, const struct cell *cell);

/* How the signals since kvm_board_prepare differ from what the cell claims; or no words. */
struct words kvm_board_check(const struct kvm_board *board, const struct cell *cell,
			     u64 iterations);

#endif
