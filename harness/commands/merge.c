// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench merge: the trials of several sessions of one machine in one file. Never replaces a file
 * unasked.
 */
#include "commands/command.h"
#include "compare/merge.h"
#include "result/result_set.h"

static struct {
	char **files;
	int count;
	const char *output;
	bool force, is_same_machine;
} options;

enum { KEY_FORCE = 256, KEY_SAME_MACHINE };

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case KEY_FORCE:
		options.force = true;
		return 0;
	case KEY_SAME_MACHINE:
		options.is_same_machine = true;
		return 0;
	case 'o':
		options.output = argument;
		return 0;
	case ARGP_KEY_ARGS:
		options.files = state->argv + state->next;
		options.count = state->argc - state->next;
		return 0;
	case ARGP_KEY_SUCCESS:
		if (options.count < 2)
			refuse_usage("merge: which result files? Give two or more");
		if (!options.output)
			refuse_usage("merge: where to? Give -o FILE");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "The result file to write; -: standard output" },
	{ .name = "force", .key = KEY_FORCE, .doc = "Replace FILE if it exists" },
	{ .name = "same-machine",
	  .key = KEY_SAME_MACHINE,
	  .doc = "Files without a machine id (published ones have none) come from one machine" },
	{ 0 }
};

const struct argp merge_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE... -o FILE",
	.doc = "Pool the trials of several sessions of one machine. Refuses files of different "
	       "machines, guests, tables, rules or clock rates, and a session that is there twice. "
	       "The merged file has floor and median, and every trial with its session and "
	       "histogram; p99, raw figures and overhead would need the batches, legs and events "
	       "are left out.\vEach trial says which session it is of, so that `compare' takes the "
	       "sessions of a merged file for its units.\n",
};

enum program_status command_merge(void)
{
	struct result_set set;
	struct result merged;
	const char *wrong = result_check_writable(options.output, options.force);

	if (wrong)
		return complain("%s", wrong);
	wrong = result_set_load(&set, options.files, (size_t)options.count, RESULT_WHOLE);
	if (wrong)
		return complain("%s", wrong);
	wrong = merge(&merged, set.results, set.count, options.is_same_machine);
	if (!wrong) {
		wrong = result_save(&merged, options.output, options.force);
		result_free(&merged);
	}
	result_set_free(&set);
	return wrong ? complain("%s", wrong) : PROGRAM_OK;
}
