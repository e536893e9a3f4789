// SPDX-License-Identifier: GPL-2.0-only
/* The parent's side of a trial: fork, watch, end a process that hangs, explain its end. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include "machine/ticks.h"
#include "measure/trial.h"
#include "measure/trial_parts.h"
#include "text/words.h"

#define WATCH_MILLISECONDS 200

struct trial_log *trial_log_make(size_t items)
{
	size_t bytes = sizeof(struct trial_log) + TRIAL_RECORDS_MAX * sizeof(struct batch_record) +
		       items * (sizeof(struct event_count[EVENTS_MAX]) + sizeof(struct leg_report) +
				sizeof(struct item_report));
	struct trial_log *log = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (log == MAP_FAILED)
		return NULL;
	log->bytes = bytes;
	log->records = (struct batch_record *)(log + 1);
	log->counts = (struct event_count (*)[EVENTS_MAX])(log->records + TRIAL_RECORDS_MAX);
	log->legs = (struct leg_report *)(log->counts + items);
	log->reports = (struct item_report *)(log->legs + items);
	return log;
}

void trial_log_free(struct trial_log *log)
{
	if (log)
		munmap(log, log->bytes);
}

static void clear(struct trial_log *log, size_t items)
{
	log->stop = false;
	log->phase = PHASE_START;
	log->current = log->beats = log->count = log->rounds = 0;
	log->trouble = NO_WORDS;
	memset(log->reports, 0, items * sizeof(*log->reports));
	memset(log->counts, 0, items * sizeof(*log->counts));
	for (size_t i = 0; i < items; i++)
		if (log->legs[i].is_used)
			memset(&log->legs[i], 0, sizeof(log->legs[i]));
}

/*
 * True when the process has ended, false when it stopped making progress. Only the watcher's own
 * waiting counts: if all is frozen or stopped together, nothing has hung.
 */
static bool watch(const struct trial_setup *setup, struct trial_log *log, pid_t child, int *status)
{
	struct pollfd end = { .fd = pidfd_open(child, 0), .events = POLLIN };
	double waited = 0;
	size_t beats = 0;
	pid_t ended;

	while (!(ended = waitpid(child, status, WNOHANG)) && waited <= setup->hang_seconds) {
		if (!poll(&end, 1, WATCH_MILLISECONDS))
			waited += WATCH_MILLISECONDS / 1e3;
		if (setup->waiting)
			setup->waiting(setup->data, log);
		if (log->beats != beats)
			waited = 0;
		beats = log->beats;
	}
	if (end.fd >= 0)
		close(end.fd);
	return ended;
}

static struct words explain_death(int status)
{
	if (WIFSIGNALED(status))
		return words("the measuring process died of signal %d (%s)", WTERMSIG(status),
			     strsignal(WTERMSIG(status)));
	return words("the measuring process ended with status %d", WEXITSTATUS(status));
}

static struct trial_end supervise(const struct trial_setup *setup, struct trial_log *log,
				  pid_t child)
{
	struct trial_end end = { .trouble = NO_WORDS };
	int status = 0;

	end.has_hung = !watch(setup, log, child, &status);
	if (end.has_hung) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	if (log->phase == PHASE_FINISHED)
		return (struct trial_end){ .trouble = NO_WORDS };
	if (end.has_hung)
		end.trouble = words("the measuring process made no progress for %.3g s and was "
				    "ended", setup->hang_seconds);
	else
		end.trouble = *log->trouble.text ? log->trouble : explain_death(status);
	return end;
}

static struct trial_end run_process(const struct trial_setup *setup, struct trial_log *log)
{
	pid_t child, parent = getpid();

	clear(log, setup->plan->count);
	child = fork();
	if (child < 0)
		return (struct trial_end){ words("no process for a trial: %s", strerror(errno)),
					   false };
	if (!child)
		trial_process(setup, log, parent);
	return supervise(setup, log, child);
}

/* What the process reported about its cells. */
static void take_reports(struct plan *plan, const struct trial_log *log)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct item_report *report = &log->reports[i];

		if (!report->is_filled || report->fault == FAULT_TROUBLE)
			continue;
		if (report->fault)
			plan_stop_item(plan, i, report->fault, report->reason.text);
		else if (report->iterations)
			plan->items[i].iterations = report->iterations;
	}
}

struct trial_end trial_run(const struct trial_setup *setup, struct trial_log *log)
{
	struct trial_end end = run_process(setup, log);

	take_reports(setup->plan, log);
	plan_stop_twinless(setup->plan);
	return end;
}

static bool is_short(const struct trial_log *log, size_t item, size_t least)
{
	size_t batches = 0;

	if (!log->reports[item].is_filled || log->reports[item].fault != FAULT_TROUBLE)
		return false;
	for (size_t i = 0; i < log->count; i++)
		batches += log->records[i].item == item;
	return batches < least;
}

size_t trial_log_trim(struct trial_log *log, size_t items, size_t least)
{
	bool dropped[items + 1], has_batches[items + 1];
	size_t kept = 0, cells = 0;

	memset(has_batches, false, sizeof(has_batches));
	dropped[items] = false; /* the canary */
	for (size_t i = 0; i < items; i++) {
		dropped[i] = is_short(log, i, least);
		log->legs[i].is_used &= !dropped[i];
	}
	for (size_t i = 0; i < log->count; i++) {
		const struct batch_record *record = &log->records[i];

		if (record->round >= log->rounds || dropped[record->item])
			continue;
		has_batches[record->item] = true;
		log->records[kept++] = *record;
	}
	log->count = kept;
	for (size_t i = 0; i < items; i++)
		cells += has_batches[i];
	return cells;
}
