// SPDX-License-Identifier: GPL-2.0-only
/* Raw samples as CSV, in a file that is there when it is complete. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "measure/measure.h"
#include "text/words.h"

static struct words why(const struct samples *samples)
{
	return words("cannot write %s: %s", samples->file.path, strerror(errno));
}

/* A process that may open no more files, or a directory that is gone by then, loses no sample. */
struct words samples_begin(struct samples *samples)
{
	if (whole_file_begin(&samples->file))
		return why(samples);
	fputs("trial,round,cell,ticks_per_operation,taken_off,exits_per_operation,disturbed,"
	      "chain_before,additions_before,chain_after,additions_after\n",
	      samples->file.stream);
	return NO_WORDS;
}

static void add_batch(FILE *file, size_t trial, const char *cell, const struct batch_record *batch)
{
	fprintf(file, "%zu,%u,%s,%.10g,%.10g,", trial, batch->round, cell, batch->value,
		batch->taken_off);
	if (batch->exits_per_op >= 0)
		fprintf(file, "%.6g", (double)batch->exits_per_op);
	fprintf(file, ",%s,%g,%g,%g,%g\n",
		batch->disturbance ? disturbance_names[batch->disturbance] : "",
		(double)batch->chain[0], (double)batch->additions[0], (double)batch->chain[1],
		(double)batch->additions[1]);
}

void samples_add(const struct plan *plan, const struct trial_log *log, size_t trial, void *data)
{
	struct samples *samples = data;
	char *ids[plan->count + 1];

	samples->trials++;
	for (size_t i = 0; i < plan->count; i++)
		ids[i] = planned_cell_id(&plan->items[i].what);
	ids[plan->count] = strdup("canary");
	for (size_t i = 0; i < log->count; i++)
		add_batch(samples->file.stream, trial, ids[log->records[i].item], &log->records[i]);
	for (size_t i = 0; i <= plan->count; i++)
		free(ids[i]);
}

struct words samples_end(struct samples *samples)
{
	if (samples->trials)
		return whole_file_end(&samples->file) ? why(samples) : NO_WORDS;
	whole_file_drop(&samples->file);
	return NO_WORDS;
}
