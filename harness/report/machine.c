// SPDX-License-Identifier: GPL-2.0-only
/* The machine as the file describes it, whatever members it has, and how to run the same again. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "bench/cell.h"
#include "report/html.h"
#include "report/page.h"

/* A member as a definition; objects are told member by member, one level down. */
static void put_member(FILE *page, const char *name, const json_t *value)
{
	char *text = json_is_string(value) || json_is_null(value)
			     ? NULL
			     : json_dumps(value,
					  JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(10));

	if (!json_is_null(value)) {
		html_element(page, "dt", "%s", name);
		html_element(page, "dd", "%s",
			     json_is_string(value) ? json_string_value(value)
			     : text                ? text
						   : "");
	}
	free(text);
}

static void put_object(FILE *page, const char *name, json_t *object)
{
	const char *key;
	json_t *value;

	html_element(page, "h4", "%s", name);
	fputs("<dl>\n", page);
	json_object_foreach(object, key, value) put_member(page, key, value);
	fputs("</dl>\n", page);
}

static void put_plain_members(FILE *page, json_t *machine)
{
	const char *key;
	json_t *value;

	fputs("<dl>\n", page);
	json_object_foreach(machine, key,
			    value) if (!json_is_object(value) && strcmp(key, "findings"))
		put_member(page, key, value);
	fputs("</dl>\n", page);
}

void page_machine(FILE *page, const struct run_file *file)
{
	const char *key;
	json_t *value;

	fputs("<h2 id=\"machine\">The machine and its state</h2>\n", page);
	put_object(page, "cpu", json_object_get(file->result.machine, "cpu"));
	put_object(page, "clock", json_object_get(file->result.machine, "clock"));
	put_plain_members(page, file->result.machine);
	fputs("<details><summary>State, mitigations, modules and capabilities</summary>\n", page);
	json_object_foreach(file->result.machine, key,
			    value) if (json_is_object(value) && strcmp(key, "cpu") &&
				       strcmp(key, "clock")) put_object(page, key, value);
	fputs("</details>\n", page);
}

static bool is_first_of_op(const struct result *result, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(result->cells[i].op, result->cells[at].op))
			return false;
	return true;
}

/* The operations in the order in which the file has them, unless they are all there are. */
static void put_operations(FILE *page, const struct result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++)
		count += is_first_of_op(result, i);
	for (size_t i = 0, put = 0; count < OPS && i < result->cell_count; i++)
		if (is_first_of_op(result, i))
			html_print(page, "%s%s", put++ ? "," : " --ops ", result->cells[i].op);
}

/* The settings that bear on figures, as options of `exitbench run`. */
static void put_command(FILE *page, const struct result *result)
{
	const json_t *run = result->run;
	const json_t *precision = json_object_get(run, "precision_percent"),
		     *budget = json_object_get(run, "budget_seconds");
	const json_t *seed = json_object_get(run, "seed");
	const char *command = json_string_value(json_object_get(run, "command"));

	fputs("<pre>", page);
	if (command)
		html_text(page, command);
	else
		fputs("exitbench run", page);
	if (!command)
		put_operations(page, result);
	if (!command && json_is_number(precision))
		html_print(page, " --precision %.10g", json_number_value(precision));
	if (!command && json_is_number(budget))
		html_print(page, " --budget %.10g", json_number_value(budget));
	if (!command && json_is_integer(seed))
		html_print(page, " --seed %" JSON_INTEGER_FORMAT, json_integer_value(seed));
	fputs(command ? "</pre>\n" : " -o result.json</pre>\n", page);
}

void page_reproduce(FILE *page, const struct run_file *file)
{
	char *text;

	fputs("<h2 id=\"reproduce\">How to reproduce it</h2>\n", page);
	html_print(page, "With exitbench %s, on the same CPU, kernel and settings:",
		   json_string_value(json_object_get(file->result.run, "version")));
	put_command(page, &file->result);
	fputs("<dl>", page);
	if (file->result.guest_sha256) {
		html_element(page, "dt", "guest that ran, SHA-256");
		html_element(page, "dd", "%s", file->result.guest_sha256);
	}
	fputs("</dl>\n<p>This run's result file, with every trial: <a download=\"", page);
	html_text(page, file->name);
	fputs(".json\" href=\"", page);
	text = run_file_text(file);
	html_data_address(page, text ? text : "");
	free(text);
	fputs("\">", page);
	html_text(page, file->name);
	fputs(".json</a>. It is part of this page.</p>\n", page);
}
