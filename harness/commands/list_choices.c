// SPDX-License-Identifier: GPL-2.0-only
/* All names to choose by, since what is said of each fills two thousand lines. */
#include <stdlib.h>
#include "commands/list_choices.h"
#include "text/table.h"

#define NAMES_AT 13 /* the column */

static const char *op_name(size_t i)
{
	return ops[i].name;
}

static const char *env_name(size_t i)
{
	return envs[i].name;
}

static const char *backend_name(size_t i)
{
	return backends[i].name;
}

static const char *knob_name(size_t i)
{
	return knobs[i].name;
}

static void print_names(const char *option, const bool *is_listed, size_t count,
			const char *name_of(size_t), size_t width)
{
	char *names = NULL;
	size_t bytes, named = 0;
	FILE *stream = open_memstream(&names, &bytes);

	for (size_t i = 0; stream && i < count; i++)
		if (is_listed[i])
			fprintf(stream, "%s%s", named++ ? ", " : "", name_of(i));
	if (stream && !fclose(stream)) {
		printf("  %-*s", NAMES_AT - 2, option);
		print_wrapped_from(stdout, names, NAMES_AT, NAMES_AT, width);
	}
	free(names);
}

void list_choices(const struct listed *listed, size_t running, size_t cells, size_t width)
{
	puts("\nTo choose by");
	print_names("--knobs", listed->knob, KNOBS, knob_name, width);
	print_names("--backends", listed->backend, backend_count, backend_name, width);
	print_names("--envs", listed->env, ENVS, env_name, width);
	print_names("--ops", listed->op, OPS, op_name, width);
	printf("Of %s %zu run here. `exitbench list --ops cpuid' says more of one operation.\n",
	       count_words(cells, "cell").text, running);
}
