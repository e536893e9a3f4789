// SPDX-License-Identifier: GPL-2.0-only
/*
 * Result files into memory, all or none of them. Parsing is what takes the time, so every CPU
 * takes the next file; which of several broken ones is told does not depend on who was first.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/result_set.h"
#include "text/workers.h"

#define FILES_A_WORKER 8 /* fewer are not worth a thread */
#define WORDS_MAX 512

struct work {
	struct result_set *set;
	enum result_extent extent;
	char (*wrongs)[WORDS_MAX]; /* why a file cannot be read, or nothing */
	size_t count;
	atomic_size_t next, workers;
};

/*
 * Words are the thread's own, and gone with it; kept texts are the worker's own, so that none waits
 * for another.
 */
static void take_files(void *data)
{
	struct work *work = data;
	struct texts *texts = &work->set->texts[atomic_fetch_add(&work->workers, 1)];
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->count) {
		struct result *result = &work->set->results[i];
		const char *name = work->set->names[i];
		const char *wrong = work->extent == RESULT_WHOLE
					    ? result_load(result, name)
					    : result_load_figures(result, name, texts);

		if (wrong)
			snprintf(work->wrongs[i], WORDS_MAX, "%s", wrong);
	}
}

/* Of the first broken file, until the next call. */
static const char *first_wrong(const struct work *work)
{
	static char words[WORDS_MAX];

	for (size_t i = 0; i < work->count; i++)
		if (*work->wrongs[i]) {
			memcpy(words, work->wrongs[i], WORDS_MAX);
			return words;
		}
	return NULL;
}

const char *result_set_load(struct result_set *set, char **names, size_t count,
			    enum result_extent extent)
{
	struct work work = { .set = set, .extent = extent, .count = count,
			     .wrongs = calloc(count + 1, sizeof(*work.wrongs)) };
	const char *wrong = "out of memory";

	*set = (struct result_set){ .names = names,
				    .results = calloc(count + 1, sizeof(*set->results)) };
	if (set->results && work.wrongs) {
		workers_run(take_files, &work, count / FILES_A_WORKER);
		set->count = count;
		wrong = first_wrong(&work);
	}
	free(work.wrongs);
	if (wrong)
		result_set_free(set);
	return wrong;
}

void result_set_free(struct result_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		result_free(&set->results[i]);
	for (size_t i = 0; i < WORKERS_MAX; i++)
		texts_free(&set->texts[i]);
	free(set->results);
	*set = (struct result_set){ 0 };
}
