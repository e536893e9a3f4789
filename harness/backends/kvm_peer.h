/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A second virtual CPU of a VM, for operations that need another to talk to. A thread runs it while
 * a batch runs, on any CPU of the host but the one that measures.
 */
#ifndef HARNESS_KVM_PEER_H
#define HARNESS_KVM_PEER_H

#include <linux/kvm.h>
#include <pthread.h>
#include <stdbool.h>
#include "bench/cell.h"
#include "text/words.h"

struct kvm_peer {
	int vcpu; /* -1: not open */
	size_t run_bytes;
	struct kvm_run *run;
	pthread_t thread;
	bool is_running;
	volatile bool stop;
	struct words ended; /* why it came out of the guest, which it never should */
};

/* To a VM with interrupt controllers. 0, or -1 with errno. */
int kvm_peer_add(struct kvm_peer *peer, int vm, struct kvm_cpuid2 *cpuid, size_t run_bytes);
void kvm_peer_remove(struct kvm_peer *peer);

/* Whether the cell needs one. */
bool kvm_peer_is_wanted(const struct cell *cell);

/* Run it, with the first one's system registers, as the cell wants. 0, or -1 with errno. */
int kvm_peer_start(struct kvm_peer *peer, const struct kvm_sregs *sregs, const struct cell *cell);

/* Stop it, if it runs; or why it had ended by itself. */
struct words kvm_peer_stop(struct kvm_peer *peer);

#endif
