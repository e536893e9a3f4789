// SPDX-License-Identifier: GPL-2.0-only
/* The names of places, figures and machines, in one file so that page, plot and table agree. */
#include <math.h>
#include <string.h>
#include "show/answers.h"
#include "show/words.h"

bool is_software_kvm(const json_t *machine)
{
	const json_t *modules = json_object_get(machine, "kvm");

	return json_object_get(modules, "kvm") && !json_object_get(modules, "kvm_intel") &&
	       !json_object_get(modules, "kvm_amd");
}

/* " [vpid=off]", or empty. */
static struct words knob_words(const char *knobs)
{
	return are_default(knobs) ? words("%s", "") : words(" [%s]", knobs);
}

struct words place_backend_words(const struct matrix_column *column, const json_t *machine)
{
	bool vmx = is_own_backend(column->backend), kvm = !strcmp(column->backend, "kvm");

	if (column->answered_by > ANSWERER_CPU)
		return words("%s%s%s%s", answerer_words(column->answered_by, machine).text,
			     vmx ? " " : "", vmx ? column->form : "",
			     knob_words(column->knobs).text);
	return words("%s%s%s%s%s", kvm && is_software_kvm(machine) ? "software " : "",
		     column->backend, vmx ? " " : "", vmx ? column->form : "",
		     knob_words(column->knobs).text);
}

struct words place_words(const struct matrix_column *column, const json_t *machine)
{
	struct words backend = place_backend_words(column, machine);

	if ((column->answered_by == ANSWERER_HYPERVISOR && same_text(column->env, "native")) ||
	    same_text(column->env, backend.text))
		return backend;
	return words("%s, %s", column->env, backend.text);
}

static struct words op_words(const struct result *result, const struct cell_result *cell)
{
	return is_in_other_ring(result, cell) ? words("%s (ring %d)", cell->op, cell->ring)
					      : words("%s", cell->op);
}

struct words cell_place_words(const struct cell_result *cell, const json_t *machine)
{
	struct matrix_column place = { cell->env, cell->backend, cell->form, cell->knobs,
				       answerer_of(cell, machine), NULL };

	return place_words(&place, machine);
}

struct words cell_words(const struct result *result, const struct cell_result *cell)
{
	return words("%s, %s", op_words(result, cell).text,
		     cell_place_words(cell, result->machine).text);
}

struct words leg_cell_words(const struct result *result, const struct cell_result *cell)
{
	return words("%s, %s%s", op_words(result, cell).text, cell->env,
		     knob_words(cell->knobs).text);
}

struct words value_text(double value)
{
	double size = fabs(value);
	int digits = size == floor(size) || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;

	return words("%.*f", digits, value);
}

const char *unit_label(bool is_counted)
{
	return is_counted ? "instructions" : "TSC cycles";
}

struct words missing_words(const struct cell_result *cell)
{
	if (cell->status != STATUS_OK)
		return words("%s", status_names[cell->status]);
	if (cell->alone.never && cell->alone.beside.method)
		return words(BY_NEIGHBOUR "%s", figure_text(&cell->alone.beside).text);
	return words("%s", cell->alone.never ? NEVER_ALONE : "-");
}

const char *unit_label_of(const char *unit)
{
	return unit_of(unit) == UNIT_NS ? "ns" : unit_label(unit_of(unit) == UNIT_INSTRUCTIONS);
}

const char *headline_label(const struct result *result, const char *unit)
{
	return unit_of(unit) == UNIT_CYCLES && result_is_in_core_cycles(result)
		       ? "core cycles"
		       : unit_label_of(unit);
}

const char *unit_words(const char *unit)
{
	return unit_of(unit) == UNIT_INSTRUCTIONS
		       ? "instructions (counted in an emulator: not a time)"
		       : unit_label_of(unit);
}

bool is_counted(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (cell_is_counted(&result->cells[i]))
			return true;
	return false;
}

struct words time_words(double value, enum unit unit, double hz)
{
	double ns = hz > 0 ? value / hz * 1e9 : 0;

	if (unit != UNIT_CYCLES || !(ns > 0))
		return words("%s", "");
	return ns < 1000 ? words("%s ns", value_text(ns).text)
			 : words("%s µs", value_text(ns / 1000).text);
}

struct words amount_words(double value, enum unit unit, const json_t *machine)
{
	double hz = json_number_value(json_object_get(json_object_get(machine, "clock"), "hz"));
	struct words time = time_words(value, unit, hz);

	return words("%s %s%s%s%s", value_text(value).text,
		     unit_label_of(unit_names[unit]),
		     *time.text ? " (" : "", time.text, *time.text ? ")" : "");
}

struct words ratio_words(double ratio)
{
	if (ratio < 0.005)
		return words("<0.01");
	return words("%.*f", ratio < 10 ? 2 : ratio < 100 ? 1 : 0, ratio);
}

struct words precise_ratio_words(double ratio)
{
	int digits = ratio < 1 ? 4 : ratio < 10 ? 3 : ratio < 100 ? 2 : ratio < 1000;

	return ratio > 0 && ratio < 0.00005 ? words("<0.0001") : words("%.*f", digits, ratio);
}

struct words figure_text(const struct statistic *figure)
{
	return is_below(figure) ? words("<%s", value_text(figure->below).text)
				: value_text(figure->value);
}

struct words multiple_words(const struct statistic *figure, const struct statistic *base)
{
	double most = (is_below(figure) ? figure->below : figure->value) / base->value;
	struct words ratio = ratio_words(most);

	return words("%s%s", is_below(figure) && *ratio.text != '<' ? "<" : "", ratio.text);
}

struct words interval_words(const struct statistic *statistic)
{
	double half = (statistic->hi - statistic->lo) / 2;
	double percent = half / fabs(statistic->value) * 100;

	if (!(half > 0) || is_below(statistic))
		return words("%s", "");
	if (percent < 0.05)
		return words("±<0.1%%");
	if (!(percent < 999.5))
		return words("±>999%%");
	return words("±%.*f%%", percent < 9.95 ? 1 : 0, percent);
}

const char *json_text_of(const json_t *object, const char *key, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text ? text : otherwise;
}

static int number_of(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

struct words model_words(const json_t *machine)
{
	const json_t *cpu = json_object_get(machine, "cpu");
	struct words model = words("%s", json_text_of(cpu, "model_name", "unknown CPU"));
	char *to = model.text;

	for (const char *from = model.text; *from; from++)
		if (*from != ' ' || from[1] != ' ')
			*to++ = *from;
	*to = 0;
	return model;
}

struct words tags_words(const json_t *run)
{
	struct words tags = NO_WORDS;
	const char *key;
	json_t *value;

	json_object_foreach(json_object_get(run, "tags"), key, value)
		tags = words("%s%s%s=%s", tags.text, *tags.text ? ";" : "", key,
			     json_is_string(value) ? json_string_value(value) : "?");
	return tags;
}

/* Without what every maker adds, and what is on the CPU's chip beside it. */
struct words short_model_words(const json_t *machine)
{
	static const char *const noise[] = { "(R)", "(TM)", "Intel ", "CPU ", "Processor ",
					     "Genuine ", "@ " };
	struct words model = model_words(machine);

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		for (char *at; (at = strstr(model.text, noise[i]));)
			memmove(at, at + strlen(noise[i]), strlen(at + strlen(noise[i])) + 1);
	if (strstr(model.text, " with "))
		*strstr(model.text, " with ") = 0;
	return model;
}

/* ", Linux 6.12", or nothing if the file does not say. */
static struct words known_words(const char *name, const char *value)
{
	return value ? words(", %s%s", name, value) : NO_WORDS;
}

struct words machine_caption(const json_t *machine, const json_t *run)
{
	const json_t *cpu = json_object_get(machine, "cpu");
	const char *started = json_text_of(run, "started", NULL);

	return words("%s (%d-%d-%d)%s%s%s%s", model_words(machine).text, number_of(cpu, "family"),
		     number_of(cpu, "model"), number_of(cpu, "stepping"),
		     known_words("microcode ", json_text_of(cpu, "microcode", NULL)).text,
		     known_words("Linux ", json_text_of(machine, "kernel", NULL)).text,
		     known_words("exitbench ", json_text_of(run, "version", NULL)).text,
		     known_words("", started ? words("%.10s", started).text : NULL).text);
}
