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

size_t workers_most(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors > WORKERS_MAX ? WORKERS_MAX : processors < 1 ? 1 : (size_t)processors;
}

/* What cannot be started is not missed. */
void workers_run(void (*work)(void *data), void *data, size_t most)
{
	struct job job = { work, data };
	size_t wanted = workers_most() < most ? workers_most() : most, started = 0;
	pthread_t workers[WORKERS_MAX];

	while (started + 1 < wanted && !pthread_create(&workers[started], NULL, begin, &job))
		started++;
	work(data);
	while (started)
		pthread_join(workers[--started], NULL);
}
