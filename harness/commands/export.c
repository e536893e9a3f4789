// SPDX-License-Identifier: GPL-2.0-only
/* exitbench export: a result file in another program's format, on standard output. */
#include <string.h>
#include "commands/command.h"
#include "commands/export_rows.h"

static const struct format {
	const char *name;
	const char *(*export)(const struct result *result, FILE *stream);
} formats[] = {
	{ "csv", export_csv },
	{ "google-benchmark", export_google_benchmark },
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static struct {
	const char *file;
	const struct format *format;
} options;

static const struct format *format_named(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	refuse_usage("--format: `%s' is neither csv nor google-benchmark", name);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'f':
		options.format = format_named(argument);
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			refuse_usage("export: one file at a time");
		options.file = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("export: which result file?");
	case ARGP_KEY_SUCCESS:
		if (!options.format)
			refuse_usage(
				"export: as what? Give --format csv or --format google-benchmark");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "format",
	  .key = 'f',
	  .arg = "NAME",
	  .doc = "csv: a row a cell; google-benchmark: its JSON" },
	{ 0 }
};

const struct argp export_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE --format NAME",
	.doc = "Write a result file in another program's format to standard output. In Google "
	       "Benchmark's, real_time is the median and cpu_time the floor, a repetition is a "
	       "trial; counts of instructions are left out.\vFILE may be `-' for standard input.\n",
};

enum program_status command_export(void)
{
	struct result result;
	const char *wrong = result_load(&result, options.file);

	if (wrong)
		return complain("%s", wrong);
	wrong = options.format->export(&result, stdout);
	if (wrong)
		complain("%s: %s", options.file, wrong);
	result_free(&result);
	return wrong ? PROGRAM_FAILED : PROGRAM_OK;
}
