// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters of a cell over its trials: the median, and the least and the greatest trial. A counter
 * that was never on the PMU for a whole batch has a reason and no number.
 */
#include "measure/event_counts.h"

#define METHOD                                                                                     \
	"difference of two batch sizes, net of the twin; median over trials, lo and hi are the "   \
	"extreme trials"

bool event_tally_add(struct event_tally *tally, const struct event_reading *before,
		     const struct event_reading *after)
{
	uint64_t enabled = after->enabled_ns - before->enabled_ns,
		 running = after->running_ns - before->running_ns;

	if (!before->enabled_ns || after->enabled_ns <= before->enabled_ns ||
	    after->running_ns < before->running_ns)
		return false; /* a reading failed */
	tally->enabled_ns += (double)enabled;
	tally->running_ns += (double)running;
	if (running < enabled)
		return false;
	tally->value += (double)(after->value - before->value);
	tally->batches++;
	return true;
}

struct event_count event_tally_difference(const struct event_tally *more,
					  const struct event_tally *less, size_t iterations)
{
	struct event_count count = {
		.is_known = more->batches && less->batches,
		.enabled_ns = more->enabled_ns + less->enabled_ns,
		.running_ns = more->running_ns + less->running_ns,
	};

	if (count.is_known)
		count.per_operation = (more->value / (double)more->batches -
				       less->value / (double)less->batches) /
				      (double)iterations;
	return count;
}

static const struct event_count *count_of(const struct trial_data *data, size_t item, size_t trial,
					  size_t event)
{
	return &data->counts[trial_slot(data, item, trial) * EVENTS_MAX + event];
}

/* Ascending counts per operation, net of the twin, of the trials that have both. Their number. */
static size_t collect(const struct trial_data *data, size_t item, size_t twin, size_t event,
		      double *values)
{
	size_t known = 0;

	for (size_t i = 0; i < data->trials; i++) {
		const struct event_count *count = count_of(data, item, i, event);
		const struct event_count *off =
			twin == PLAN_NO_TWIN ? NULL : count_of(data, twin, i, event);

		if (count->is_known && (!off || off->is_known))
			values[known++] = count->per_operation - (off ? off->per_operation : 0);
	}
	statistics_sort(values, known);
	return known;
}

/* Over all trials. */
static struct event_count times_of(const struct trial_data *data, size_t item, size_t event)
{
	struct event_count sum = { 0 };

	for (size_t i = 0; i < data->trials; i++) {
		sum.enabled_ns += count_of(data, item, i, event)->enabled_ns;
		sum.running_ns += count_of(data, item, i, event)->running_ns;
	}
	return sum;
}

static json_t *refusal(const char *reason)
{
	return json_pack("{s:s}", "reason", reason);
}

/* Of an event that is known in no trial. */
static json_t *why_unknown(const struct trial_data *data, size_t item, size_t event)
{
	double values[data->trials + 1];

	if (times_of(data, item, event).enabled_ns <= 0)
		return refusal("no undisturbed batch with this counter on");
	if (collect(data, item, PLAN_NO_TWIN, event, values))
		return refusal("in no trial was the counter on the PMU for a whole batch of the "
			       "cell and of its twin: ask for fewer events");
	return refusal("the counter was never on the PMU for a whole batch: ask for fewer events");
}

static const char *counted_words(enum backend backend)
{
	return backend & BACKENDS_OURS
		       ? "guest and engine together, and the system call around them cancelled"
		       : "guest (on hardware KVM), KVM and the process that runs it";
}

static json_t *figure(const struct trial_data *data, const struct plan *plan, size_t item,
		      size_t event)
{
	const struct plan_item *planned = &plan->items[item];
	double values[data->trials + 1], overheads[data->trials + 1];
	size_t known = collect(data, item, planned->twin, event, values), twins = 0;
	struct event_count times = times_of(data, item, event);

	if (!known)
		return why_unknown(data, item, event);
	if (planned->twin != PLAN_NO_TWIN)
		twins = collect(data, planned->twin, PLAN_NO_TWIN, event, overheads);
	return json_pack("{s:f, s:f, s:f, s:s, s:f, s:f, s:f, s:s}", "value",
			 statistics_quantile(values, known, 0.5), "lo", values[0], "hi",
			 values[known - 1], "method", METHOD, "overhead",
			 twins ? statistics_quantile(overheads, twins, 0.5) : 0.0, "enabled_ns",
			 times.enabled_ns, "running_ns", times.running_ns, "counts",
			 counted_words(planned->what.backend->id));
}

/* NULL, or why an event of this kind cannot be counted for the cell. */
static const char *why_not(const struct planned_cell *what, const struct event *event)
{
	if (event->reason)
		return event->reason;
	if (what->backend->id & BACKENDS_OURS && event_tells_guest_from_host(event))
		return "perf cannot separate the guest of our own driver from its host; ask "
		       "without :mg and :mh";
	if (cell_claim(&what->cell)->in_32_bit)
		return "the loop runs in another process, which is not counted";
	return NULL;
}

json_t *event_figures(const struct trial_data *data, const struct plan *plan, size_t item,
		      const struct events *events)
{
	json_t *json = json_object();

	for (size_t i = 0; i < events->count; i++) {
		const struct event *event = &events->list[i];
		const char *wrong = why_not(&plan->items[item].what, event);

		json_object_set_new(json, event->name,
				    wrong ? refusal(wrong) : figure(data, plan, item, i));
	}
	return json;
}
