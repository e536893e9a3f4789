// SPDX-License-Identifier: GPL-2.0-only
/* The names of places, in one spot, so that page, plot and table agree. */
#define _GNU_SOURCE
#include <stdio.h>
#include <math.h>
#include <string.h>
#include "statistics/statistics.h"
#include "show/words.h"

bool is_software_kvm(const json_t *machine)
{
	const json_t *modules = json_object_get(machine, "kvm");

	return json_object_get(modules, "kvm") && !json_object_get(modules, "kvm_intel") &&
	       !json_object_get(modules, "kvm_amd");
}

static bool are_default(const char *knobs)
{
	return !knobs || !*knobs || !strcmp(knobs, "default");
}

bool is_default_place(const struct matrix_column *column)
{
	return are_default(column->knobs);
}

bool is_default_cell(const struct cell_result *cell)
{
	return are_default(cell->knobs);
}

struct words place_backend_words(const struct matrix_column *column, const json_t *machine)
{
	bool vmx = !strcmp(column->backend, "vmx"), kvm = !strcmp(column->backend, "kvm");
	bool plain = is_default_place(column);
	struct words words;

	snprintf(words.text, sizeof(words.text), "%s%.40s%s%.24s%s%.64s%s",
		 kvm && is_software_kvm(machine) ? "software " : "", column->backend,
		 vmx ? " " : "", vmx ? column->form : "", plain ? "" : " [",
		 plain ? "" : column->knobs, plain ? "" : "]");
	return words;
}

struct words place_words(const struct matrix_column *column, const json_t *machine)
{
	struct words backend = place_backend_words(column, machine), words;

	if (!strcmp(column->env, column->backend))
		snprintf(words.text, sizeof(words.text), "%.150s", backend.text);
	else
		snprintf(words.text, sizeof(words.text), "%.40s, %.110s", column->env,
			 backend.text);
	return words;
}

static bool is_in_other_ring(const struct result *result, const struct cell_result *cell)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *other = &result->cells[i];

		if (other->ring != cell->ring && !strcmp(other->op, cell->op) &&
		    !strcmp(other->env, cell->env) && !strcmp(other->backend, cell->backend) &&
		    !strcmp(other->form, cell->form))
			return true;
	}
	return false;
}

static struct words op_words(const struct result *result, const struct cell_result *cell)
{
	struct words words;

	snprintf(words.text, sizeof(words.text),
		 is_in_other_ring(result, cell) ? "%.48s (ring %d)" : "%.48s", cell->op,
		 cell->ring);
	return words;
}

struct words cell_words(const struct result *result, const struct cell_result *cell)
{
	struct matrix_column place = { cell->env, cell->backend, cell->form, cell->knobs };
	struct words op = op_words(result, cell), words;

	snprintf(words.text, sizeof(words.text), "%.60s, %.95s", op.text,
		 place_words(&place, result->machine).text);
	return words;
}

struct words leg_cell_words(const struct result *result, const struct cell_result *cell)
{
	bool plain = is_default_cell(cell);
	struct words op = op_words(result, cell), words;

	snprintf(words.text, sizeof(words.text), "%.60s, %.40s%s%.40s%s", op.text, cell->env,
		 plain ? "" : " [", plain ? "" : cell->knobs, plain ? "" : "]");
	return words;
}

bool is_hole(const struct cell_result *cell)
{
	return cell && cell->reason && strcasestr(cell->reason, "hole");
}

bool has_figure(const struct cell_result *cell)
{
	return cell && cell->status == STATUS_OK && cell->floor.method;
}

const struct cell_result *find_plain_cell(const struct result *result, const char *op,
					  const char *env, const char *backend, const char *form)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (has_figure(cell) && is_default_cell(cell) && cell->floor.value > 0 &&
		    !strcmp(cell->op, op) && !strcmp(cell->env, env) &&
		    !strcmp(cell->backend, backend) && !strcmp(cell->form, form))
			return cell;
	}
	return NULL;
}

const char *unit_words(const char *unit)
{
	return !strcmp(unit, "instructions") ? "instructions (counted in an emulator: not a time)"
					     : "TSC cycles";
}

bool is_counted(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].unit && !strcmp(result->cells[i].unit, "instructions"))
			return true;
	return false;
}

struct words time_words(double value, const char *unit, double hz)
{
	double ns = hz > 0 ? value / hz * 1e9 : 0;
	struct words words = { "" };

	if (strcmp(unit, "cycles") || !(ns > 0))
		return words;
	if (ns < 1000)
		snprintf(words.text, sizeof(words.text), "%s ns", value_text(ns).text);
	else
		snprintf(words.text, sizeof(words.text), "%s µs", value_text(ns / 1000).text);
	return words;
}

struct words amount_words(double value, const char *unit, const json_t *machine)
{
	double hz = json_number_value(json_object_get(json_object_get(machine, "clock"), "hz"));
	struct words time = time_words(value, unit, hz), words;

	snprintf(words.text, sizeof(words.text), "%s %s%s%.40s%s", value_text(value).text,
		 !strcmp(unit, "instructions") ? "instructions" : "TSC cycles",
		 *time.text ? " (" : "", time.text, *time.text ? ")" : "");
	return words;
}

struct words ratio_words(double ratio)
{
	struct words words;

	if (ratio < 0.095)
		snprintf(words.text, sizeof(words.text), "%.1g", ratio);
	else
		snprintf(words.text, sizeof(words.text), "%.*f",
			 ratio < 10    ? 2
			 : ratio < 100 ? 1
				       : 0,
			 ratio);
	return words;
}

struct words interval_words(const struct statistic *statistic)
{
	double half = (statistic->hi - statistic->lo) / 2, size = fabs(statistic->value);
	struct words words = { "" };

	if (half > 0 && size >= 1)
		snprintf(words.text, sizeof(words.text), "±%.*f%%", half / size < 0.0995 ? 1 : 0,
			 half / size * 100);
	else if (half > 0)
		snprintf(words.text, sizeof(words.text), "±%.2g", half);
	return words;
}

static const char *text_of(const json_t *object, const char *key, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text ? text : otherwise;
}

static int number_of(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

char *machine_caption(const json_t *machine, const json_t *run)
{
	const json_t *cpu = json_object_get(machine, "cpu");
	char *caption = NULL;

	if (asprintf(&caption, "%s (%d-%d-%d), microcode %s, Linux %s, exitbench %s, %.10s",
		     text_of(cpu, "model_name", "unknown CPU"), number_of(cpu, "family"),
		     number_of(cpu, "model"), number_of(cpu, "stepping"),
		     text_of(cpu, "microcode", "unknown"), text_of(machine, "kernel", "unknown"),
		     text_of(run, "version", "unknown"),
		     text_of(run, "started", "date unknown")) < 0)
		return NULL;
	return caption;
}
