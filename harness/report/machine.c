// SPDX-License-Identifier: GPL-2.0-only
/* The machine, with every member that the file has, and how to run the same again. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "bench/cell.h"
#include "report/html.h"
#include "report/page.h"

static void put_member(FILE *page, const char *name, const json_t *value)
{
	char *text = json_is_string(value) ? NULL
					   : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT |
								       JSON_REAL_PRECISION(10));

	if (!json_is_null(value)) {
		html_element(page, "dt", "%s", name);
		html_element(page, "dd", "%s", text ? text : json_string_value(value));
	}
	free(text);
}

/* The members of an object as definitions, without `findings` and, unless asked for, objects. */
static void put_members(FILE *page, json_t *object, bool objects)
{
	const char *key;
	json_t *value;

	fputs("<dl>\n", page);
	json_object_foreach(object, key, value) if (strcmp(key, "findings") &&
						    (objects || !json_is_object(value)))
		put_member(page, key, value);
	fputs("</dl>\n", page);
}

static void put_object(FILE *page, const char *name, json_t *object)
{
	html_element(page, "h4", "%s", name);
	put_members(page, object, true);
}

void page_machine(FILE *page, const struct run_file *file)
{
	json_t *machine = file->result.machine, *value;
	const char *key;

	fputs("<h2 id=\"machine\">The machine and its state</h2>\n", page);
	put_object(page, "cpu", json_object_get(machine, "cpu"));
	put_object(page, "clock", json_object_get(machine, "clock"));
	put_members(page, machine, false);
	fputs("<details><summary>State, mitigations, modules and capabilities</summary>\n", page);
	json_object_foreach(machine, key, value) if (json_is_object(value) && strcmp(key, "cpu") &&
						     strcmp(key, "clock"))
		put_object(page, key, value);
	fputs("</details>\n", page);
}

static bool is_first_of_op(const struct result *result, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(result->cells[i].op, result->cells[at].op))
			return false;
	return true;
}

/* The operations in the order of the file, unless it has all. */
static void put_operations(FILE *page, const struct result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++)
		count += is_first_of_op(result, i);
	for (size_t i = 0, put = 0; count < OPS && i < result->cell_count; i++)
		if (is_first_of_op(result, i))
			html_print(page, "%s%s", put++ ? "," : " --ops ", result->cells[i].op);
}

/* Options of `exitbench run', for a file without its command: what bears on figures. */
static void put_options(FILE *page, const struct result *result)
{
	const json_t *precision = json_object_get(result->run, "precision_percent"),
		     *budget = json_object_get(result->run, "budget_seconds"),
		     *seed = json_object_get(result->run, "seed");

	fputs("exitbench run", page);
	put_operations(page, result);
	if (json_is_number(precision))
		html_print(page, " --precision %.10g", json_number_value(precision));
	if (json_is_number(budget))
		html_print(page, " --budget %.10g", json_number_value(budget));
	if (json_is_integer(seed))
		html_print(page, " --seed %" JSON_INTEGER_FORMAT, json_integer_value(seed));
	fputs(" -o result.json", page);
}

void page_reproduce(FILE *page, const struct run_file *file)
{
	const json_t *run = file->result.run;
	const char *command = json_string_value(json_object_get(run, "command"));
	char *text = run_file_text(file);

	html_element(page, "h2 id=\"reproduce\"", "How to reproduce it");
	html_element(page, "p", "With exitbench %s, on the same CPU, kernel and settings:",
		     json_string_value(json_object_get(run, "version")));
	fputs("<pre>", page);
	if (command)
		html_text(page, command);
	else
		put_options(page, &file->result);
	fputs("</pre>\n", page);
	if (file->result.guest_sha256)
		html_element(page, "p", "SHA-256 of the guest that ran: %s",
			     file->result.guest_sha256);
	fputs("<p>The result file of this run, with every trial, is part of this page: <a", page);
	html_attribute(page, "download", "%s.json", file->name);
	fputs(" href=\"", page);
	html_data_address(page, text ? text : "");
	fputs("\">", page);
	html_print(page, "%s.json", file->name);
	fputs("</a></p>\n", page);
	free(text);
}
