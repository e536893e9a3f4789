// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench publish: a result file fit for others to see. The loader checks it, publish.c strips
 * it.
 */
#include <string.h>
#include "commands/command.h"
#include "result/publish.h"

static struct {
	const char *file, *output;
	bool force;
} options;

enum { KEY_FORCE = 256 };

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'o':
		options.output = argument;
		return 0;
	case KEY_FORCE:
		options.force = true;
		return 0;
	case ARGP_KEY_ARG:
		if (options.file)
			refuse_usage("publish: one result file at a time");
		options.file = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("publish: which result file?");
	}
	(void)state;
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "Write what would be published to FILE; -: standard output, and what is said to "
		 "standard error" },
	{ .name = "force", .key = KEY_FORCE, .doc = "Replace FILE if it exists" },
	{ 0 }
};

const struct argp publish_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE [-o FILE]",
	.doc = "Check a result file and drop what identifies its host: identifiers, paths, the "
	       "command line, times of day, load, and every member, however deep, that is not "
	       "known to be harmless. Says what it drops and what it keeps; writes nothing without "
	       "-o.\vThe reasons of cells are kept as they are, and the label if it has no path in "
	       "it: read them before you publish.\n",
};

static void say_kept(const struct result *result, FILE *stream)
{
	const char *label = json_string_value(json_object_get(result->run, "label"));
	const char *model = json_string_value(
		json_object_get(json_object_get(result->machine, "cpu"), "model_name"));
	size_t reasons = 0;

	for (size_t i = 0; i < result->cell_count; i++)
		reasons += result->cells[i].reason != NULL;
	fprintf(stream,
		"  kept     %zu cells (%zu with a reason in words), guest hash, CPU \"%s\", its "
		"state, mitigations and KVM parameters\n",
		result->cell_count, reasons, model ? model : "unknown");
	if (label)
		fprintf(stream, "  kept     the label, as it is: \"%s\"\n", label);
}

enum program_status command_publish(void)
{
	FILE *stream = options.output && !strcmp(options.output, "-") ? stderr : stdout;
	struct result result;
	const char *wrong = result_load(&result, options.file);

	if (wrong)
		return complain("%s", wrong);
	fprintf(stream, "%s is a valid result. What would be published of it:\n", options.file);
	publish_strip(&result, stream);
	say_kept(&result, stream);
	if (options.output)
		wrong = result_save(&result, options.output, options.force);
	else
		fprintf(stream, "Nothing is written without -o FILE.\n");
	result_free(&result);
	return wrong ? complain("%s", wrong) : PROGRAM_OK;
}
