/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sub-commands, and what their command lines share. A command parses with NAME_argp, then
 * command_NAME() runs once.
 */
#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include "text/words.h"

#define COMMANDS(X) \
	X(doctor, "what this machine can measure, and what disturbs it") \
	X(list, "what can be measured, and which cells run here") \
	X(run, "measure cells, into a table or a result file") \
	X(show, "result files as tables") \
	X(compare, "two sides of result files: what differs, and is it real?") \
	X(merge, "sessions of one machine as one result file") \
	X(export, "a result file as CSV, JSON, Markdown or for Google Benchmark") \
	X(plot, "result files as SVG, PNG or PDF, through gnuplot") \
	X(report, "a page to publish; of several files, a site") \
	X(generations, "round trips by CPU generation, measured and published") \
	X(publish, "a result file without what identifies its host") \
	X(completion, "the completion for bash, zsh or fish")

#define COMMAND(name, words) \
	extern const struct argp name##_argp; \
	enum program_status command_##name(void);
COMMANDS(COMMAND)
#undef COMMAND

/* What most commands are given: result files, and where the output goes. */
struct arguments {
	char **files;
	size_t count;
	const char *output;
	bool force;
};
extern struct arguments arguments;

#define KEY_FORCE 0x200
#define OPTION(option, letter, what, words) \
	{ .name = option, .key = letter, .arg = what, .doc = words }
#define OUTPUT_OPTION(what, words) OPTION("output", 'o', what, words)
#define FORCE_OPTION               OPTION("force", KEY_FORCE, NULL, "Replace FILE if it exists")

/* --help and the like, which each command has, and the program without one; ends as argp's do. */
extern const struct argp_option options_everywhere[];

/* The argp parser of `arguments`: a command's own parser ends with it. */
error_t parse_arguments(int key, char *argument, struct argp_state *state);

/* The name in "table|json|csv", which an option takes: its number. Or refuse_usage(). */
size_t choice_of(const char *option, const char *names, const char *name);

/* A number from the command line, within bounds. Or refuse_usage(). */
double number_of(const char *option, const char *text, double least, double most);
/* The same, of a count. */
double whole_number_of(const char *option, const char *text, double least, double most);

/* Or refuse_usage(): the number of files must be in these bounds. */
void need_files(const char *command, size_t least, size_t most);

/* Or refuse_usage(): -o must be given; `what` is FILE or DIR. */
void need_output(const char *command, const char *what);

/*
 * The directory of -o is there, made if need be; false, with a complaint: it cannot be. `is_new`:
 * it must not have been there. However the program ends, one that was made, and got nothing, is
 * gone again.
 */
bool output_folder_begin(bool is_new);

/* One line on stderr, "exitbench: ...". Does not return: the status is PROGRAM_USAGE. */
__attribute__((format(printf, 1, 2), noreturn)) void refuse_usage(const char *format, ...);

/* Flush stdout: PROGRAM_FAILED, with a complaint, if what was printed got lost. */
enum program_status finish_output(enum program_status status);

/* "@FILE" stands for the words in FILE: apart by blanks, quoted if need be, # begins a comment. */
void command_line_expand(int *count, char ***words);

/*
 * As argp_parse, in the order of the words; `name` is how help calls the program
 * ("exitbench run"). An error is one line, "exitbench: ...", without argp's second line. Does not
 * return from --help or an error.
 */
void command_line_parse(const struct argp *argp, const char *name, int count, char **words,
			void *input);

/* --help: `everywhere' are the options that each command has. And its first lines, --usage. */
void help_print(const struct argp *argp, const struct argp_option *everywhere, const char *name,
		FILE *stream);
void help_usage(const struct argp *argp, const char *name, FILE *stream);

#endif
