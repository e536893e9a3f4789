// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench run: choose cells, measure them, print the table or write the file.
 * Finds out that it cannot write before it measures, never replaces a file
 * unasked, and keeps what was measured when it is interrupted.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
#include "command.h"
#include "findings.h"
#include "machine.h"
#include "measure.h"
#include "processor.h"
#include "show.h"
#include "statistics.h"

extern const char guest_sha256[]; /* guest_hash.S */

static struct {
	struct selection selection;
	struct measure_options measure;
	const char *output, *label;
	bool force, quiet;
} options = { .measure.cpu = -1 };

/* Options without a letter. */
enum { KEY_PRECISION = 256, KEY_BUDGET, KEY_TRIALS, KEY_SEED, KEY_CPU, KEY_LABEL, KEY_FORCE };

static const char *checked_label(const char *label)
{
	json_t *text = json_string(label);
	bool is_line = text && strlen(label) <= 200;

	for (const char *c = label; *c; c++)
		is_line &= (unsigned char)*c >= ' ' && *c != 0x7f;
	json_decref(text);
	if (!is_line)
		refuse_usage("--label: not a line of text of up to 200 bytes");
	return label;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options.selection;
		return 0;
	case KEY_PRECISION:
		options.measure.precision_percent = number_of("--precision", argument, 0.001, 100);
		return 0;
	case KEY_BUDGET:
		options.measure.budget_seconds = number_of("--budget", argument, 0.001, 1e6);
		return 0;
	case KEY_TRIALS:
		options.measure.trials = (size_t)number_of("--trials", argument, MEASURE_TRIALS_MIN, 10000);
		return 0;
	case KEY_SEED:
		options.measure.seed = (unsigned long)number_of("--seed", argument, 1, 4294967295.0);
		return 0;
	case KEY_CPU:
		options.measure.cpu = (int)number_of("--cpu", argument, 0, 65535);
		return 0;
	case KEY_LABEL:
		options.label = checked_label(argument);
		return 0;
	case KEY_FORCE:
		options.force = true;
		return 0;
	case 'o':
		options.output = argument;
		return 0;
	case 'q':
		options.quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		refuse_usage("run takes no argument `%s'; operations are chosen with --ops", argument);
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .doc = "How well:", .group = 2 },
	{ .name = "precision", .key = KEY_PRECISION, .arg = "PERCENT", .group = 2,
	  .doc = "Stop when every floor's interval is this narrow: half its width, in percent (default 1)" },
	{ .name = "budget", .key = KEY_BUDGET, .arg = "SECONDS", .doc = "Stop after this time (default 60)" },
	{ .name = "trials", .key = KEY_TRIALS, .arg = "N", .doc = "At least this many fresh processes and VMs (default and minimum 10)" },
	{ .name = "seed", .key = KEY_SEED, .arg = "N", .doc = "Of the order of cells; kept in the file (default: random)" },
	{ .name = "cpu", .key = KEY_CPU, .arg = "N", .doc = "Measure on this CPU (default: chosen)" },
	{ .doc = "Where the results go:", .group = 3 },
	{ .name = "output", .key = 'o', .arg = "FILE", .group = 3,
	  .doc = "Write a result file; `-' is standard output, without the table. Without -o nothing is kept" },
	{ .name = "force", .key = KEY_FORCE, .doc = "Replace FILE if it exists" },
	{ .name = "label", .key = KEY_LABEL, .arg = "TEXT", .doc = "A name for this session, in tables and plots" },
	{ .name = "quiet", .key = 'q', .doc = "No progress, and with -o no table" },
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &select_argp, .group = 1 }, { 0 } };

const struct argp run_argp = {
	.options = option_rows, .parser = parse, .children = children,
	.doc = "Measure cells: operations in environments on backends. Without options: all that run here.\v"
	       "Examples:\n"
	       "  exitbench run --ops cpuid --backends kvm --budget 10\n"
	       "  exitbench run --precision 0.5 --budget 300 --label 'no mitigations' -o off.json\n"
	       "\n"
	       "Ctrl-C ends the run early and keeps what was measured. Exit status: 0 if a cell has a figure, 1 if "
	       "all failed or the run was interrupted, 2 wrong use, 77 if nothing could be measured here.",
};

static void print_progress(const struct measure_progress *progress, void *data)
{
	(void)data;
	if (progress->trial)
		fprintf(stderr, "\rtrial %zu of at most %zu, %zu of %zu cells precise, at most %.0f s left\033[K",
			progress->trial, progress->trials_planned, progress->cells_precise,
			progress->cells_running, progress->left_seconds);
	else
		fprintf(stderr, "\rcalibrating %zu cells\033[K", progress->cells_running);
}

static void set_defaults(struct measure_options *measure)
{
	unsigned int seed;

	if (!measure->precision_percent)
		measure->precision_percent = MEASURE_PRECISION_PERCENT;
	if (!measure->budget_seconds)
		measure->budget_seconds = MEASURE_BUDGET_SECONDS;
	if (!measure->trials)
		measure->trials = MEASURE_TRIALS_MIN;
	if (!measure->seed)
		measure->seed = getrandom(&seed, sizeof(seed), 0) == sizeof(seed) && seed ? seed : 1;
	if (!options.quiet && isatty(STDERR_FILENO))
		measure->progress = print_progress;
}

static json_t *utc_now(void)
{
	char text[32];
	time_t now = time(NULL);
	struct tm parts;

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
	return json_string(text);
}

static json_t *describe_run(const struct measure_options *measure)
{
	return json_pack("{s:s, s:o, s:s?, s:I, s:f, s:f, s:I, s:{s:s, s:s, s:s, s:s}}",
			 "version", EXITBENCH_VERSION, "started", utc_now(), "label", options.label,
			 "seed", (json_int_t)measure->seed, "precision_percent", measure->precision_percent,
			 "budget_seconds", measure->budget_seconds, "trials_least", (json_int_t)measure->trials,
			 "rules", "floor", FLOOR_RULE, "median", MEDIAN_RULE, "p99", P99_RULE,
			 "interval", &INTERVAL_RULE[strspn(INTERVAL_RULE, "; ")]);
}

static void describe_summary(json_t *run, const struct measure_summary *summary)
{
	json_object_set_new(run, "finished", utc_now());
	json_object_set_new(run, "seconds", json_real(summary->seconds));
	json_object_set_new(run, "cpu", json_integer(summary->cpu));
	json_object_set_new(run, "trials", json_integer((json_int_t)summary->trials));
	json_object_set_new(run, "slow_trials", json_integer((json_int_t)summary->slow_trials));
	json_object_set_new(run, "rounds", json_integer((json_int_t)summary->rounds));
	json_object_set_new(run, "cells_imprecise", json_integer((json_int_t)summary->cells_imprecise));
}

static size_t count_status(const struct result *result, enum cell_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++)
		count += result->cells[i].status == status;
	return count;
}

/* Of the backends chosen, what each says; or of the first cell that did not run. */
static enum program_status complain_nothing(const struct result *result)
{
	const char *reason = "no cell was chosen that any backend has";

	for (size_t i = result->cell_count; i-- > 0;)
		if (result->cells[i].reason)
			reason = result->cells[i].reason;
	complain("nothing could be measured here: %s (`exitbench doctor' says more)", reason);
	return PROGRAM_NOTHING;
}

static void print_summary(const struct result *result, const struct measure_summary *summary,
			  const struct clock *clock)
{
	printf("\nMeasured on CPU %d of this machine, %zu trials in %.1f s; cells: %zu with a figure, %zu skipped, "
	       "%zu failed, %zu in error.\n", summary->cpu, summary->trials, summary->seconds,
	       count_status(result, STATUS_OK), count_status(result, STATUS_SKIP),
	       count_status(result, STATUS_FAIL), count_status(result, STATUS_ERROR));
	if (clock->counts_instructions)
		puts("The unit is instructions, counted exactly: this machine is an emulator, and nothing here is a time.");
	else
		printf("The unit is cycles of the TSC, which runs at %.3f GHz.\n", clock->hz / 1e9);
}

static enum program_status tell(const struct result *result, const struct measure_summary *summary,
				const struct clock *clock)
{
	bool to_stdout = options.output && !strcmp(options.output, "-");
	const char *wrong = NULL;

	if (to_stdout) {
		json_t *json = result_to_json(result);

		json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(10));
		putchar('\n');
		json_decref(json);
	} else if (!options.output || !options.quiet) {
		show_result(result, NULL, stdout);
		print_summary(result, summary, clock);
	}
	if (options.output && !to_stdout)
		wrong = result_save(result, options.output, options.force);
	if (wrong)
		return complain("%s", wrong);
	if (options.output && !to_stdout && !options.quiet)
		printf("The result is in %s.\n", options.output);
	if (summary->interrupted)
		return complain("interrupted: cells have fewer trials than asked for, or none");
	return count_status(result, STATUS_OK) ? PROGRAM_OK : PROGRAM_FAILED;
}

static enum program_status measure(const struct planned_cell *plan, struct result *result,
				   const struct clock *clock)
{
	struct measure_summary summary;
	const char *wrong = measure_run(plan, result->cell_count, &options.measure, result->cells, &summary);

	if (options.measure.progress)
		fputs("\r\033[K", stderr);
	if (wrong) {
		result->cell_count = 0;
		return complain("%s", wrong);
	}
	result->complete = !summary.interrupted;
	describe_summary(result->run, &summary);
	if (count_status(result, STATUS_SKIP) == result->cell_count && !summary.interrupted)
		return complain_nothing(result);
	return tell(result, &summary, clock);
}

static json_t *describe_machine(int cpu)
{
	json_t *machine = machine_describe(cpu);

	json_object_set_new(machine, "findings", findings_about(machine));
	return machine;
}

static enum program_status run_plan(const struct planned_cell *plan, size_t count, const struct clock *clock)
{
	struct result result = {
		.machine = describe_machine(options.measure.cpu), .run = describe_run(&options.measure),
		.guest_sha256 = strdup(guest_sha256),
		.cell_count = count, .cells = calloc(count + 1, sizeof(*result.cells)),
	};
	enum program_status status = result.cells ? PROGRAM_OK : complain("out of memory");

	if (!result.cells)
		result.cell_count = 0;
	else if (!count)
		status = complain_nothing(&result);
	else
		status = measure(plan, &result, clock);
	result_free(&result);
	return status;
}

enum program_status command_run(void)
{
	bool to_file = options.output && strcmp(options.output, "-");
	const char *wrong = to_file ? result_check_writable(options.output, options.force) : NULL;
	struct clock clock;
	struct planned_cell *plan;
	enum program_status status;
	size_t count;

	if (wrong)
		return complain("%s", wrong);
	options.measure.cpu = processor_choose(options.measure.cpu, &wrong);
	if (wrong)
		refuse_usage("--cpu: %s", wrong);
	wrong = clock_examine(&clock);
	if (wrong) {
		complain("nothing can be timed here: %s", wrong);
		return PROGRAM_NOTHING;
	}
	set_defaults(&options.measure);
	options.measure.clock = &clock;
	count = select_cells(&options.selection, &plan);
	status = run_plan(plan, count, &clock);
	free(plan);
	return status;
}
