// SPDX-License-Identifier: GPL-2.0-only
/* exitbench merge: the trials of several sessions of one machine in one file. */
#include <stdint.h>
#include "commands/command.h"
#include "compare/merge.h"
#include "result/set.h"

#define KEY_SAME_MACHINE (KEY_FORCE + 1)

static bool is_same_machine;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != KEY_SAME_MACHINE)
		return parse_arguments(key, argument, state);
	is_same_machine = true;
	return 0;
}

static const struct argp_option option_rows[] = {
	OUTPUT_OPTION("FILE", "The result file to write; `-' is standard output"),
	FORCE_OPTION,
	OPTION("same-machine", KEY_SAME_MACHINE, NULL,
	       "Files without a machine id (published ones have none), or with ids by different "
	       "sources, come from one machine"),
	{ 0 }
};

const struct argp merge_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE... -o FILE",
	.doc = "Pool the trials of several sessions of one machine in one file.\v"
	       "Files of different machines, guests, tables, rules or clock rates are refused, and "
	       "so is a session that is there twice.\n"
	       "\n"
	       "The merged file has floor and median, and every trial with its session and "
	       "histogram. p99, raw figures and overhead would need the batches; legs and events "
	       "are left out. Each trial names its session, so that `compare' takes the sessions "
	       "of a merged file as units.\n",
};

enum program_status command_merge(void)
{
	struct result_set set;
	struct result merged;
	struct words wrong;

	need_files("merge", 2, SIZE_MAX);
	need_output("merge", "FILE");
	wrong = result_check_writable((struct whole_file){ .path = arguments.output,
							   .replace = arguments.force });
	if (!*wrong.text)
		wrong = result_set_load(&set, arguments.files, arguments.count, RESULT_WHOLE, NULL,
					NULL);
	if (*wrong.text)
		return complain("%s", wrong.text);
	wrong = merge(&merged, set.results, set.count, is_same_machine);
	if (!*wrong.text)
		wrong = result_save(&merged, arguments.output, arguments.force);
	result_free(&merged);
	result_set_free(&set);
	return *wrong.text ? complain("%s", wrong.text) : PROGRAM_OK;
}
