// SPDX-License-Identifier: GPL-2.0-only
/* The command line of `exitbench run`: its rows, their bounds and their defaults. */
#include <string.h>
#include "commands/command.h"
#include "commands/run.h"
#include "commands/select.h"
#include "statistics/rules.h"
#include "text/words.h"

struct run_options run_options = { .measure = { .precision_percent = PRECISION_PERCENT,
						.budget_seconds = BUDGET_SECONDS,
						.cpu = -1 } };

/* Options without a letter. */
enum {
	KEY_PRECISION = KEY_FORCE + 1,
	KEY_BUDGET,
	KEY_TRIALS,
	KEY_SEED,
	KEY_CPU,
	KEY_EVENTS,
	KEY_LABEL,
	KEY_SAMPLES,
	KEY_INCLUDE_HOST,
	KEY_TAG,
	KEY_STRICT,
	KEY_APPEND
};

static const char *checked_label(const char *label)
{
	json_t *text = json_string(label);
	bool is_line = text && strlen(label) <= 200 && text_is_printable(label);

	json_decref(text);
	if (!is_line)
		refuse_usage("--label: not a line of text of up to 200 bytes");
	return label;
}

#define TAG_BYTES_MAX     240
#define TAG_KEY_BYTES_MAX 40

/* "key=value": a line of text behind a name. */
static void take_tag(const char *tag)
{
	size_t length = strcspn(tag, "=");
	struct words key = words("%.*s", (int)length, tag);

	if (!length || length > TAG_KEY_BYTES_MAX || !tag[length] || strlen(tag) > TAG_BYTES_MAX ||
	    !text_is_printable(tag))
		refuse_usage("--tag: `%s' is not KEY=VALUE: a line of text of up to %d bytes, %d "
			     "of them for KEY",
			     tag, TAG_BYTES_MAX, TAG_KEY_BYTES_MAX);
	if (!run_options.tags)
		run_options.tags = json_object();
	json_object_set_new(run_options.tags, key.text, json_string(tag + length + 1));
}

static void take_events(const char *list)
{
	struct words wrong = events_parse(&run_options.events, list);

	if (*wrong.text)
		refuse_usage("--events: %s", wrong.text);
	run_options.measure.events = &run_options.events;
}

static error_t take_number(struct measure_options *measure, int key, const char *text)
{
	switch (key) {
	case KEY_PRECISION:
		measure->precision_percent = number_of("--precision", text, 0.001, 100);
		return 0;
	case KEY_BUDGET:
		measure->budget_seconds = number_of("--budget", text, 0.001, 1e6);
		return 0;
	case KEY_TRIALS:
		measure->trials = (size_t)whole_number_of("--trials", text, TRIALS_MIN, 10000);
		return 0;
	case KEY_SEED:
		measure->seed = (unsigned long)whole_number_of("--seed", text, 1,
							       4294967295.0);
		return 0;
	case KEY_CPU:
		measure->cpu = (int)whole_number_of("--cpu", text, 0, 65535);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &run_options.selection;
		run_options.words = state->argv + 1;
		run_options.word_count = state->argc - 1;
		return 0;
	case KEY_LABEL:
		run_options.label = checked_label(argument);
		return 0;
	case KEY_TAG:
		take_tag(argument);
		return 0;
	case KEY_STRICT:
		run_options.strict = true;
		return 0;
	case KEY_APPEND:
		run_options.append = arguments.force = true;
		return 0;
	case KEY_EVENTS:
		take_events(argument);
		return 0;
	case KEY_SAMPLES:
		run_options.samples = argument;
		return 0;
	case KEY_INCLUDE_HOST:
		run_options.include_host = true;
		return 0;
	case 'a':
		run_options.show.all = true;
		return 0;
	case 'q':
		run_options.quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		refuse_usage("run takes no argument `%s'; operations are chosen with --ops",
			     argument);
	}
	if (!take_number(&run_options.measure, key, argument))
		return 0;
	return parse_arguments(key, argument, state);
}

static const struct argp_option option_rows[] = {
	{ .doc = "How well:", .group = 2 },
	OPTION("precision", KEY_PRECISION, "PERCENT",
	       "Stop when every floor's interval is this narrow: half its width, in percent "
	       "(default 1)"),
	OPTION("budget", KEY_BUDGET, "SECONDS",
	       "Stop after this time (default 60). The least number of trials, each with five "
	       "rounds of every cell, runs however long it takes"),
	OPTION("trials", KEY_TRIALS, "N",
	       "At least this many trials, each a new process with new VMs (minimum and default "
	       "10; in an emulator, which hardly varies, the default is 3)"),
	OPTION("seed", KEY_SEED, "N",
	       "Seed of the order of cells; kept in the file (default: random)"),
	OPTION("cpu", KEY_CPU, "N", "Measure on this CPU (default: a thread of the last core)"),
	OPTION("events", KEY_EVENTS, "A,B",
	       "Also count these events, named as libpfm4 does (instructions, INST_RETIRED:u), "
	       "after the rounds of each trial. On kvm :mg counts the guest alone and :mh the "
	       "host"),
	OPTION("strict", KEY_STRICT, NULL, "Measure nothing where doctor warns"),
	{ .doc = "Where the results go:", .group = 3 },
	OPTION("output", 'o', "FILE",
	       "Write a result file; `-' is standard output, without the table. Without -o "
	       "nothing is kept"),
	FORCE_OPTION,
	OPTION("label", KEY_LABEL, "TEXT", "A name for this session, in tables and plots"),
	OPTION("tag", KEY_TAG, "KEY=VALUE",
	       "Keep this in the result, and in records made of it; may be given again"),
	OPTION("append", KEY_APPEND, NULL,
	       "FILE is a result of this machine, such as of an interrupted run: pool its trials "
	       "with this run's"),
	OPTION("samples", KEY_SAMPLES, "FILE", "Write every batch to a CSV file"),
	OPTION("include-host", KEY_INCLUDE_HOST, NULL,
	       "Also keep the host's name, the kernel's command line and full paths"),
	OPTION("all", 'a', NULL, "Print every cell at the end, not only the first screen"),
	OPTION("quiet", 'q', NULL, "No progress, and with -o no table"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &select_argp, .group = 1 }, { 0 } };

const struct argp run_argp = {
	.options = option_rows,
	.parser = parse,
	.children = children,
	.doc = "Measure cells: operations in environments on backends. Without options, all that "
	       "run here.\v"
	       "Ctrl-C ends the run early and keeps what was measured.\n"
	       "\n"
	       "Exit status: 0 a cell has a figure; 1 all failed, or the run was interrupted; 2 "
	       "usage; 77 nothing measurable here.\n"
	       "\n"
	       "Examples:\n"
	       "  $ exitbench run --ops cpuid --backends kvm --budget 10\n"
	       "  $ exitbench run --precision 0.5 --label 'no mitigations' -o off.json\n"
	       "  $ exitbench run @nightly.options --tag commit=$(git rev-parse HEAD) -o n.json\n",
};
