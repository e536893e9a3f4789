// SPDX-License-Identifier: GPL-2.0-only
/* Reads published figures, and checks them as strictly as results. */
#define _GNU_SOURCE
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/literature.h"
#include "result/fields.h"
#include "text/words.h"

#define FORMAT     "exitbench-published/1.0"
#define VALUES_MAX 1000

struct text_row {
	const char *name;
	size_t offset;
	bool required;
};

static const struct text_row value_texts[] = {
	{ "what", offsetof(struct published_value, what), true },
	{ "figure", offsetof(struct published_value, figure), true },
	{ "op", offsetof(struct published_value, op), false },
	{ "technique", offsetof(struct published_value, technique), false },
	{ "cpu", offsetof(struct published_value, cpu), true },
	{ "released", offsetof(struct published_value, released), false },
	{ "unit", offsetof(struct published_value, unit), true },
	{ "clock", offsetof(struct published_value, clock), false },
};
static const struct text_row table_texts[] = {
	{ "paper", offsetof(struct published, paper), true },
	{ "authors", offsetof(struct published, authors), false },
	{ "venue", offsetof(struct published, venue), false },
	{ "table", offsetof(struct published, table), false },
	{ "url", offsetof(struct published, url), false },
};
#define COUNT(rows) (sizeof(rows) / sizeof(rows[0]))

static struct words read_texts(const struct text_row *rows, size_t count, const json_t *json,
			       void *object)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_object_get(json, rows[i].name));

		if (!text && rows[i].required)
			return words("\"%s\" is missing", rows[i].name);
		*(char **)((char *)object + rows[i].offset) = text ? strdup(text) : NULL;
	}
	return NO_WORDS;
}

static void free_texts(const struct text_row *rows, size_t count, void *object)
{
	for (size_t i = 0; i < count; i++)
		free(*(char **)((char *)object + rows[i].offset));
}

static bool is_one_of(const char *text, const char *const *names)
{
	while (*names && strcmp(*names, text))
		names++;
	return *names;
}

static struct words read_value(const json_t *json, struct published_value *value)
{
	static const char *const figures[] = { "round_trip", "exit", "entry", "operation", NULL };
	static const char *const units[] = { "cycles", "us", "ns", NULL };
	struct words wrong = read_texts(value_texts, COUNT(value_texts), json, value);
	const json_t *number = json_object_get(json, "value"), *hi = json_object_get(json, "hi");

	if (*wrong.text)
		return wrong;
	if (!is_one_of(value->figure, figures))
		return words("\"figure\" is none of round_trip, exit, entry, operation");
	if (!is_one_of(value->unit, units))
		return words("\"unit\" is none of cycles, us, ns");
	if (!json_is_number(number) || !(json_number_value(number) > 0))
		return words("\"value\" is not a positive number");
	value->value = json_number_value(number);
	value->hi = json_is_number(hi) ? json_number_value(hi) : value->value;
	value->year = (int)json_integer_value(json_object_get(json, "year"));
	value->aside = json_is_true(json_object_get(json, "aside"));
	return NO_WORDS;
}

static void table_free(struct published *table)
{
	for (size_t i = 0; i < table->count; i++)
		free_texts(value_texts, COUNT(value_texts), &table->values[i]);
	free_texts(table_texts, COUNT(table_texts), table);
	free(table->values);
	free(table->id);
	*table = (struct published){ 0 };
}

static struct words read_table(const json_t *json, struct published *table)
{
	const char *format = json_string_value(json_object_get(json, "format"));
	const json_t *source = json_object_get(json, "source"),
		     *values = json_object_get(json, "values");
	struct words wrong;

	if (!format || strcmp(format, FORMAT))
		return words("not published figures (no \"format\": \"" FORMAT "\")");
	wrong = read_texts(table_texts, COUNT(table_texts), source, table);
	if (*wrong.text)
		return wrong;
	if (!json_is_boolean(json_object_get(json, "verified")))
		return words("\"verified\" is neither true nor false");
	if (!json_is_array(values) || json_array_size(values) > VALUES_MAX)
		return words("\"values\" is not a list of a plausible length");
	table->year = (int)json_integer_value(json_object_get(source, "year"));
	table->verified = json_is_true(json_object_get(json, "verified"));
	table->values = calloc(json_array_size(values) + 1, sizeof(*table->values));
	while (table->values && !*wrong.text && table->count < json_array_size(values)) {
		wrong = read_value(json_array_get(values, table->count),
				   &table->values[table->count]);
		table->count++;
	}
	return wrong;
}

struct words published_load(struct published *table, const char *path)
{
	json_error_t error;
	json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	struct words wrong;

	*table = (struct published){ .id = strdup(basename(path)) };
	if (table->id && strrchr(table->id, '.'))
		*strrchr(table->id, '.') = 0;
	wrong = json ? read_table(json, table) : words("%s", error.text);
	json_decref(json);
	if (!*wrong.text)
		return wrong;
	table_free(table);
	return words("%.200s: %.300s", path, wrong.text);
}

static int by_year(const void *a, const void *b)
{
	const struct published *x = a, *y = b;

	return x->year != y->year ? x->year - y->year : strcmp(x->id, y->id);
}

static bool is_table(const struct dirent *entry)
{
	const char *suffix = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && suffix && !strcmp(suffix, ".json") &&
	       strcmp(entry->d_name, "schema.json");
}

static void add(struct library *library, const char *path, void (*complain)(const char *words))
{
	struct published *tables =
		reallocarray(library->tables, library->count + 1, sizeof(*tables));
	struct words wrong;

	if (!tables)
		return;
	library->tables = tables;
	wrong = published_load(&tables[library->count], path);
	if (!*wrong.text)
		library->count++;
	else if (complain)
		complain(wrong.text);
}

struct library library_load(const char *directory, void (*complain)(const char *words))
{
	struct library library = { 0 };
	DIR *entries = opendir(directory);
	const struct dirent *entry;
	char *path;

	while (entries && (entry = readdir(entries)))
		if (is_table(entry) && asprintf(&path, "%s/%s", directory, entry->d_name) > 0) {
			add(&library, path, complain);
			free(path);
		}
	if (entries)
		closedir(entries);
	if (library.count)
		qsort(library.tables, library.count, sizeof(*library.tables), by_year);
	return library;
}

void library_free(struct library *library)
{
	for (size_t i = 0; i < library->count; i++)
		table_free(&library->tables[i]);
	free(library->tables);
	*library = (struct library){ 0 };
}
