// SPDX-License-Identifier: GPL-2.0-only
/*
 * Result files into memory, all or none of them. Parsing is what takes the time, so every CPU
 * takes the next file; which of several broken ones is told does not depend on who was first.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "result_set.h"

#define WORKERS_MAX 16
#define FILES_A_WORKER 8 /* fewer are not worth a thread */
#define WORDS_MAX 512

struct work {
	struct result *results;
	char **names, (*wrongs)[WORDS_MAX]; /* why a file cannot be read, or nothing */
	size_t count;
	atomic_size_t next;
};

/* Words are the thread's own, and gone with it. */
static void *take_files(void *data)
{
	struct work *work = data;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->count) {
		const char *wrong = result_load(&work->results[i], work->names[i]);

		if (wrong)
			snprintf(work->wrongs[i], WORDS_MAX, "%s", wrong);
	}
	return NULL;
}

static size_t workers_for(size_t files)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t most = processors > WORKERS_MAX ? WORKERS_MAX : processors < 1 ? 1 : (size_t)processors;

	return files / FILES_A_WORKER < most ? files / FILES_A_WORKER : most;
}

/* This thread is one of them; what cannot be started is not missed. */
static void load_all(struct work *work)
{
	pthread_t workers[WORKERS_MAX];
	size_t wanted = workers_for(work->count), started = 0;

	while (started + 1 < wanted && !pthread_create(&workers[started], NULL, take_files, work))
		started++;
	take_files(work);
	while (started)
		pthread_join(workers[--started], NULL);
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

const char *result_set_load(struct result_set *set, char **names, size_t count)
{
	struct work work = { .results = calloc(count + 1, sizeof(*work.results)), .names = names,
			     .wrongs = calloc(count + 1, sizeof(*work.wrongs)), .count = count };
	const char *wrong = "out of memory";

	*set = (struct result_set){ .names = names, .results = work.results };
	if (work.results && work.wrongs) {
		load_all(&work);
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
	free(set->results);
	*set = (struct result_set){ 0 };
}
