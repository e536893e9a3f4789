/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CPU's (and the kernel's) counters by the names libpfm4 knows them by, through
 * perf_event_open. A counter that cannot be had gives the reason; it never reads as zero.
 *
 * What is counted is the measuring process in user and in kernel mode and, unless the name says
 * otherwise (:mg, :mh), in the guest too. On kvm a modifier mg=1 leaves the host out, mh=1 the
 * guest: KVM tells perf which is which. On vmx nobody does: perf does not know our guest. The
 * engine can ask the VMCS to switch IA32_PERF_GLOBAL_CTRL at entry and exit (ENTRY_ and
 * EXIT_LOAD_PERF_GLOBAL_CTRL), but a batch does not: guest and engine are counted together, and an
 * event of one alone is refused there.
 */
#ifndef HARNESS_EVENTS_H
#define HARNESS_EVENTS_H

#include <perfmon/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENTS_MAX 8

struct event {
	char *name;                   /* as it was asked for */
	char *full_name;              /* as libpfm4 completes it */
	struct perf_event_attr attributes;
	char *reason;                 /* why it cannot be counted here; NULL if it can */
};

struct events {
	size_t count;
	struct event list[EVENTS_MAX];
};

/* What perf gives, in the order it gives it (PERF_FORMAT_TOTAL_TIME_ENABLED and _RUNNING). */
struct event_reading {
	uint64_t value, enabled_ns, running_ns;
};

/* One event of one item in one trial. */
struct event_count {
	bool is_known;                /* it was on the PMU for whole batches */
	double per_operation;         /* of those alone; nothing taken off */
	double enabled_ns, running_ns; /* of these and of those in which it was off the PMU */
};

/* From "instructions,INST_RETIRED:u". NULL, or what is wrong with the list in words. */
const char *events_parse(struct events *events, const char *list);

/* Fill in the reasons of those that this machine does not count. */
void events_probe(struct events *events);

void events_free(struct events *events);

/* Its description; it counts the calling thread from now on. -1 and errno. */
int event_open(const struct event *event);

/* Whether it is of the guest alone or of the host alone. */
bool event_tells_guest_from_host(const struct event *event);

#endif
