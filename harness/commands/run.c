// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench run: choose cells, measure them, print the table or write the file. Checks the output
 * before it measures, never replaces a file unasked, and keeps what was measured if interrupted.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include "commands/command.h"
#include "machine/machine.h"
#include "commands/run.h"
#include "measure/measure.h"
#include "show/show.h"
#include "show/words.h"
#include "statistics/rules.h"
#include "text/file.h"

#define BYTES_OF_A_FILE  (64u << 10)
#define BYTES_OF_A_CELL  (2u << 10)
#define BYTES_OF_A_TRIAL 512u

/* The place of the result, with room for it on the disk. */
static struct whole_file output;

#define PROGRESS_SECONDS 10

static struct result earlier; /* of --append */

/* On a terminal one line that changes; elsewhere a line every ten seconds. */
static void print_progress(const struct measure_progress *progress, void *data)
{
	static double next = PROGRESS_SECONDS;
	bool on_terminal = isatty(STDERR_FILENO);

	(void)data;
	if (!on_terminal && progress->elapsed_seconds < next)
		return;
	next = progress->elapsed_seconds + PROGRESS_SECONDS;
	fputs(on_terminal ? "\r" : "", stderr);
	if (progress->trial)
		fprintf(stderr,
			"trial %zu of at most %zu, cells precise: %zu of %zu, at most %.0f s left",
			progress->trial, progress->trials_planned, progress->cells_precise,
			progress->cells_running, progress->left_seconds);
	else
		fprintf(stderr, "calibrating %s",
			count_words(progress->cells_running, "cell").text);
	fputs(on_terminal ? "\033[K" : "\n", stderr);
}

static size_t count_status(const struct result *result, enum cell_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++)
		count += result->cells[i].status == status;
	return count;
}

/* Of the first cell that has one. */
static const char *first_reason(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].reason)
			return result->cells[i].reason;
	return "no backend has any of the chosen cells";
}

static enum program_status complain_nothing(const struct result *result)
{
	complain("nothing could be measured here: %s (`exitbench doctor' says more)",
		 first_reason(result));
	return PROGRAM_NOTHING;
}

/* Above the table, which says what the figures are worth: what it took, and where they are. */
static void print_summary(const struct measure_summary *summary, const struct clock *clock)
{
	printf("%s in %.1f s on CPU %d%s", count_words(summary->trials, "trial").text,
	       summary->seconds, summary->cpu,
	       clock->counts_instructions ? ", which counts instructions instead of time" : "");
}

static bool writes_to_stdout(void)
{
	return arguments.output && !strcmp(arguments.output, "-");
}

/* Or why it is not saved. */
static struct words show_and_save(const struct result *result,
				  const struct measure_summary *summary, const struct clock *clock)
{
	bool is_told = !writes_to_stdout() && (!arguments.output || !run_options.quiet);
	struct words wrong = NO_WORDS;

	/* First, so that a reader of standard output who is gone or waits does not matter. */
	if (arguments.output)
		wrong = result_end(result, &output);
	if (is_told) {
		print_summary(summary, clock);
		fputs(arguments.output && !*wrong.text ? "; the result is in " : "", stdout);
		print_name(stdout, arguments.output && !*wrong.text ? arguments.output : "");
		puts(".");
		show_result(result, arguments.output, &run_options.show, stdout);
	}
	return wrong;
}

static enum program_status judge(const struct result *result,
				 const struct measure_summary *summary)
{
	if (summary->interrupted)
		return complain("interrupted: cells have fewer trials than asked for, or none");
	if (summary->cut_short)
		return complain("ended early, for one trial after the other failed: %s",
				summary->troubles[summary->trouble_count - 1].reason.text);
	return count_status(result, STATUS_OK)
		       ? PROGRAM_OK
		       : complain("no cell has a figure: %s", first_reason(result));
}

static enum program_status finish(struct result *result, const struct measure_summary *summary,
				  const struct clock *clock)
{
	struct result both = { 0 };
	const struct result *whole = run_options.append ? &both : result;
	enum program_status status = PROGRAM_OK;
	struct words wrong = NO_WORDS;

	if (run_options.append && !summary->trials && summary->interrupted)
		return complain("interrupted before a trial: %s is as it was", arguments.output);
	if (run_options.append)
		wrong = run_append(&both, &earlier, result);
	if (!*wrong.text)
		wrong = show_and_save(whole, summary, clock);
	if (!*wrong.text)
		status = judge(whole, summary);
	run_append_end(&both, result);
	/* What --append was to pool is in its own file still. */
	return *wrong.text ? run_rescue(result, &wrong) : status;
}

static enum program_status measure(const struct planned_cell *plan, struct result *result,
				   const struct clock *clock)
{
	struct measure_options *options = &run_options.measure;
	struct measure_summary summary;
	struct look before, after;
	struct words wrong;

	during_look(&before, options->cpu);
	wrong = measure_run(plan, result->cell_count, options, result->cells, &summary);
	during_look(&after, options->cpu);
	if (options->progress && isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	if (*wrong.text) {
		result->cell_count = 0;
		return complain("%s", wrong.text);
	}
	result->complete = !summary.interrupted && !summary.cut_short;
	run_describe_summary(result->run, &summary);
	json_object_set_new(result->run, "during",
			    during_describe(&before, &after, summary.core_cycles, clock->hz));
	run_describe_neighbour(result->run, options, &summary);
	if (count_status(result, STATUS_SKIP) == result->cell_count && !summary.interrupted)
		return complain_nothing(result);
	return finish(result, &summary, clock);
}

/* Enough for what a file usually has; it may be more. */
static enum program_status reserve(size_t cells)
{
	size_t trials = run_options.measure.trials > TRIALS_MIN ? run_options.measure.trials :
								   TRIALS_MIN;
	size_t bytes = BYTES_OF_A_FILE + cells * (BYTES_OF_A_CELL + 2 * trials * BYTES_OF_A_TRIAL);
	struct words wrong;

	if (!arguments.output || !cells)
		return PROGRAM_OK;
	output = (struct whole_file){ .path = arguments.output, .replace = arguments.force };
	wrong = result_begin(&output, bytes);
	if (!*wrong.text)
		return PROGRAM_OK;
	return complain("%s; nothing is measured without room for its result, %zu KiB", wrong.text,
			bytes >> 10);
}

/* The worst first: obstacles, then what spoils figures. NULL after the last. */
static const json_t *finding_at(const struct result *result, size_t at)
{
	static const char *const levels[] = { "block", "warn" };
	const json_t *list = json_object_get(result->machine, "findings"), *finding;
	size_t i;

	for (size_t level = 0; level < 2; level++)
		json_array_foreach(list, i, finding)
			if (!strcmp(json_text_of(finding, "level", ""), levels[level]) && !at--)
				return finding;
	return NULL;
}

/* Before a long run, so that it need not be in vain. */
static enum program_status tell_findings(const struct result *result)
{
	const json_t *finding = finding_at(result, 0);

	if (run_options.strict && finding)
		return complain("--strict: %s (`exitbench doctor' says what else)",
				json_text_of(finding, "means", "something is wrong"));
	for (size_t i = 0; i < 2 && (finding = finding_at(result, i)); i++)
		if (run_options.measure.progress && isatty(STDERR_FILENO))
			fprintf(stderr, "%s: %s\n", json_text_of(finding, "level", ""),
				json_text_of(finding, "means", ""));
	return PROGRAM_OK;
}

/* What --append pools with this run. */
static enum program_status load_earlier(const struct result *fresh)
{
	struct words wrong = NO_WORDS;

	if (run_options.append) {
		whole_file_reads(&output);
		wrong = result_load(&earlier, arguments.output);
	}
	if (run_options.append && !*wrong.text)
		wrong = run_append_refused(&earlier, fresh);
	return *wrong.text ? complain("%s", wrong.text) : PROGRAM_OK;
}

static enum program_status run_plan(const struct planned_cell *plan, size_t count,
				    const struct clock *clock)
{
	struct result result = {
		.machine = run_describe_machine(run_options.measure.cpu),
		.run = run_describe(&run_options),
		.guest_sha256 = strdup(guest_sha256),
		.table_sha256 = strdup(table_sha256),
		.module = machine_module(),
		.cell_count = count,
		.cells = calloc(count + 1, sizeof(*result.cells)),
	};
	enum program_status status = result.cells ? reserve(count) : complain("out of memory");

	if (!result.cells)
		result.cell_count = 0;
	else if (!count)
		status = complain_nothing(&result);
	else if (status == PROGRAM_OK && !(status = tell_findings(&result)) &&
		 !(status = load_earlier(&result)))
		status = measure(plan, &result, clock);
	if (output.stream)
		whole_file_drop(&output);
	result_free(&result);
	result_free(&earlier);
	return status;
}

static enum program_status run_with_samples(const struct planned_cell *plan, size_t count,
					    const struct clock *clock)
{
	struct samples samples = { .file = { .path = run_options.samples,
					     .replace = arguments.force } };
	enum program_status status;
	struct words wrong;

	if (!samples.file.path)
		return run_plan(plan, count, clock);
	wrong = samples_begin(&samples);
	if (*wrong.text)
		return complain("--samples: %s", wrong.text);
	run_options.measure.each_trial = samples_add;
	run_options.measure.each_trial_data = &samples;
	status = run_plan(plan, count, clock);
	wrong = samples_end(&samples);
	if (samples.trials && !*wrong.text && !run_options.quiet && !writes_to_stdout())
		printf("The samples are in %s.\n", words("%s", samples.file.path).text);
	return *wrong.text ? complain("--samples: %s", wrong.text) : status;
}

static unsigned long random_seed(void)
{
	unsigned seed;

	return getrandom(&seed, sizeof(seed), 0) == sizeof(seed) && seed ? seed : 1;
}

static enum program_status run(const struct clock *clock)
{
	struct planned_cell *plan;
	enum program_status status;
	size_t count = select_cells(&run_options.selection, &plan);

	if (!run_options.measure.seed)
		run_options.measure.seed = random_seed();
	events_probe(&run_options.events);
	run_options.measure.clock = clock;
	run_options.measure.has_no_neighbour = processor_is_alone(run_options.measure.cpu);
	run_options.measure.canary = clock->counts_instructions ? NULL : canary_time;
	if (!run_options.quiet)
		run_options.measure.progress = print_progress;
	status = run_with_samples(plan, count, clock);
	events_free(&run_options.events);
	free(plan);
	return status;
}

/* Before anything is measured: can the files be written? */
static struct words check_files(void)
{
	const char *output = arguments.output;
	const struct whole_file result = { .path = output, .replace = arguments.force },
				samples = { .path = run_options.samples,
					    .replace = arguments.force,
					    .takes_no_stdout = true };
	struct words wrong = output ? result_check_writable(result) : output_refused();

	if (run_options.append && (!output || writes_to_stdout()))
		refuse_usage("--append: to which file? Give -o FILE");
	if (arguments.force && !output && !run_options.samples)
		refuse_usage("run: --force replaces the FILE of -o or --samples; give one");
	if (run_options.include_host && !output)
		refuse_usage("run: --include-host keeps more in the FILE of -o; give -o FILE");
	if (run_options.samples && !strcmp(run_options.samples, "-"))
		refuse_usage("--samples: give a file: standard output has the result or the table");
	if (output && run_options.samples && is_same_place(output, run_options.samples))
		refuse_usage("--samples and --output are the same file");
	return *wrong.text || !run_options.samples ? wrong : result_check_writable(samples);
}

enum program_status command_run(void)
{
	struct words wrong = check_files();
	const char *no_time;
	struct clock clock;

	if (*wrong.text)
		return complain("%s", wrong.text);
	measure_stop_on_signals();
	wrong = processor_choose(run_options.measure.cpu, &run_options.measure.cpu);
	if (*wrong.text)
		refuse_usage("--cpu: %s", wrong.text);
	no_time = clock_examine(&clock);
	if (no_time) {
		complain("nothing can be timed here: %s", no_time);
		return PROGRAM_NOTHING;
	}
	return run(&clock);
}
