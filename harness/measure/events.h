/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters of the CPU and of the kernel, by libpfm4's names, through perf_event_open. A counter
 * that does not work has a reason; it never reads as zero.
 *
 * The measuring process is counted, in user and in kernel mode, and with it the guest unless the
 * name says otherwise: on kvm :mg counts the guest alone, :mh the host, because KVM tells perf
 * which of them runs. Our own driver does not, so on vmx guest and engine are counted together, and
 * an event of one of them is refused.
 */
#ifndef HARNESS_EVENTS_H
#define HARNESS_EVENTS_H

#include <perfmon/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "text/words.h"

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
	double per_operation;         /* of those batches; nothing subtracted */
	double enabled_ns, running_ns; /* of all batches */
};

/* From "instructions,INST_RETIRED:u"; or what is wrong with the list. */
struct words events_parse(struct events *events, const char *list);

/* What the kernel counts on any CPU, apart by blanks. */
void events_print_names(FILE *stream);

/* Fill in the reasons of the events that this machine does not count. */
void events_probe(struct events *events);

void events_free(struct events *events);

/* A file descriptor; the counter counts the calling thread from now on. -1 and errno. */
int event_open(const struct event *event);

/* Whether it counts the guest alone, or the host alone. */
bool event_tells_guest_from_host(const struct event *event);

#endif
