// SPDX-License-Identifier: GPL-2.0-only
/* The machine in words and as the file has it, and how to run, cite and get the same. */
#define _GNU_SOURCE
#include <math.h>
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

/* What bears on figures, in words: where the file has it, and in which unit. */
static const struct {
	const char *part, *member, *words;
	double per; /* of a number: divide by this */
	const char *unit;
} shown[] = {
	{ "cpu", "model_name", "CPU", 0, "" },
	{ "cpu", "microcode", "microcode", 0, "" },
	{ "cpu", "hypervisor", "hypervisor above", 0, "" },
	{ "topology", "packages", "packages", 1, "" },
	{ "topology", "cores", "cores", 1, "" },
	{ "topology", "threads", "threads", 1, "" },
	{ "topology", "l3_bytes", "last-level cache", 1 << 20, " MiB" },
	{ "topology", "memory_bytes", "memory", 1 << 30, " GiB" },
	{ NULL, "kernel", "Linux", 0, "" },
	{ "clock", "hz", "TSC", 1e9, " GHz" },
	{ "state", "smt", "SMT", 0, "" },
	{ "state", "governor", "frequency governor", 0, "" },
	{ "state", "intel_no_turbo", "turbo switched off", 0, "" },
	{ "state", "boost", "boost", 0, "" },
	{ "state", "cpus_isolated", "isolated CPUs", 0, "" },
	{ "state", "lockdown", "lockdown", 0, "" },
};

static void put_in_words(FILE *page, json_t *machine)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		json_t *part = shown[i].part ? json_object_get(machine, shown[i].part) : machine;
		json_t *value = json_object_get(part, shown[i].member);
		const char *text = json_string_value(value);

		if (!json_is_number(value) && !(text && *text))
			continue;
		html_element(page, "dt", "%s", shown[i].words);
		if (text)
			html_element(page, "dd", "%s", text);
		else
			html_element(page, "dd", "%.4g%s",
				     json_number_value(value) / fmax(shown[i].per, 1),
				     shown[i].unit);
	}
}

static bool is_active(const json_t *mitigation)
{
	const char *text = json_string_value(mitigation);

	return text && !strncmp(text, "Mitigation", strlen("Mitigation"));
}

/* KVM's exits pay for those that are on. */
static void put_mitigations(FILE *page, json_t *mitigations)
{
	const char *name;
	json_t *value;
	size_t count = 0;

	if (!json_object_size(mitigations))
		return;
	fputs("<dt>mitigations that are on</dt><dd>", page);
	json_object_foreach(mitigations, name, value) if (is_active(value))
		html_print(page, "%s%s", count++ ? ", " : "", name);
	fputs(count ? "</dd>\n" : "none</dd>\n", page);
}

void page_machine(FILE *page, const struct run_file *file)
{
	json_t *machine = file->result.machine, *value;
	const char *key;

	fputs("<h2 id=\"machine\">The machine and its state</h2>\n<dl>\n", page);
	put_in_words(page, machine);
	put_mitigations(page, json_object_get(machine, "mitigations"));
	fputs("</dl>\n<details><summary>All that the file says of the machine</summary>\n<dl>\n",
	      page);
	json_object_foreach(machine, key, value) if (strcmp(key, "findings"))
		put_member(page, key, value);
	fputs("</dl></details>\n", page);
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

/* Its address is the whole of it. */
static void put_data(FILE *page, const struct run_file *file)
{
	char *text = run_file_text(file);

	if (text)
		html_data_address(page, text);
	free(text);
}

#define REST 20000 /* bytes: the footer and the script */

static bool put_download(FILE *page, const struct run_file *file, bool in_site)
{
	bool is_inside;
	const char *name;

	fputs("<p>The result file, with every trial: <a href=\"", page);
	is_inside = !in_site && page_put_if_room(page, put_data, file, REST);
	if (!is_inside)
		html_text(page, page_beside_name(file, BESIDE_DATA).text);
	name = is_inside ? "%s.json.gz" : "%s.json";
	fputs("\"", page);
	html_attribute(page, "download", name, file->name);
	fputs(">", page);
	html_print(page, name, file->name);
	fputs("</a></p>\n", page);
	return is_inside;
}

bool page_reproduce(FILE *page, const struct run_file *file, bool in_site)
{
	const json_t *run = file->result.run;
	const char *command = json_string_value(json_object_get(run, "command"));
	const char *version = json_string_value(json_object_get(run, "version"));
	const char *started = json_string_value(json_object_get(run, "started"));
	const char *licence = json_string_value(json_object_get(run, "licence"));

	html_element(page, "h2 id=\"reproduce\"", "Reproduce, cite, download");
	html_element(page, "p", "With exitbench %s, on the same CPU, kernel and settings:",
		     version);
	fputs("<pre tabindex=\"0\">", page);
	if (command)
		html_text(page, command);
	else
		put_options(page, &file->result);
	fputs("</pre>\n", page);
	if (file->result.guest_sha256)
		html_element(page, "p", "SHA-256 of the guest that ran: %s",
			     file->result.guest_sha256);
	html_element(page, "p", "To cite: %s. What leaving a virtual machine costs. Measured with "
				"exitbench %s, %.10s.",
		     run_title(file).text, version, started ? started : "undated");
	if (licence)
		html_element(page, "p", "Licence of the data: %s.", licence);
	else
		page_prose(page, "quiet", "no-licence");
	return put_download(page, file, in_site);
}
