// SPDX-License-Identifier: GPL-2.0-only
/* exitbench show: result files as tables. Refuses a file that is not whole, and goes on. */
#include "command.h"
#include "show.h"

static struct {
	char **files;
	int count;
} options;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	(void)argument;
	switch (key) {
	case ARGP_KEY_ARGS:
		options.files = state->argv + state->next;
		options.count = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("show: which result file?");
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp show_argp = {
	.parser = parse, .args_doc = "FILE...",
	.doc = "Print result files: operations down, where they ran across, with half the interval's width, and in "
	       "parentheses the ratio to native where there is a native figure. Figures are per operation.\v"
	       "FILE may be `-' for standard input:\n"
	       "  exitbench run --ops cpuid -o - | exitbench show -\n",
};

enum program_status command_show(void)
{
	enum program_status status = PROGRAM_OK;

	for (int i = 0; i < options.count; i++) {
		struct result result;
		const char *wrong = result_load(&result, options.files[i]);

		if (wrong) {
			status = complain("%s", wrong);
			continue;
		}
		if (i)
			putchar('\n');
		show_result(&result, options.files[i], stdout);
		result_free(&result);
	}
	return status;
}
