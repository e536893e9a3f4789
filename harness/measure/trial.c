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
	memset(log->reports, 0, items * sizeof(*log->reports));
	memset(log->counts, 0, items * sizeof(*log->counts));
	for (size_t i = 0; i < items; i++)
		if (log->legs[i].is_used)
			memset(&log->legs[i], 0, sizeof(log->legs[i]));
}

/* True when the process has ended, false when it stopped making progress. */
static bool watch(const struct trial_setup *setup, struct trial_log *log, int process)
{
	struct pollfd end = { .fd = process, .events = POLLIN };
	double alive = clock_seconds();
	size_t beats = 0;

	while (poll(&end, 1, WATCH_MILLISECONDS) != 1) {
		if (setup->waiting)
			setup->waiting(setup->data, log);
		if (log->beats != beats)
			alive = clock_seconds();
		beats = log->beats;
		if (clock_seconds() - alive > setup->hang_seconds)
			return false;
	}
	return true;
}

static struct words explain_death(int status)
{
	if (WIFSIGNALED(status))
		return words("the measuring process died of signal %d (%s)", WTERMSIG(status),
			     strsignal(WTERMSIG(status)));
	return words("the measuring process ended with status %d", WEXITSTATUS(status));
}

static struct words supervise(const struct trial_setup *setup, struct trial_log *log, pid_t child)
{
	int status = 0, process = pidfd_open(child, 0);
	bool ended = process >= 0 && watch(setup, log, process);

	if (!ended)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	if (process >= 0)
		close(process);
	if (log->phase == PHASE_FINISHED)
		return NO_WORDS;
	if (ended)
		return explain_death(status);
	return words("the measuring process made no progress for %.3g s and was ended",
		     setup->hang_seconds);
}

/* Why the process ended early, if it did. */
static struct words run_once(const struct trial_setup *setup, struct trial_log *log)
{
	pid_t child, parent = getpid();

	clear(log, setup->plan->count);
	child = fork();
	if (child < 0)
		return words("no process for a trial: %s", strerror(errno));
	if (!child)
		trial_process(setup, log, parent);
	return supervise(setup, log, child);
}

/* What the process reported about its cells. */
static void take_reports(struct plan *plan, const struct trial_log *log)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct item_report *report = &log->reports[i];

		if (!report->is_filled)
			continue;
		if (report->status != STATUS_OK)
			plan_stop_item(plan, i, report->status, report->reason.text);
		else if (report->iterations)
			plan->items[i].iterations = report->iterations;
	}
}

/* A process ended early: the cell it was at is stopped, or all if there was none. */
static void stop_culprit(struct plan *plan, const struct trial_log *log, const char *reason)
{
	const struct backend_row *backend = plan->items[log->current].what.backend;

	for (size_t i = 0; i < plan->count; i++)
		if (log->phase == PHASE_START || i == log->current ||
		    (log->phase == PHASE_OPEN && plan->items[i].what.backend == backend))
			plan_stop_item(plan, i, STATUS_ERROR, reason);
}

bool trial_run_until_finished(const struct trial_setup *setup, struct trial_log *log)
{
	while (plan_running(setup->plan)) {
		struct words early = run_once(setup, log);

		take_reports(setup->plan, log);
		if (*early.text)
			stop_culprit(setup->plan, log, early.text);
		plan_stop_twinless(setup->plan);
		if (!*early.text)
			return true;
	}
	return false;
}
