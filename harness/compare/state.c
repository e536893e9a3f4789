// SPDX-License-Identifier: GPL-2.0-only
/*
 * Machine objects flattened to "part/name": text, gathered by side, and compared. What is
 * not known to this program is compared all the same: newer files may record more.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare/state.h"

#define TEXT_MAX 512

/* Not state: it differs whenever one looks, or follows from the rest. */
static const char *const volatile_names[] = {
	"id", "findings", "smi_count", "state/load", "clock/empty_window_ticks", "clock/hz",
};

/* Of how it was measured, what bears on figures. */
static const char *const run_names[] = { "version", "rules", "events" };

static bool is_volatile(const char *name)
{
	for (size_t i = 0; i < sizeof(volatile_names) / sizeof(volatile_names[0]); i++)
		if (!strcmp(name, volatile_names[i]))
			return true;
	return false;
}

static const char *text_of(const json_t *value, char *text, size_t bytes)
{
	char *dump;

	if (json_is_string(value))
		return json_string_value(value);
	if (!value || json_is_null(value))
		return "unknown";
	dump = json_dumps(value,
			  JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(6));
	snprintf(text, bytes, "%s", dump ? dump : "?");
	free(dump);
	return text;
}

static void gather_text(json_t *values, const char *text)
{
	json_t *known;
	size_t i;

	json_array_foreach(values, i, known)
		if (!strcmp(json_string_value(known), text))
			return;
	json_array_append_new(values, json_string(text));
}

/* Under `name`, every leaf of `value` into `side`: name to a list of texts. */
static void gather(json_t *side, const char *name, json_t *value)
{
	char text[TEXT_MAX], longer[TEXT_MAX];
	const char *key;
	json_t *member;

	if (is_volatile(name))
		return;
	if (!json_is_object(value)) {
		if (!json_object_get(side, name))
			json_object_set_new(side, name, json_array());
		gather_text(json_object_get(side, name), text_of(value, text, sizeof(text)));
		return;
	}
	json_object_foreach(value, key, member) {
		snprintf(longer, sizeof(longer), "%s%s%s", name, *name ? "/" : "", key);
		gather(side, longer, member);
	}
}

/*
 * How far the machine's clock is from another's, in parts per thousand, is state; the last digits
 * are not.
 */
static void gather_clock(json_t *side, const json_t *machine)
{
	double hz = json_number_value(json_object_get(json_object_get(machine, "clock"), "hz"));
	char text[32];

	if (!(hz > 0))
		return;
	snprintf(text, sizeof(text), "%.3g GHz", hz / 1e9);
	if (!json_object_get(side, "clock/hz"))
		json_object_set_new(side, "clock/hz", json_array());
	gather_text(json_object_get(side, "clock/hz"), text);
}

static void gather_hash(json_t *side, const char *name, const char *hash)
{
	json_t *text = hash ? json_string(hash) : NULL;

	if (text)
		gather(side, name, text);
	json_decref(text);
}

static json_t *side_of(const struct result *results, size_t count)
{
	json_t *side = json_object();

	for (size_t i = 0; i < count; i++) {
		gather(side, "", results[i].machine);
		gather_clock(side, results[i].machine);
		gather_hash(side, "table_sha256", results[i].table_sha256);
		if (results[i].module)
			gather(side, "module", results[i].module);
		for (size_t j = 0; j < sizeof(run_names) / sizeof(run_names[0]); j++)
			gather(side, run_names[j], json_object_get(results[i].run, run_names[j]));
	}
	return side;
}

static bool has_all(const json_t *values, const json_t *others)
{
	json_t *value, *other;
	size_t i, j;

	json_array_foreach(values, i, value) {
		bool found = false;

		json_array_foreach(others, j, other)
			found |= json_equal(value, other);
		if (!found)
			return false;
	}
	return true;
}

static bool is_equal_set(const json_t *values, const json_t *others)
{
	return has_all(values, others) && has_all(others, values);
}

static void add_difference(json_t *list, const char *name, json_t *base, json_t *other)
{
	json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "name", name,
					      "base", base ? json_incref(base) : json_array(),
					      "other", other ? json_incref(other) : json_array()));
}

json_t *machine_differences(const struct result *base, size_t base_count,
			    const struct result *other, size_t other_count)
{
	json_t *from = side_of(base, base_count), *to = side_of(other, other_count),
	       *list = json_array(), *values;
	const char *name;

	json_object_foreach(from, name, values)
		if (!is_equal_set(values, json_object_get(to, name)))
			add_difference(list, name, values, json_object_get(to, name));
	json_object_foreach(to, name, values)
		if (!json_object_get(from, name))
			add_difference(list, name, NULL, values);
	json_decref(from);
	json_decref(to);
	return list;
}
