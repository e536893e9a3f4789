// SPDX-License-Identifier: GPL-2.0-only
/* Directories that came with the program, each looked for in three places; words for the stick. */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "text/places.h"
#include "text/words.h"

#ifndef PLOTS_DIR
#define PLOTS_DIR "/usr/share/exitbench/plots"
#endif

/* `beside` is as seen from the program's directory. */
static struct place find(const char *variable, const char *beside, const char *installed)
{
	const char *named = getenv(variable);
	char program[PATH_MAX / 2], built[PATH_MAX];
	ssize_t bytes = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *places[] = { named ? named : "", built, installed };
	struct place found;

	program[bytes > 0 ? bytes : 0] = 0;
	snprintf(built, sizeof(built), "%s/%s", dirname(program), beside);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (*places[i] && !access(places[i], R_OK | X_OK) &&
		    realpath(places[i], found.path))
			return found;
	return (struct place){ "" };
}

struct place place_of_plots(void)
{
	return find("EXITBENCH_PLOTS", "../plots", PLOTS_DIR);
}

struct place place_of_published(void)
{
	const char *named = getenv("EXITBENCH_PUBLISHED");

	if (named && *named && access(named, R_OK | X_OK))
		complain("EXITBENCH_PUBLISHED names %s: %s", named, strerror(errno));
	return find("EXITBENCH_PUBLISHED", "../results/published", PLOTS_DIR "/../published");
}

const char *place_remedy(const char *usual, const char *on_stick)
{
	return on_stick && getenv("EXITBENCH_STICK") ? on_stick : usual;
}

const char *place_driver_remedy(void)
{
	return place_remedy("make install, then modprobe exitbench", getenv("EXITBENCH_STICK"));
}
