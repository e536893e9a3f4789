// SPDX-License-Identifier: GPL-2.0-only
/* Raw samples as CSV. Refuses, like results, to replace what it was not told to replace. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "result_fields.h"
#include "samples.h"

static bool is_open(struct samples *samples)
{
	if (samples->file || samples->error)
		return samples->file;
	samples->file = fopen(samples->path, samples->replace ? "we" : "wxe");
	if (samples->file)
		fputs("trial,round,cell,ticks_per_operation,exits_per_operation,disturbed\n", samples->file);
	else
		samples->error = errno;
	return samples->file;
}

static void add_batch(FILE *file, size_t trial, const char *cell, const struct batch_record *batch)
{
	fprintf(file, "%zu,%u,%s,%.10g,", trial, batch->round, cell, batch->value);
	if (batch->exits_per_op >= 0)
		fprintf(file, "%.6g", (double)batch->exits_per_op);
	fprintf(file, ",%s\n", batch->disturbance ? disturbance_names[batch->disturbance] : "");
}

void samples_add(const struct plan *plan, const struct trial_log *log, size_t trial, void *data)
{
	struct samples *samples = data;
	char *ids[plan->count + 1];

	if (!is_open(samples))
		return;
	for (size_t i = 0; i < plan->count; i++)
		ids[i] = planned_cell_id(&plan->items[i].what);
	ids[plan->count] = strdup("canary");
	for (size_t i = 0; i < log->count; i++)
		add_batch(samples->file, trial, ids[log->records[i].item], &log->records[i]);
	for (size_t i = 0; i <= plan->count; i++)
		free(ids[i]);
}

const char *samples_close(struct samples *samples)
{
	bool failed = samples->file && ferror(samples->file);

	failed |= samples->file && fclose(samples->file);
	if (failed)
		samples->error = errno;
	return samples->error ? result_words("cannot write %s: %s", samples->path, strerror(samples->error)) : NULL;
}
