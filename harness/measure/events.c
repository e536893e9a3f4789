// SPDX-License-Identifier: GPL-2.0-only
/* Names to perf's attributes by libpfm4, and whether the kernel counts them here. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <perfmon/pfmlib_perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "measure/events.h"
#include "text/words.h"

static bool names_a_side(const char *name)
{
	return strstr(name, ":mg") || strstr(name, ":mh");
}

/* By default libpfm4 leaves the guest out, but the guest is part of what is measured. */
static void take_both_sides(struct event *event)
{
	char *sides = event->full_name ? strstr(event->full_name, ":mg=") : NULL;

	event->attributes.exclude_guest = event->attributes.exclude_host = 0;
	if (sides)
		*sides = 0;
}

static struct words encode(struct event *event)
{
	pfm_perf_encode_arg_t argument = { .attr = &event->attributes, .fstr = &event->full_name,
					   .size = sizeof(argument) };
	int result;

	event->attributes = (struct perf_event_attr){ .size = sizeof(event->attributes) };
	result = pfm_get_os_event_encoding(event->name, PFM_PLM0 | PFM_PLM3, PFM_OS_PERF_EVENT_EXT,
					   &argument);
	if (result != PFM_SUCCESS)
		return words("libpfm4 knows no event `%s' on this machine: %s", event->name,
			     pfm_strerror(result));
	event->attributes.read_format =
		PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
	if (!names_a_side(event->name))
		take_both_sides(event);
	return NO_WORDS;
}

static struct words add(struct events *events, const char *name)
{
	struct event *event = &events->list[events->count];

	if (events->count == EVENTS_MAX)
		return words("more than %d events", EVENTS_MAX);
	event->name = strdup(name);
	events->count++;
	return event->name ? encode(event) : words("out of memory");
}

struct words events_parse(struct events *events, const char *list)
{
	char *copy = strdup(list), *rest = copy, *name;
	struct words wrong = copy ? NO_WORDS : words("out of memory");
	int result = pfm_initialize();

	*events = (struct events){ 0 };
	if (result != PFM_SUCCESS)
		wrong = words("libpfm4 does not start: %s", pfm_strerror(result));
	while (!*wrong.text && (name = strsep(&rest, ",")))
		wrong = *name ? add(events, name) : words("an event without a name");
	free(copy);
	return wrong;
}

/* libpfm4 takes either case; a shell does not. */
void events_print_names(FILE *stream)
{
	pfm_pmu_info_t pmu = { .size = sizeof(pmu) };

	if (pfm_initialize() != PFM_SUCCESS ||
	    pfm_get_pmu_info(PFM_PMU_PERF_EVENT, &pmu) != PFM_SUCCESS)
		return;
	for (int at = pmu.first_event; at >= 0; at = pfm_get_event_next(at)) {
		pfm_event_info_t event = { .size = sizeof(event) };

		if (pfm_get_event_info(at, PFM_OS_PERF_EVENT_EXT, &event) != PFM_SUCCESS)
			continue;
		for (const char *c = event.name; *c; c++)
			fputc(tolower((unsigned char)*c), stream);
		fputc(' ', stream);
	}
}

static struct words explain(int error)
{
	switch (error) {
	case ENOENT:
	case ENODEV:
	case EOPNOTSUPP:
		return words("this machine has no such counter (no PMU, or a hypervisor above "
			     "hides it)");
	case EACCES:
	case EPERM:
		return words("not allowed: be root, or lower "
			     "/proc/sys/kernel/perf_event_paranoid");
	case EINVAL:
		return words("the kernel refuses this event here");
	}
	return words("perf_event_open: %s", strerror(error));
}

void events_probe(struct events *events)
{
	for (size_t i = 0; i < events->count; i++) {
		int file = event_open(&events->list[i]);

		if (file < 0)
			events->list[i].reason = strdup(explain(errno).text);
		else
			close(file);
	}
}

void events_free(struct events *events)
{
	for (size_t i = 0; i < events->count; i++) {
		free(events->list[i].name);
		free(events->list[i].full_name);
		free(events->list[i].reason);
	}
	*events = (struct events){ 0 };
}

int event_open(const struct event *event)
{
	struct perf_event_attr attributes = event->attributes;

	return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

bool event_tells_guest_from_host(const struct event *event)
{
	return event->attributes.exclude_guest || event->attributes.exclude_host;
}
