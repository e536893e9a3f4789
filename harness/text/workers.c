// SPDX-License-Identifier: GPL-2.0-only
/* Threads for as long as a piece of work takes. */
#include <pthread.h>
#include <unistd.h>
#include "text/workers.h"

struct job {
	void (*work)(void *data);
	void *data;
};

static void *begin(void *data)
{
	const struct job *job = data;

	job->work(job->data);
	return NULL;
}

static size_t at_most(size_t most)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t workers = processors > WORKERS_MAX ? WORKERS_MAX
			 : processors < 1         ? 1
						  : (size_t)processors;

	return workers < most ? workers : most;
}

/* What cannot be started is not missed. */
void workers_run(void (*work)(void *data), void *data, size_t most)
{
	struct job job = { work, data };
	size_t wanted = at_most(most), started = 0;
	pthread_t workers[WORKERS_MAX];

	while (started + 1 < wanted && !pthread_create(&workers[started], NULL, begin, &job))
		started++;
	work(data);
	while (started)
		pthread_join(workers[--started], NULL);
}
