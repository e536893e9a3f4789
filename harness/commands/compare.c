// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench compare: two sides of result files, or of sessions it runs itself, cell by cell.
 * As a gate it has an exit status for each answer, and says no rather than maybe yes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "commands/reading.h"
#include "compare/print.h"
#include "compare/interleave.h"
#include "result/set.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

enum {
	KEY_AGAINST = 256,
	KEY_CLOCK,
	KEY_FAIL_ON,
	KEY_FIGURE,
	KEY_FORMAT,
	KEY_INCONCLUSIVE,
	KEY_INTERLEAVE,
	KEY_ROUNDS,
	KEY_SAME_MACHINE
};

#define CLOCKS  "tsc|core|alone"
#define FIGURES "floor|median"
#define FORMATS "text|markdown|json|csv|junit|github|table"

typedef void print_function(const struct comparison *comparison, const struct side_names *names,
			    FILE *stream);

static print_function *const printers[] = {
	compare_print_table, compare_print_markdown, compare_print_json,   compare_print_csv,
	compare_print_junit, compare_print_github,   compare_print_table /* an older name */
};

static struct {
	struct compare_options compare;
	print_function *print;
	size_t base_count, rounds; /* of the files, the first are the base's */
	bool is_interleaved;
	enum program_status inconclusive;
} options = { .inconclusive = PROGRAM_INCONCLUSIVE,
	      .compare.figure = FIGURE_FLOOR,
	      .print = compare_print_table,
	      .rounds = 0 };

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case KEY_AGAINST:
		options.base_count = arguments.count;
		if (!options.base_count)
			refuse_usage("compare: no file of the base before --against");
		return 0;
	case KEY_CLOCK:
		options.compare.clock = (enum compare_clock)(
			COMPARE_TSC + choice_of("--clock", CLOCKS, argument));
		return 0;
	case KEY_FAIL_ON:
		options.compare.is_gate = true;
		options.compare.fail_percent = number_of("--fail-on", argument, 0, 1000);
		return 0;
	case KEY_FIGURE:
		options.compare.figure = (enum figure)choice_of("--figure", FIGURES, argument);
		return 0;
	case KEY_FORMAT:
		options.print = printers[choice_of("--format", FORMATS, argument)];
		return 0;
	case KEY_INCONCLUSIVE:
		options.inconclusive =
			(enum program_status)whole_number_of("--inconclusive", argument, 0, 255);
		return 0;
	case KEY_INTERLEAVE:
		options.is_interleaved = true;
		return 0;
	case KEY_ROUNDS:
		options.rounds = (size_t)whole_number_of("--rounds", argument, 1, 1000);
		return 0;
	case KEY_SAME_MACHINE:
		options.compare.is_same_machine = true;
		return 0;
	}
	return parse_arguments(key, argument, state);
}

static const struct argp_option option_rows[] = {
	OPTION("against", KEY_AGAINST, NULL,
	       "Separates the files of the base from the files to compare with it"),
	OPTION("clock", KEY_CLOCK, CLOCKS,
	       "Cycles of the TSC; or of the core: TSC cycles times how fast the core ran in that "
	       "trial; or of the core, in the batches alone on it (default, if every file has "
	       "them)"),
	OPTION("fail-on", KEY_FAIL_ON, "PERCENT",
	       "Be a gate: pass only if every cell with a figure in the base is shown to be "
	       "slower by less than this"),
	OPTION("figure", KEY_FIGURE, FIGURES, "Default: floor"),
	OPTION("format", KEY_FORMAT, FORMATS,
	       "Default: text, also called table. With csv the notes go to standard error. junit "
	       "and github are for a CI"),
	OPTION("inconclusive", KEY_INCONCLUSIVE, "STATUS",
	       "Exit status of a gate that cannot say (default 4; `git bisect run' skips a "
	       "commit at 125)"),
	OPTION("interleave", KEY_INTERLEAVE, NULL,
	       "Run two commands, which write a result to standard output, in the order A B B A, "
	       "and compare their sessions"),
	OPTION("rounds", KEY_ROUNDS, "N", "How often A B B A (default 4: eight sessions a side)"),
	OPTION("same-machine", KEY_SAME_MACHINE, NULL,
	       "Files without a machine id (published ones have none), or with ids by different "
	       "sources, come from one machine: test them, and be a gate"),
	OUTPUT_OPTION("DIR", "Where --interleave keeps the sessions; must not exist"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &reading_unit_argp }, { 0 } };

const struct argp compare_argp = {
	.options = option_rows,
	.children = children,
	.parser = parse,
	.args_doc = "BASE OTHER...\nBASE... --against OTHER...\n--interleave -o DIR COMMAND_A "
		    "COMMAND_B",
	.doc = "Compare result files cell by cell: the ratio other / base with its interval, and "
	       "whether the difference is more than chance.\v"
	       "The units of the test are sessions: the files of a side, and the sessions in a "
	       "merged file. With one file a side the units are trials. Two sessions of the same "
	       "thing differ by more than their trials do, so such a comparison decides a gate "
	       "only by exact counts and lost cells.\n"
	       "\n"
	       "How many sessions a side are enough depends on the number of cells. A gate needs "
	       "six for 40 cells, seven for 170, eight for 640. Without --fail-on a difference may "
	       "go either way: seven are enough for 80, eight for 320. With fewer, a difference "
	       "that is not found is inconclusive.\n"
	       "\n"
	       "Counts of instructions that are exact are compared as numbers: each difference is "
	       "real. Files of different machines, or without a machine id, give ratios only. The "
	       "same session twice is refused, also inside a merged file.\n"
	       "\n"
	       "A cell that is ok in every file of the base and in none of the other side fails a "
	       "gate, unless noise left it without a figure: then it is inconclusive. If it is "
	       "missing in less than half of a side, the other files are compared. "
	       "A cell without a figure in the base fails no gate; the last line counts them.\n"
	       "\n"
	       "Exit status: 0 compared, or the gate passes; 1 error; 2 usage; 3 the gate found a "
	       "regression; 4 the gate is inconclusive.\n"
	       "\n"
	       "Examples:\n"
	       "  $ exitbench compare old-*.json --against new-*.json\n"
	       "  $ exitbench compare old-*.json --against new-*.json --fail-on 2\n"
	       "  $ git bisect run sh -c 'make && ./a run -o - >new.json && exitbench compare "
	       "old-*.json --against new.json --fail-on 2 --inconclusive 125'\n"
	       "  $ exitbench compare --interleave -o d './a run -o -' './b run -o -'\n",
};

/* Two sides: what --against separates, or the first file and the rest. */
static void check_words(void)
{
	if (options.is_interleaved && arguments.count != 2)
		refuse_usage("compare --interleave: give two commands, each in quotes");
	if (options.is_interleaved && options.base_count)
		refuse_usage("compare: --against separates files; --interleave has two commands");
	if (!options.is_interleaved && arguments.output)
		refuse_usage("compare: -o is where --interleave keeps its sessions; the "
			     "comparison goes to standard output");
	if (!options.is_interleaved && options.rounds)
		refuse_usage("compare: --rounds says how often --interleave runs its commands");
	if (reading_in_ns() && options.compare.clock == COMPARE_CORE)
		refuse_usage("compare: --clock core is in cycles of the core, not in nanoseconds");
	if (options.inconclusive != PROGRAM_INCONCLUSIVE && !options.compare.is_gate)
		refuse_usage("compare: --inconclusive is a status of the gate: give --fail-on");
	options.compare.keeps_order = reading_is_sorted();
	if (!options.rounds)
		options.rounds = INTERLEAVE_ROUNDS;
	if (options.is_interleaved && !arguments.output)
		refuse_usage("compare --interleave: where to keep the sessions? Give -o DIR");
	if (!options.base_count)
		options.base_count = 1;
	if (arguments.count <= options.base_count)
		refuse_usage("compare: what with what? Give two result files or more");
}

typedef void comparison_use(const struct comparison *comparison, const struct side_names *names);

/* What reading the files of a side adds to the comparison. */
struct adding {
	struct comparison *comparison;
	const struct result *before;
	bool is_base, fails, is_short;
	size_t cells;
};

/* The figures that are compared stay, and what the file says as a whole. */
static void add_result(struct result *result, const char *name, void *data)
{
	struct adding *adding = data;

	adding->cells += reading_apply_file(result);
	adding->fails = adding->fails || !reading_convert(result, name);
	result_share_wholes(result, adding->before);
	adding->is_short |= !compare_add(adding->comparison, result, adding->is_base);
	result_drop_cells(result);
	adding->before = result;
}

static struct words add_side(struct adding *adding, struct result_set *set, char **names,
			     size_t count)
{
	struct words wrong =
		result_set_load(set, names, count, RESULT_FIGURES, add_result, adding);

	if (*wrong.text)
		return wrong;
	if (!reading_left_some(count, adding->cells))
		return words("there is nothing left to compare");
	if (adding->is_short)
		return compare_lacks(adding->comparison);
	return adding->fails ? words("there are no nanoseconds to compare") : NO_WORDS;
}

static struct words compare_files(char **base_names, size_t base_count, char **other_names,
				  size_t other_count, comparison_use *use)
{
	struct comparison comparison;
	struct result_set base = { 0 }, other = { 0 };
	struct adding adding = { .comparison = &comparison, .is_base = true };
	struct words wrong;

	compare_begin(&comparison, &options.compare);
	wrong = add_side(&adding, &base, base_names, base_count);
	adding.is_base = false;
	adding.cells = 0;
	if (!*wrong.text)
		wrong = add_side(&adding, &other, other_names, other_count);
	if (!*wrong.text)
		wrong = compare_end(&comparison,
				    (struct compare_side){ base.results, base.count },
				    (struct compare_side){ other.results, other.count });
	if (!*wrong.text)
		use(&comparison, &(struct side_names){ base.names, other.names });
	comparison_free(&comparison);
	result_set_free(&base);
	result_set_free(&other);
	return wrong;
}

static enum program_status status;

static void print(const struct comparison *comparison, const struct side_names *names)
{
	const enum program_status statuses[] = {
		[COMPARE_PASSES] = PROGRAM_OK, [COMPARE_REGRESSION] = PROGRAM_REGRESSION,
		[COMPARE_INCONCLUSIVE] = options.inconclusive,
	};

	options.print(comparison, names, stdout);
	if (options.print == compare_print_csv) {
		compare_print_notes(comparison, stderr);
		compare_print_warning(comparison, stderr);
	}
	status = statuses[comparison_outcome(comparison)];
}

static void warn_of_few(const struct comparison *comparison, const struct side_names *names)
{
	size_t needed = significance_units_needed(comparison->tests, comparison->options.is_gate);

	(void)names;
	if (comparison->tests && needed > 2 * options.rounds)
		fprintf(stderr,
			"exitbench: %zu sessions a side cannot show a difference of one cell among "
			"%zu: it takes %zu (--rounds %zu)\n",
			2 * options.rounds, comparison->tests, needed, (needed + 1) / 2);
}

/* The cells that the first two sessions have in common will be tested; what refuses them, all. */
static struct words look_at_first(char *base_name, char *other_name)
{
	return compare_files(&base_name, 1, &other_name, 1, warn_of_few);
}

static struct words compare_sessions(void)
{
	const char *commands[2] = { arguments.files[0], arguments.files[1] };
	size_t sessions = 2 * options.rounds;
	char **files[2] = { NULL, NULL };
	struct words wrong;

	wrong = interleave_run(commands, options.rounds, arguments.output, look_at_first, files);
	if (!*wrong.text)
		wrong = compare_files(files[0], sessions, files[1], sessions, print);
	for (int side = 0; side < 2; side++) {
		for (char **file = files[side]; file && *file; file++)
			free(*file);
		free(files[side]);
	}
	return wrong;
}

enum program_status command_compare(void)
{
	struct words wrong;

	check_words();
	if (options.is_interleaved && !output_folder_begin(true))
		return PROGRAM_FAILED;
	wrong = options.is_interleaved ? compare_sessions()
				       : compare_files(arguments.files, options.base_count,
						       arguments.files + options.base_count,
						       arguments.count - options.base_count, print);
	return *wrong.text ? complain("%s", wrong.text) : status;
}
