// SPDX-License-Identifier: GPL-2.0-only
/*
 * What many cells have is once in the file, and cells have its place: methods, reasons, and columns
 * of trials.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"

#define REFERENCE_LETTERS 14 /* of {"column":100} */

json_t *place_in(json_t *tables, const char *name, const char *text)
{
	json_t *list = json_object_get(tables, name);
	size_t i = 0;

	if (!list)
		return json_string(text);
	while (i < json_array_size(list) &&
	       strcmp(json_string_value(json_array_get(list, i)), text))
		i++;
	if (i == json_array_size(list))
		json_array_append_new(list, json_string(text));
	return json_integer((json_int_t)i);
}

/* In an older format it is the text itself. */
static bool listed_read(struct json_view json, const struct text_list *list, char **member,
			struct reading *reading)
{
	json_int_t place = json_view_integer(json);

	if (!json_view_is(json, JSON_INTEGER))
		return field_read(FIELD_TEXT, json, member, reading);
	if (place < 0 || (size_t)place >= list->count)
		return refuse(reading, "is not a place in the file's list");
	*member = list->texts[place];
	return true;
}

json_t *reason_write(const void *member, json_t *tables)
{
	const char *reason = *(char *const *)member;

	return reason ? place_in(tables, "reasons", reason) : json_null();
}

bool reason_read(struct json_view json, void *member, struct reading *reading)
{
	return listed_read(json, &reading->reasons, member, reading);
}

bool method_read(struct json_view json, const char **member, struct reading *reading)
{
	char *method = reading->methods.count ? reading->methods.texts[0] : NULL;

	bool is_there = json_view_exists(json) && !json_view_is(json, JSON_NULL);

	if (is_there ? !listed_read(json, &reading->methods, &method, reading)
		     : !method)
		return refuse(reading, "has no plausible method");
	*member = method;
	return true;
}

/* The list is nothing in an older format. */
static bool find_list(struct json_view root, const char *name, struct json_view *list,
		      struct reading *reading)
{
	*list = json_view_find(root, name);
	return !json_view_exists(*list) ||
	       (json_view_is(*list, JSON_ARRAY) && json_view_count(*list) <= RESULT_LISTED_MAX) ||
	       refuse(reading, "\"%s\" is not a list of a plausible length", name);
}

static bool texts_read(struct json_view root, const char *name, struct text_list *texts,
		       struct reading *reading)
{
	struct json_view list, at;

	if (!find_list(root, name, &list, reading))
		return false;
	texts->texts = calloc(json_view_count(list) + 1, sizeof(*texts->texts));
	if (!texts->texts)
		return refuse(reading, "does not fit in memory");
	for (at = json_view_first(list); json_view_exists(at); at = json_view_next(list, at))
		if (!field_read(FIELD_TEXT, at, &texts->texts[texts->count++], reading))
			return refuse(reading, "\"%s\" is not a list of texts", name);
	return true;
}

static bool columns_read(struct json_view root, struct reading *reading)
{
	struct json_view list, at;

	if (!find_list(root, "columns", &list, reading))
		return false;
	reading->columns = calloc(json_view_count(list) + 1, sizeof(*reading->columns));
	if (!reading->columns)
		return refuse(reading, "does not fit in memory");
	for (at = json_view_first(list); json_view_exists(at); at = json_view_next(list, at))
		reading->columns[reading->column_count++] = at;
	return true;
}

bool lists_read(struct json_view root, struct reading *reading)
{
	return texts_read(root, "methods", &reading->methods, reading) &&
	       texts_read(root, "reasons", &reading->reasons, reading) &&
	       columns_read(root, reading);
}

void lists_free(struct reading *reading)
{
	free(reading->methods.texts);
	free(reading->reasons.texts);
	free(reading->columns);
	free(reading->scratch);
}

bool column_find(struct json_view *column, const struct reading *reading)
{
	struct json_view at = json_view_find(*column, "column");
	json_int_t place = json_view_integer(at);

	if (!json_view_is(*column, JSON_OBJECT))
		return true;
	if (!json_view_is(at, JSON_INTEGER) || place < 0 || (size_t)place >= reading->column_count)
		return false;
	*column = reading->columns[place];
	return json_view_is(*column, JSON_ARRAY);
}

/* The name and the list as a text, to be freed; NULL if it is shorter than its place would be. */
static char *text_of(const char *name, const json_t *list)
{
	char *text = json_is_array(list) ? json_dumps(list, JSON_COMPACT) : NULL, *named = NULL;

	if (text && strlen(text) > REFERENCE_LETTERS && asprintf(&named, "%s %s", name, text) < 0)
		named = NULL;
	free(text);
	return named;
}

/* The second time that a list is seen, it becomes a column of the file. */
static void share_list(json_t *cell, const char *name, json_t *list, json_t *seen, json_t *columns)
{
	char *text = text_of(name, list);
	json_t *before = text ? json_object_get(seen, text) : NULL, *reference = NULL;

	if (json_is_object(before)) {
		reference = json_pack("{s:i}", "column", (int)json_array_size(columns));
		json_array_append(columns, list);
		json_object_set(before, name, reference);
		json_object_set_new(seen, text, json_pack("[o]", reference));
	} else if (before) {
		reference = json_array_get(before, 0);
	}
	if (reference)
		json_object_set(cell, name, reference);
	else if (text)
		json_object_set(seen, text, cell);
	free(text);
}

static void share_lists(json_t *cell, json_t *seen, json_t *columns)
{
	const char *name;
	json_t *column;

	json_object_foreach(cell, name, column)
		if (json_is_object(column))
			share_lists(column, seen, columns);
		else
			share_list(cell, name, column, seen, columns);
}

void columns_share(json_t *cells, json_t *columns)
{
	json_t *seen = json_object(), *cell;
	size_t i;

	json_array_foreach(cells, i, cell)
		share_lists(json_object_get(cell, "trial_data"), seen, columns);
	json_decref(seen);
}
