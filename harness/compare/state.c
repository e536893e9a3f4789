// SPDX-License-Identifier: GPL-2.0-only
/*
 * A side's machine objects flattened: "part/name" to a set of texts, which is an object with the
 * texts as its names. What this program does not know is compared too: newer files may record more.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare/parts.h"
#include "result/find.h"
#include "text/words.h"

/* Not state: it differs at every look, or follows from the rest. */
static const char *const volatile_names[] = {
	"id", "id_source", "findings", "smi_count", "state/load", "clock/empty_window_ticks",
	"clock/hz",
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

static void gather_text(json_t *side, const char *name, const char *text)
{
	if (!json_object_get(side, name))
		json_object_set_new(side, name, json_object());
	json_object_set_new(json_object_get(side, name), text, json_true());
}

static void gather_value(json_t *side, const char *name, const json_t *value)
{
	char *dump;

	if (json_is_string(value)) {
		gather_text(side, name, json_string_value(value));
	} else if (!value || json_is_null(value)) {
		gather_text(side, name, "unknown");
	} else {
		dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS |
						 JSON_REAL_PRECISION(6));
		gather_text(side, name, words("%s", dump ? dump : "?").text);
		free(dump);
	}
}

/* Every leaf of `value`, under this name. */
static void gather(json_t *side, const char *name, json_t *value)
{
	const char *key;
	json_t *member;

	if (is_volatile(name))
		return;
	if (!json_is_object(value))
		gather_value(side, name, value);
	else
		json_object_foreach(value, key, member)
			gather(side, words("%s%s%s", name, *name ? "/" : "", key).text, member);
}

/* The clock's rate is state; its last digits are not. */
static void gather_clock(json_t *side, const struct result *result)
{
	double hz = result_tsc_hz(result);

	if (hz > 0)
		gather_text(side, "clock/hz", words("%.3g GHz", hz / 1e9).text);
}

static json_t *side_of(const struct result *results, size_t count)
{
	json_t *side = json_object();

	for (size_t i = 0; i < count; i++) {
		gather(side, "", results[i].machine);
		gather_clock(side, &results[i]);
		if (results[i].table_sha256)
			gather_text(side, "table_sha256", results[i].table_sha256);
		if (results[i].module)
			gather(side, "module", results[i].module);
		for (size_t j = 0; j < sizeof(run_names) / sizeof(run_names[0]); j++)
			gather(side, run_names[j], json_object_get(results[i].run, run_names[j]));
	}
	return side;
}

/* The texts as an array, in the order of the files. */
static json_t *texts_of(json_t *set)
{
	json_t *texts = json_array(), *value;
	const char *text;

	json_object_foreach(set, text, value)
		json_array_append_new(texts, json_string(text));
	return texts;
}

json_t *machine_differences(const struct result *base, size_t base_count,
			    const struct result *other, size_t other_count)
{
	json_t *from = side_of(base, base_count), *to = side_of(other, other_count),
	       *names = json_copy(from), *list = json_array(), *value;
	const char *name;

	json_object_update_missing(names, to);
	json_object_foreach(names, name, value) {
		json_t *one = json_object_get(from, name), *another = json_object_get(to, name);

		if (!json_equal(one, another))
			json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "name", name,
							      "base", texts_of(one), "other",
							      texts_of(another)));
	}
	json_decref(names);
	json_decref(from);
	json_decref(to);
	return list;
}
