// SPDX-License-Identifier: GPL-2.0-only
/* Sessions and files of a side, by what their run objects say. */
#include <stdlib.h>
#include <string.h>
#include "compare/side.h"
#include "result/find.h"
#include "result/publish.h"

#define CORE_CYCLES_MAX 1000.0 /* in a TSC cycle */
#define SESSIONS_MOST   20000u /* every pair of one seed and day is compared */

/* Texts are borrowed; "" if missing. */
struct session {
	const char *machine, *started, *boot;
	json_int_t seed;
	bool has_seed;
	double seconds; /* how long it took; 0: missing */
};

struct sessions {
	size_t count, room;
	struct session *list;
};

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static bool add(struct sessions *sessions, struct session session)
{
	if (sessions->count == sessions->room) {
		size_t room = 2 * sessions->room + 64;
		struct session *list = reallocarray(sessions->list, room, sizeof(*list));

		if (!list)
			return false;
		sessions->list = list;
		sessions->room = room;
	}
	sessions->list[sessions->count++] = session;
	return true;
}

/* The session of this run object, or those it was merged of, which may be merged themselves. */
static bool add_run(struct sessions *sessions, const json_t *machine, const json_t *run)
{
	const json_t *merged = json_object_get(run, "merged"), *seed = json_object_get(run, "seed");

	if (!json_array_size(merged))
		return add(sessions, (struct session){
			.machine = text_of(machine, "id"),
			.started = text_of(run, "started"),
			.boot = text_of(run, "boot"),
			.seed = json_integer_value(seed),
			.has_seed = json_is_integer(seed),
			.seconds = json_number_value(json_object_get(run, "seconds")),
		});
	for (size_t i = 0; i < json_array_size(merged); i++)
		if (!add_run(sessions, machine, json_array_get(merged, i)))
			return false;
	return true;
}

static bool add_side(struct sessions *sessions, struct compare_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (!add_run(sessions, side.results[i].machine, side.results[i].run))
			return false;
	return true;
}

/* No seed or no day: it cannot be recognized. */
static void drop_unknown(struct sessions *sessions)
{
	size_t kept = 0;

	for (size_t i = 0; i < sessions->count; i++)
		if (sessions->list[i].has_seed &&
		    strlen(sessions->list[i].started) >= PUBLISHED_DAY_LETTERS)
			sessions->list[kept++] = sessions->list[i];
	sessions->count = kept;
}

static int by_seed_and_day(const void *a, const void *b)
{
	const struct session *one = a, *other = b;

	if (one->seed != other->seed)
		return one->seed < other->seed ? -1 : 1;
	return strncmp(one->started, other->started, PUBLISHED_DAY_LETTERS);
}

static bool is_day(const char *started)
{
	return !strcmp(started + PUBLISHED_DAY_LETTERS, PUBLISHED_TIME);
}

/*
 * Two sessions of one seed and day. Durations have nanoseconds, starts only seconds: short sessions
 * may share a start but not a duration. In an emulator they may share a duration but not a start.
 */
static bool is_same(const struct session *one, const struct session *other)
{
	bool may_be_one_machine =
		!*one->machine || !*other->machine || !strcmp(one->machine, other->machine);
	bool are_known = one->seconds > 0 && other->seconds > 0;
	bool are_as_long = are_known && one->seconds == other->seconds;

	if (!may_be_one_machine)
		return false;
	if (are_as_long && (is_day(one->started) || is_day(other->started)))
		return true;
	return !strcmp(one->started, other->started) && (are_as_long || !are_known);
}

static const struct session *find_repeated(struct sessions *sessions)
{
	struct session *list = sessions->list;

	drop_unknown(sessions);
	if (sessions->count)
		qsort(list, sessions->count, sizeof(*list), by_seed_and_day);
	for (size_t i = 1; i < sessions->count; i++)
		for (size_t j = i; j-- && !by_seed_and_day(&list[i], &list[j]);)
			if (is_same(&list[i], &list[j]))
				return &list[i];
	return NULL;
}

struct words sides_repeat_session(struct compare_side base, struct compare_side other)
{
	struct sessions sessions = { 0 };
	const struct session *repeated;
	struct words wrong = NO_WORDS;

	if (!add_side(&sessions, base) || !add_side(&sessions, other)) {
		wrong = words("out of memory");
	} else if (sessions.count > SESSIONS_MOST) {
		wrong = words("more than %u sessions", SESSIONS_MOST);
	} else {
		repeated = find_repeated(&sessions);
		if (repeated)
			wrong = words("the same session is there twice (started %s, seed "
				      "%" JSON_INTEGER_FORMAT "): it would pass for two that agree",
				      repeated->started, repeated->seed);
	}
	free(sessions.list);
	return wrong;
}

size_t side_sessions(struct compare_side side)
{
	struct sessions sessions = { 0 };
	size_t count = add_side(&sessions, side) ? sessions.count : 0;

	free(sessions.list);
	return count;
}

size_t side_boots(struct compare_side side)
{
	struct sessions sessions = { 0 };
	json_t *boots = json_object();
	bool are_known = add_side(&sessions, side);
	size_t count;

	for (size_t i = 0; i < sessions.count && are_known; i++)
		are_known = *sessions.list[i].boot &&
			    !json_object_set_new(boots, sessions.list[i].boot, json_true());
	count = are_known ? json_object_size(boots) : 0;
	json_decref(boots);
	free(sessions.list);
	return count;
}

size_t side_interrupted(struct compare_side side)
{
	size_t count = 0;

	for (size_t i = 0; i < side.count; i++)
		count += !side.results[i].complete;
	return count;
}

bool side_is_before(struct compare_side first, struct compare_side second)
{
	const char *last = "", *earliest = NULL;

	/* times are written so that they sort */
	for (size_t i = 0; i < first.count; i++) {
		const char *start = text_of(first.results[i].run, "started");

		if (!*start)
			return !second.count;
		last = strcmp(start, last) > 0 ? start : last;
	}
	for (size_t i = 0; i < second.count; i++) {
		const char *start = text_of(second.results[i].run, "started");

		earliest = !earliest || strcmp(start, earliest) < 0 ? start : earliest;
	}
	return !first.count || !earliest || strcmp(last, earliest) < 0;
}

bool core_cycles_are_plausible(double cycles)
{
	return cycles > 1 / CORE_CYCLES_MAX && cycles < CORE_CYCLES_MAX;
}

double side_core_cycles(const struct result *result)
{
	const json_t *canary = json_object_get(json_object_get(result->run, "during"), "canary");
	double cycles = json_number_value(json_object_get(canary, "cycles_per_tsc_cycle"));

	return core_cycles_are_plausible(cycles) ? cycles : 0;
}

bool side_has_core_cycles(struct compare_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (!(side_core_cycles(&side.results[i]) > 0))
			return false;
	return true;
}
