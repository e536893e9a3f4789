// SPDX-License-Identifier: GPL-2.0-only
/* A cell's trials as columns: a member of a trial is a column, a trial is a row. */
#include <stdio.h>
#include <math.h>
#include <stdlib.h>
#include "result/fields.h"

#define DIGITS 6 /* a figure's interval is some 1e-4 wide at best */

static bool all_are_equal(const json_t *list)
{
	for (size_t i = 1; i < json_array_size(list); i++)
		if (!json_equal(json_array_get(list, 0), json_array_get(list, i)))
			return false;
	return true;
}

/* A figure is rounded, far below what one trial's is worth. Counts of an emulator are whole. */
static json_t *number_write(enum field_kind kind, const void *member)
{
	char text[32];
	double value;

	if (kind == FIELD_FLAG)
		return json_integer(*(const bool *)member);
	if (kind != FIELD_FIGURE)
		return field_write(kind, member, NULL);
	value = *(const double *)member;
	snprintf(text, sizeof(text), "%.*g", DIGITS, value);
	value = value == floor(value) ? value : strtod(text, NULL);
	return field_write(kind, &value, NULL);
}

static bool is_number(const struct field *field)
{
	return field->offset == offsetof(struct trial_result, number);
}

/* 0, 1, 2 ... is nothing to say. Other numbers are always a list. */
static bool count_up(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if ((size_t)json_integer_value(json_array_get(list, i)) != i)
			return false;
	return true;
}

static json_t *column_write(const struct field *field, const struct cell_result *cell)
{
	json_t *list = json_array(), *same;

	for (size_t i = 0; i < cell->trial_count; i++)
		json_array_append_new(list,
				      number_write(field->kind,
						   (const char *)&cell->trials[i] + field->offset));
	if (is_number(field) ? !count_up(list)
			     : field->kind == FIELD_BLOCKS || !all_are_equal(list))
		return list;
	same = is_number(field) ? json_null() : json_incref(json_array_get(list, 0));
	json_decref(list);
	return same;
}

static bool is_zero(const json_t *json)
{
	return json_is_integer(json) && !json_integer_value(json);
}

/* A member that is 0 in all trials is left out, if it may be. */
static json_t *columns_write(const struct field *fields, size_t count,
			     const struct cell_result *cell)
{
	json_t *columns = json_object();

	for (size_t i = 0; i < count; i++) {
		json_t *column = column_write(&fields[i], cell);

		if (json_is_null(column) || (!fields[i].required && is_zero(column)))
			json_decref(column);
		else
			json_object_set_new(columns, fields[i].name, column);
	}
	return columns;
}

static bool has_histograms(const struct cell_result *cell)
{
	for (size_t i = 0; i < cell->trial_count; i++)
		if (cell->trials[i].histogram.blocks)
			return true;
	return false;
}

json_t *trials_write(const struct cell_result *cell)
{
	json_t *columns = columns_write(trial_fields, trial_field_count, cell);

	if (has_histograms(cell))
		json_object_set_new(columns, "histogram",
				    columns_write(histogram_fields, histogram_field_count, cell));
	json_object_update_missing(columns, cell->unknown_trials);
	return columns;
}
