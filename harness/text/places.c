// SPDX-License-Identifier: GPL-2.0-only
/* Directories that came with the program, each looked for in three places. */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "text/places.h"

#ifndef PLOTS_DIR
#define PLOTS_DIR "/usr/share/exitbench/plots"
#endif

/* `beside` is as seen from the program's directory. */
static const char *find(char found[PATH_MAX], const char *variable, const char *beside,
			const char *installed)
{
	const char *named = getenv(variable);
	char program[PATH_MAX / 2], built[PATH_MAX];
	ssize_t bytes = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *places[] = { named ? named : "", built, installed };

	program[bytes > 0 ? bytes : 0] = 0;
	snprintf(built, sizeof(built), "%s/%s", dirname(program), beside);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (*places[i] && !access(places[i], R_OK | X_OK) && realpath(places[i], found))
			return found;
	return NULL;
}

const char *place_of_plots(void)
{
	static char found[PATH_MAX];

	return find(found, "EXITBENCH_PLOTS", "../plots", PLOTS_DIR);
}

const char *place_of_published(void)
{
	static char found[PATH_MAX];

	return find(found, "EXITBENCH_PUBLISHED", "../results/published",
		    PLOTS_DIR "/../published");
}
