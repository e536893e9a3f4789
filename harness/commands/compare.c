// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench compare: two sides of result files, or of sessions it runs itself, cell by cell.
 * As a gate it has an exit status for each answer, and says no rather than maybe yes.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "commands/command.h"
#include "compare/print.h"
#include "compare/interleave.h"
#include "result/result_set.h"
#include "statistics/rules.h"
#include "statistics/significance.h"

enum {
	KEY_AGAINST = 256,
	KEY_CLOCK,
	KEY_FAIL_ON,
	KEY_FIGURE,
	KEY_FORMAT,
	KEY_INTERLEAVE,
	KEY_ROUNDS,
	KEY_SAME_MACHINE
};

typedef void print_function(const struct comparison *comparison, const struct side_names *names,
			    FILE *stream);

static struct {
	struct compare_options compare;
	print_function *print;
	char **words[2]; /* files of the base and of the other side, or commands */
	size_t counts[2], rounds;
	const char *directory;
	char **line; /* the command line as it was, before options were moved to its front */
	bool is_interleaved, has_against;
} options = { .compare.figure = FIGURE_FLOOR,
	      .print = compare_print_table,
	      .rounds = INTERLEAVE_ROUNDS };

/* Whether this word stood behind --against. */
static bool is_behind_against(const char *word)
{
	bool behind = false;

	for (char **line = options.line; *line && *line != word; line++)
		behind |= !strcmp(*line, "--against");
	return behind;
}

static void take_word(char *word, size_t room)
{
	int side = options.has_against ? is_behind_against(word) : options.counts[0] > 0;

	if (!options.words[side])
		options.words[side] = calloc(room + 1, sizeof(*options.words[side]));
	if (!options.words[side])
		refuse_usage("compare: out of memory");
	options.words[side][options.counts[side]++] = word;
}

static char **copy_line(char **argv, int argc)
{
	char **line = calloc((size_t)argc + 1, sizeof(*line));

	if (line)
		memcpy(line, argv, (size_t)argc * sizeof(*line));
	return line;
}

static enum figure figure_named(const char *name)
{
	for (enum figure figure = 0; figure < FIGURE_P99; figure++)
		if (!strcmp(name, figure_names[figure]))
			return figure;
	refuse_usage("--figure: `%s' is neither floor nor median", name);
}

static bool is_core_named(const char *name)
{
	if (strcmp(name, "core") && strcmp(name, "tsc"))
		refuse_usage("--clock: `%s' is neither tsc nor core", name);
	return !strcmp(name, "core");
}

static print_function *format_named(const char *name)
{
	if (!strcmp(name, "table"))
		return compare_print_table;
	if (!strcmp(name, "json"))
		return compare_print_json;
	if (!strcmp(name, "csv"))
		return compare_print_csv;
	refuse_usage("--format: `%s' is none of table, json, csv", name);
}

static void check_words(void)
{
	if (options.is_interleaved && (options.counts[0] != 1 || options.counts[1] != 1))
		refuse_usage("compare --interleave: give two commands, each in quotes");
	if (options.is_interleaved && !options.directory)
		refuse_usage("compare --interleave: where to keep the sessions? Give -o DIR");
	if (!options.counts[0] || !options.counts[1])
		refuse_usage("compare: what with what? Give two result files or more");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		options.line = copy_line(state->argv, state->argc);
		return options.line ? 0 : ENOMEM;
	case KEY_AGAINST:
		options.has_against = true;
		return 0;
	case KEY_CLOCK:
		options.compare.in_core_cycles = is_core_named(argument);
		return 0;
	case KEY_FAIL_ON:
		options.compare.is_gate = true;
		options.compare.fail_percent = number_of("--fail-on", argument, 0, 1000);
		return 0;
	case KEY_FIGURE:
		options.compare.figure = figure_named(argument);
		return 0;
	case KEY_FORMAT:
		options.print = format_named(argument);
		return 0;
	case KEY_INTERLEAVE:
		options.is_interleaved = true;
		return 0;
	case KEY_ROUNDS:
		options.rounds = (size_t)number_of("--rounds", argument, 1, 1000);
		return 0;
	case KEY_SAME_MACHINE:
		options.compare.is_same_machine = true;
		return 0;
	case 'o':
		options.directory = argument;
		return 0;
	case ARGP_KEY_ARG:
		take_word(argument, (size_t)state->argc);
		return 0;
	case ARGP_KEY_END:
		check_words();
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "against",
	  .key = KEY_AGAINST,
	  .doc = "Files before it are the base, those behind it the other side" },
	{ .name = "clock",
	  .key = KEY_CLOCK,
	  .arg = "NAME",
	  .doc = "tsc (default), or core: TSC cycles times how fast the core ran in that trial, by "
		 "its canary" },
	{ .name = "fail-on",
	  .key = KEY_FAIL_ON,
	  .arg = "PERCENT",
	  .doc = "Be a gate: pass only if every cell with a figure in the base is shown to be "
		 "slower by less than this" },
	{ .name = "figure", .key = KEY_FIGURE, .arg = "NAME", .doc = "floor (default) or median" },
	{ .name = "format",
	  .key = KEY_FORMAT,
	  .arg = "NAME",
	  .doc = "table (default), json or csv; notes on a csv go to standard error" },
	{ .name = "interleave",
	  .key = KEY_INTERLEAVE,
	  .doc = "The words are two commands that write a result to standard output: run them in "
		 "the order A B B A" },
	{ .name = "rounds",
	  .key = KEY_ROUNDS,
	  .arg = "N",
	  .doc = "How often A B B A (default 4: eight sessions a side)" },
	{ .name = "same-machine",
	  .key = KEY_SAME_MACHINE,
	  .doc = "Files without a machine id (published ones have none) come from one machine: "
		 "test them, and be a gate" },
	{ .name = "output",
	  .key = 'o',
	  .arg = "DIR",
	  .doc = "Where --interleave keeps the sessions; must not exist" },
	{ 0 }
};

const struct argp compare_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "BASE OTHER...\nBASE... --against OTHER...\n--interleave -o DIR COMMAND_A "
		    "COMMAND_B",
	.doc = "Compare result files cell by cell: the ratio other / base with its interval, and "
	       "whether the difference is more than chance. Several files of a side are sessions, "
	       "as are those in a merged file, and the units of the test. One file a side: the "
	       "units are trials, and two sessions of the same thing differ by them, too; it fails "
	       "or passes no gate but for exact counts and lost cells. How many a side are enough "
	       "depends on how many cells there are: a gate needs six for 40 cells, seven for 170, "
	       "eight for 640; without --fail-on, where a lone difference may go either way, seven "
	       "are enough for 80 and eight for 320. With fewer, what is not found is "
	       "inconclusive.\vExamples:\n"
	       "  exitbench compare old-*.json --against new-*.json\n"
	       "  exitbench compare old-*.json --against new-*.json --fail-on 2\n"
	       "  exitbench compare --interleave --fail-on 2 -o sessions \\\n"
	       "      './old run --budget 10 -o -' './new run --budget 10 -o -'\n"
	       "\n"
	       "Exact counts of instructions are compared as numbers: each difference is real. "
	       "Files of different machines, or that do not tell theirs: ratios only. A session "
	       "that is there twice is refused, also where it was merged. A cell that is ok in "
	       "every file of the base and in none of the other side fails a gate; where some "
	       "files are without it, the others are compared if they are more than half of the "
	       "side. Cells that have no figure on either side, or none in the base, fail no gate: "
	       "the last line says how many they are.\n"
	       "\n"
	       "Exit status: 0 compared, or the gate passes; 1 an error; 2 wrong use; 3 the gate "
	       "found a regression; 4 the gate can tell neither.",
};

static enum program_status status_of(const struct comparison *comparison)
{
	static const enum program_status statuses[] = {
		[COMPARE_PASSES] = PROGRAM_OK, [COMPARE_REGRESSION] = PROGRAM_REGRESSION,
		[COMPARE_INCONCLUSIVE] = PROGRAM_INCONCLUSIVE,
	};

	return statuses[comparison_outcome(comparison)];
}

static enum program_status compare_sets(const struct result_set *base,
					const struct result_set *other)
{
	const struct side_names names = { base->names, other->names };
	struct comparison comparison;
	const char *wrong =
		compare(&comparison, (struct compare_side){ base->results, base->count },
			(struct compare_side){ other->results, other->count }, &options.compare);
	enum program_status status;

	if (wrong) {
		status = complain("%s", wrong);
	} else {
		options.print(&comparison, &names, stdout);
		if (options.print == compare_print_csv) {
			compare_print_notes(&comparison, stderr);
			compare_print_warning(&comparison, stderr);
		}
		status = status_of(&comparison);
	}
	comparison_free(&comparison);
	return status;
}

static enum program_status compare_files(char **base_names, size_t base_count, char **other_names,
					 size_t other_count)
{
	struct result_set base = { 0 }, other = { 0 };
	const char *wrong = result_set_load(&base, base_names, base_count, RESULT_FIGURES);
	enum program_status status;

	if (!wrong)
		wrong = result_set_load(&other, other_names, other_count, RESULT_FIGURES);
	status = wrong ? complain("%s", wrong) : compare_sets(&base, &other);
	result_set_free(&base);
	result_set_free(&other);
	return status;
}

static void warn_of_few(const struct comparison *comparison)
{
	size_t needed = significance_units_needed(comparison->tests, comparison->options.is_gate);

	if (comparison->tests && needed > 2 * options.rounds)
		fprintf(stderr,
			"exitbench: %zu sessions a side cannot show a difference of one cell among "
			"%zu: it takes %zu (--rounds %zu)\n",
			2 * options.rounds, comparison->tests, needed, (needed + 1) / 2);
}

/*
 * As many cells as the first two sessions have in common will be tested; what is refused of them is
 * refused of all.
 */
static const char *look_at_first(char *base_name, char *other_name)
{
	struct result_set base = { 0 }, other = { 0 };
	struct comparison comparison = { 0 };
	const char *wrong = result_set_load(&base, &base_name, 1, RESULT_FIGURES);

	if (!wrong)
		wrong = result_set_load(&other, &other_name, 1, RESULT_FIGURES);
	if (!wrong)
		wrong = compare(&comparison, (struct compare_side){ base.results, 1 },
				(struct compare_side){ other.results, 1 }, &options.compare);
	if (!wrong)
		warn_of_few(&comparison);
	comparison_free(&comparison);
	result_set_free(&base);
	result_set_free(&other);
	return wrong;
}

static enum program_status compare_interleaved(void)
{
	const char *commands[2] = { options.words[0][0], options.words[1][0] }, *wrong;
	size_t sessions = 2 * options.rounds;
	enum program_status status;
	char **files[2] = { NULL, NULL };

	if (mkdir(options.directory, 0777))
		return complain("cannot make %s: %s", options.directory, strerror(errno));
	wrong = interleave_run(commands, options.rounds, options.directory, look_at_first, files);
	status = wrong ? complain("%s", wrong)
		       : compare_files(files[0], sessions, files[1], sessions);
	for (int side = 0; side < 2; side++) {
		for (char **file = files[side]; file && *file; file++)
			free(*file);
		free(files[side]);
	}
	return status;
}

enum program_status command_compare(void)
{
	enum program_status status = options.is_interleaved
					     ? compare_interleaved()
					     : compare_files(options.words[0], options.counts[0],
							     options.words[1], options.counts[1]);

	free(options.line);
	free(options.words[0]);
	free(options.words[1]);
	return status;
}
