/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stops a guest that hangs, by timers whose signal also sets immediate_exit, in case it arrives
 * just before KVM_RUN. The first counts the thread's own time: a machine that is starved is no
 * guest that hangs. The second counts all time, for a guest that is halted in the kernel and never
 * woken. One thread of a process watches one run at a time.
 */
#ifndef HARNESS_KVM_WATCH_H
#define HARNESS_KVM_WATCH_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <time.h>

#define KVM_HANG_SECONDS 1
#define KVM_HALT_SECONDS 5
#define KVM_WATCH_TIMERS 2

struct kvm_watch {
	timer_t timers[KVM_WATCH_TIMERS];
	unsigned count;
};

/* For the calling thread. 0, or -1 with errno. */
int kvm_watch_open(struct kvm_watch *watch);
void kvm_watch_close(struct kvm_watch *watch);

void kvm_watch_begin(const struct kvm_watch *watch, struct kvm_run *run);
void kvm_watch_end(const struct kvm_watch *watch);

/* Whether the last run was stopped. */
bool kvm_watch_struck(void);

/* What the calling thread has used: its own time, and its context switches. */
struct kvm_thread {
	double seconds;
	long switches;
};

struct kvm_thread kvm_thread_now(void);

#endif
