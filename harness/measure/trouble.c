// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trouble: what goes wrong with the machine in mid-run. It is counted with its reason, a process is
 * started again after a pause, and only a cell that meets it again and again is given up.
 */
#include <math.h>
#include <poll.h>
#include <string.h>
#include "machine/ticks.h"
#include "measure/session.h"

#define STRIKES_MOST        3   /* of a cell that has no trial yet: likely its own doing */
#define STRIKES_MOST_PROVEN 10
#define STRIKES_OF_A_HANG   2   /* it takes long */
#define FAILED_MOST         6   /* processes in succession */
#define PAUSE_FIRST         0.05 /* seconds; twice as long each time */
#define PAUSE_MOST          2.0

static void count(struct measure_summary *summary, const struct words *reason)
{
	for (size_t i = 0; i < summary->trouble_count; i++)
		if (!strcmp(summary->troubles[i].reason.text, reason->text)) {
			summary->troubles[i].times++;
			return;
		}
	if (summary->trouble_count < TROUBLES_MAX)
		summary->troubles[summary->trouble_count++] = (struct trouble){ *reason, 1 };
}

/* A process ended early. Before it opens a backend, no cell is to blame. */
static bool is_culprit(const struct plan *plan, const struct trial_log *log, size_t item)
{
	if (log->phase == PHASE_OPEN)
		return plan->items[item].what.backend == plan->items[log->current].what.backend;
	return log->phase != PHASE_START && item == log->current;
}

static void strike(struct plan *plan, size_t item, size_t strikes)
{
	struct plan_item *struck = &plan->items[item];

	struck->strikes += strikes;
	if (struck->strikes >= (struck->trials ? STRIKES_MOST_PROVEN : STRIKES_MOST))
		plan_stop_item(plan, item, FAULT_TROUBLE, struck->trouble.text);
}

static void take_item(struct session *session, size_t item, const struct trial_end *end,
		      bool is_trial)
{
	const struct trial_log *log = session->log;
	const struct item_report *report = &log->reports[item];
	struct plan_item *planned = &session->plan.items[item];
	bool is_own = report->is_filled && report->fault == FAULT_TROUBLE;

	if (planned->fault || (!is_own && !*end->trouble.text))
		return;
	planned->trouble = is_own ? report->reason : end->trouble;
	planned->troubled += is_trial;
	if (is_own && !is_trial)
		strike(&session->plan, item, 1);
	else if (!is_own && is_culprit(&session->plan, log, item))
		strike(&session->plan, item, end->has_hung ? STRIKES_OF_A_HANG : 1);
}

/* Each reason that cells met by themselves once, however many cells did. */
static void count_own(struct session *session)
{
	const char *last = "";

	for (size_t i = 0; i < session->plan.count; i++) {
		const struct item_report *report = &session->log->reports[i];

		if (!report->is_filled || report->fault != FAULT_TROUBLE ||
		    !strcmp(report->reason.text, last))
			continue;
		count(session->summary, &report->reason);
		last = report->reason.text;
	}
}

void session_take_trouble(struct session *session, const struct trial_end *end, bool is_trial,
			  bool is_good)
{
	for (size_t i = 0; i < session->plan.count; i++) {
		if (is_good)
			session->plan.items[i].strikes = 0;
		take_item(session, i, end, is_trial);
	}
	count_own(session);
	if (*end->trouble.text)
		count(session->summary, &end->trouble);
	session->failed_in_row = is_good ? 0 : session->failed_in_row + 1;
	plan_stop_twinless(&session->plan);
}

void session_pause(const struct session *session)
{
	double seconds = PAUSE_FIRST * exp2((double)session->failed_in_row - 1);

	if (session->failed_in_row && !measure_stop)
		poll(NULL, 0, (int)(fmin(seconds, PAUSE_MOST) * 1e3));
}

bool session_may_try_again(const struct session *session)
{
	bool has_got_on = false;

	for (size_t i = 0; i < session->plan.count; i++)
		has_got_on |= session->plan.items[i].iterations > 0;
	return session->failed_in_row < FAILED_MOST ||
	       (has_got_on && clock_seconds() < session->end);
}

struct words session_trouble_words(const struct session *session, size_t item)
{
	const struct plan_item *planned = &session->plan.items[item];

	if (*planned->trouble.text && !measure_stop)
		return planned->trouble;
	return words(measure_stop ? "interrupted before it was measured" :
				    "no trial could be made of it");
}
