// SPDX-License-Identifier: GPL-2.0-only
/* Trials out of a file: columns, or before format 1.1 objects. */
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"
#include "text/words.h"

/* What is used or checked where only figures are kept. */
#define TRIAL_COMPARED offsetof(struct trial_result, histogram.hi)

/* An element of a column into a member. Null says nothing: a trial may have no histogram. */
static bool element_read(const struct field *field, struct json_view json,
			 struct trial_result *trial, struct reading *reading)
{
	if (json_view_is(json, JSON_NULL) && (!field->required || field->kind == FIELD_BLOCKS))
		return true;
	return field_read(field->kind, json, (char *)trial + field->offset, reading);
}

/* The words for numbers that are none of the kind are those for a list. */
static bool numbers_read(const struct field *field, struct json_view list,
			 struct cell_result *cell, struct reading *reading)
{
	const char *at;
	enum json_numbers numbers = json_view_numbers(list, &at);

	if (field->kind == FIELD_BLOCKS ||
	    (field->kind != FIELD_FIGURE && numbers != JSON_WHOLE_NUMBERS))
		return field_read(field->kind, list, cell->trials, reading);
	if (reading->is_figures_only && field->offset > TRIAL_COMPARED && field->kind != FIELD_FLAG)
		return true;
	for (size_t i = 0; i < cell->trial_count; i++)
		if (!field_set_number(field->kind, json_take_number(&at),
				      (char *)&cell->trials[i] + field->offset, reading))
			return false;
	return true;
}

/* Of all trials of a cell. */
static bool column_read(const struct field *field, struct json_view json, void *object,
			struct reading *reading)
{
	struct cell_result *cell = object;
	struct json_view at;
	const char *numbers;
	bool is_list;

	if (field->kind == FIELD_APART)
		return true;
	if (!column_find(&json, reading))
		return refuse(reading, "is a column that the file does not have");
	is_list = json_view_is(json, JSON_ARRAY);
	at = is_list ? json_view_first(json) : json;
	if (is_list && json_view_count(json) != cell->trial_count)
		return refuse(reading, "is a list of another length than \"trials\" says");
	if (json_view_numbers(json, &numbers))
		return numbers_read(field, json, cell, reading);
	for (size_t i = 0; i < cell->trial_count; i++) {
		if (!element_read(field, at, &cell->trials[i], reading))
			return false;
		at = is_list ? json_view_next(json, at) : at;
	}
	return true;
}

/* The member "histogram", of a trial or of the columns of all. */
static bool histogram_find(struct json_view json, struct json_view *histogram,
			   struct reading *reading)
{
	*histogram = json_view_find(json, "histogram");
	if (json_view_is(*histogram, JSON_NULL))
		*histogram = (struct json_view){ 0 };
	return !json_view_exists(*histogram) || json_view_is(*histogram, JSON_OBJECT) ||
	       refuse(reading, "\"histogram\" is not an object of lo, hi and blocks");
}

/* A later version may share lists that this one does not know. Each must be there, kept or not. */
static bool resolve_unknown(struct json_view columns, struct cell_result *cell,
			    const struct reading *reading)
{
	const char *name;
	json_t *value;

	json_object_foreach(cell->unknown_trials, name, value) {
		struct json_view column = json_view_find(columns, name);

		if (json_is_integer(json_object_get(value, "column"))) {
			if (!column_find(&column, reading))
				return false;
			json_object_set_new(cell->unknown_trials, name, json_view_to_json(column));
		}
	}
	if (reading->is_figures_only) {
		json_decref(cell->unknown_trials);
		cell->unknown_trials = NULL;
	}
	return true;
}

/* Since format 1.1. */
static bool read_columns(struct json_view columns, struct cell_result *cell,
			 struct reading *reading)
{
	struct json_view histogram;

	for (size_t i = 0; i < cell->trial_count; i++)
		cell->trials[i].number = i;
	return fields_read_by(column_read, trial_fields, trial_field_count, columns, cell,
			      &cell->unknown_trials, reading) &&
	       (resolve_unknown(columns, cell, reading) ||
		refuse(reading, "\"trial_data\" has a column that the file does not have")) &&
	       histogram_find(columns, &histogram, reading) &&
	       (!json_view_exists(histogram) ||
		fields_read_by(column_read, histogram_fields, histogram_field_count, histogram,
			       cell, NULL, reading));
}

/* A column of the members that no row knows, made if need be, with a null for each trial. */
static json_t *unknown_column(struct cell_result *cell, const char *name, size_t count)
{
	json_t *column = json_object_get(cell->unknown_trials, name);

	if (!cell->unknown_trials)
		cell->unknown_trials = json_object();
	if (!json_is_array(column)) {
		column = json_array();
		json_object_set_new(cell->unknown_trials, name, column);
	}
	while (json_array_size(column) < count)
		json_array_append_new(column, json_null());
	return column;
}

static void keep_unknown(struct cell_result *cell, size_t trial, json_t *unknown)
{
	const char *name;
	json_t *value;

	json_object_foreach(unknown, name, value)
		json_array_set(unknown_column(cell, name, cell->trial_count), trial, value);
	json_decref(unknown);
}

void trials_join_unknown(struct cell_result *cell, const struct cell_result *more)
{
	size_t count = cell->trial_count + more->trial_count;
	const char *name;
	json_t *value;

	json_object_foreach(more->unknown_trials, name, value) {
		json_t *column = unknown_column(cell, name, count);

		for (size_t i = 0; i < more->trial_count; i++)
			json_array_set(column, cell->trial_count + i,
				       json_is_array(value) ? json_array_get(value, i) : value);
	}
	json_object_foreach(cell->unknown_trials, name, value)
		unknown_column(cell, name, count);
}

static bool read_trial(struct json_view json, struct cell_result *cell, size_t i,
		       struct reading *reading)
{
	struct json_view histogram;
	json_t *unknown = NULL;
	bool is_good;

	if (json_view_is(json, JSON_ARRAY))
		return refuse(reading, "\"trial_data\" is not a list of objects");
	is_good = fields_read(trial_fields, trial_field_count, json, &cell->trials[i], &unknown,
			      reading);
	keep_unknown(cell, i, unknown);
	return is_good && histogram_find(json, &histogram, reading) &&
	       (!json_view_exists(histogram) ||
		fields_read(histogram_fields, histogram_field_count, histogram, &cell->trials[i],
			    NULL, reading));
}

/* Format 1.0. */
static bool read_list(struct json_view list, struct cell_result *cell, struct reading *reading)
{
	const char *numbers;
	size_t i = 0;

	if (json_view_numbers(list, &numbers))
		return read_trial(list, cell, 0, reading);
	for (struct json_view at = json_view_first(list); json_view_exists(at);
	     at = json_view_next(list, at))
		if (!read_trial(at, cell, i++, reading))
			return false;
	return true;
}

static bool check_histograms(const struct cell_result *cell, struct reading *reading)
{
	for (size_t i = 0; i < cell->trial_count; i++)
		if (cell->trials[i].histogram.lo > cell->trials[i].histogram.hi)
			return refuse(reading, "\"histogram\" ends before it begins");
	return true;
}

/* What comparing needs of a trial, instead of all of it. */
static bool keep_figures(struct cell_result *cell, struct reading *reading)
{
	cell->trial_figures = calloc(cell->trial_count, sizeof(*cell->trial_figures));
	for (size_t i = 0; cell->trial_figures && i < cell->trial_count; i++) {
		const struct trial_result *trial = &cell->trials[i];

		cell->trial_figures[i] = (struct trial_figures){
			trial->floor, trial->median, trial->core_cycles,
			trial->alone_floor, trial->alone_median, trial->session,
		};
	}
	cell->trials = NULL;
	return cell->trial_figures || refuse(reading, "does not fit in memory");
}

/* The numbers of the trials, if there are such, or their list. They also say how many there are. */
static bool are_as_many(struct json_view json, const struct cell_result *cell,
			struct reading *reading)
{
	bool is_list = json_view_is(json, JSON_ARRAY);
	struct json_view counted = is_list ? json : json_view_find(json, "trial");

	if (!is_list && json_view_is(json, JSON_OBJECT) && !json_view_exists(counted))
		return true;
	return column_find(&counted, reading) && json_view_is(counted, JSON_ARRAY) &&
	       json_view_count(counted) == cell->trial_count;
}

/* Trials of which only the figures are kept, one cell after another. */
static struct trial_result *scratch_for(size_t trials, struct reading *reading)
{
	if (trials + 1 > reading->scratch_room) {
		free(reading->scratch);
		reading->scratch = malloc((trials + 1) * sizeof(*reading->scratch));
		reading->scratch_room = reading->scratch ? trials + 1 : 0;
	}
	if (reading->scratch)
		memset(reading->scratch, 0, (trials + 1) * sizeof(*reading->scratch));
	return reading->scratch;
}

/* Columns of one value for all trials make a short file, so that a bound is needed. */
static bool are_not_too_many(const struct cell_result *cell, struct reading *reading)
{
	if (cell->trial_count > RESULT_TRIALS_MAX - reading->trials)
		return refuse(reading, "\"trials\" are too many");
	reading->trials += cell->trial_count;
	return true;
}

static bool make_room(struct cell_result *cell, struct reading *reading)
{
	cell->trials = reading->is_figures_only
			       ? scratch_for(cell->trial_count, reading)
			       : calloc(cell->trial_count + 1, sizeof(*cell->trials));
	return cell->trials || refuse(reading, "does not fit in memory");
}

/* The scratch is no cell's. */
static bool drop_scratch(struct cell_result *cell, const struct reading *reading)
{
	if (reading->is_figures_only)
		cell->trials = NULL;
	return false;
}

bool trials_read(struct json_view json, struct cell_result *cell, struct reading *reading)
{
	bool is_list = json_view_is(json, JSON_ARRAY);

	if (!are_not_too_many(cell, reading))
		return false;
	if (!json_view_exists(json) || json_view_is(json, JSON_NULL) ||
	    (is_list && !json_view_count(json)) ||
	    (json_view_is(json, JSON_OBJECT) && !json_view_exists(json_view_first(json))))
		return true;
	if (!are_as_many(json, cell, reading))
		return refuse(reading,
			      "\"trial_data\" is not of as many trials as \"trials\" says");
	return (make_room(cell, reading) &&
		(is_list ? read_list(json, cell, reading) : read_columns(json, cell, reading)) &&
		check_histograms(cell, reading) &&
		(!reading->is_figures_only || keep_figures(cell, reading))) ||
	       drop_scratch(cell, reading);
}
