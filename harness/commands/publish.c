// SPDX-License-Identifier: GPL-2.0-only
/* exitbench publish: a result file that others may see. result/publish strips it. */
#include <string.h>
#include "commands/command.h"
#include "result/publish.h"

#define KEY_LICENCE    (KEY_FORCE + 1)
#define LICENCE_LETTERS 120

static const char *licence;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != KEY_LICENCE)
		return parse_arguments(key, argument, state);
	if (!*argument || strlen(argument) > LICENCE_LETTERS || !text_is_printable(argument))
		refuse_usage("publish: --licence takes one line of at most %d letters",
			     LICENCE_LETTERS);
	licence = argument;
	return 0;
}

static const struct argp_option option_rows[] = {
	OUTPUT_OPTION("FILE", "Write the published file to FILE. `-' is standard output: then what "
			      "is dropped and kept goes to standard error"),
	FORCE_OPTION,
	OPTION("licence", KEY_LICENCE, "NAME",
	       "Under which others may use the data, such as CC-BY-4.0; pages name it"),
	{ 0 }
};

const struct argp publish_argp = {
	.options = option_rows,
	.parser = parse,
	.args_doc = "FILE [-o FILE]",
	.doc = "Check a result file and drop what identifies its host.\v"
	       "Dropped are identifiers, paths, the command line, times of day, load, and every "
	       "member, however deep, that is not known to be harmless. `publish' lists what it "
	       "drops and keeps, and writes nothing without -o.\n"
	       "\n"
	       "The reasons of cells are kept as they are, and so is the label if it has no path "
	       "in it: read them before you publish.\n",
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
		"  kept     %s (%zu with a reason in words), guest hash, CPU \"%s\", its "
		"state, mitigations and KVM parameters\n",
		count_words(result->cell_count, "cell").text, reasons, model ? model : "unknown");
	if (licence)
		fprintf(stream, "  added    the licence \"%s\"\n", licence);
	if (label)
		fprintf(stream, "  kept     the label, as it is: \"%s\"\n", label);
}

enum program_status command_publish(void)
{
	FILE *stream = arguments.output && !strcmp(arguments.output, "-") ? stderr : stdout;
	struct result result;
	struct words wrong;

	need_files("publish", 1, 1);
	if (arguments.force && !arguments.output)
		refuse_usage("publish: --force replaces the FILE of -o; give -o FILE");
	wrong = result_load(&result, arguments.files[0]);
	if (*wrong.text)
		return complain("%s", wrong.text);
	print_name(stream, arguments.files[0]);
	fputs(" is a valid result. What would be published of it:\n", stream);
	publish_strip(&result, stream);
	if (licence)
		json_object_set_new(result.run, "licence", json_string(licence));
	say_kept(&result, stream);
	if (arguments.output)
		wrong = result_save(&result, arguments.output, arguments.force);
	else
		fprintf(stream, "Nothing is written without -o FILE.\n");
	result_free(&result);
	return *wrong.text ? complain("%s", wrong.text) : PROGRAM_OK;
}
