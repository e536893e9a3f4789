// SPDX-License-Identifier: GPL-2.0-only
/* Sessions by what their run objects say of them. Sorted, the same session lies beside itself. */
#include <stdlib.h>
#include <string.h>
#include "compare/side.h"
#include "result/publish.h"
#include "text/words.h"

#define CORE_CYCLES_MAX 1000.0 /* in a TSC cycle: more than that no file may claim */

/* What tells one session from all others. Borrowed. */
struct identity {
	const char *machine; /* "": not known */
	json_int_t seed;
	const char *started;
	double seconds;      /* how long it took; 0: not known */
};

struct identities {
	size_t count, room;
	struct identity *list;
};

static bool add(struct identities *identities, struct identity identity)
{
	size_t room =
		identities->count < identities->room ? identities->room : 2 * identities->room + 64;
	struct identity *list = room == identities->room
					? identities->list
					: reallocarray(identities->list, room, sizeof(*list));

	if (!list)
		return false;
	identities->list = list;
	identities->room = room;
	list[identities->count++] = identity;
	return true;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/*
 * Calls `visit` for each session's run object: the file's, or all that it was merged of, which may
 * have been merged before.
 */
static bool visit_sessions(const json_t *machine, const json_t *run,
			   bool (*visit)(const json_t *machine, const json_t *run, void *data),
			   void *data)
{
	const json_t *merged = json_object_get(run, "merged");

	if (!json_array_size(merged))
		return visit(machine, run, data);
	for (size_t i = 0; i < json_array_size(merged); i++)
		if (!visit_sessions(machine, json_array_get(merged, i), visit, data))
			return false;
	return true;
}

static bool visit_side(struct compare_side side,
		       bool (*visit)(const json_t *machine, const json_t *run, void *data),
		       void *data)
{
	for (size_t i = 0; i < side.count; i++)
		if (!visit_sessions(side.results[i].machine, side.results[i].run, visit, data))
			return false;
	return true;
}

/* false without memory. One that tells no seed or no time cannot be known again. */
static bool add_identity(const json_t *machine, const json_t *run, void *data)
{
	const json_t *seed = json_object_get(run, "seed");
	struct identity identity = { text_of(machine, "id"), json_integer_value(seed),
				     text_of(run, "started"),
				     json_number_value(json_object_get(run, "seconds")) };

	if (!json_is_integer(seed) || strlen(identity.started) < PUBLISHED_DAY_LETTERS)
		return true;
	return add(data, identity);
}

static bool is_day(const char *started)
{
	return !strcmp(started + PUBLISHED_DAY_LETTERS, PUBLISHED_TIME);
}

/* A machine that is not known comes before all others, and so beside the first of them. */
static int by_start(const void *a, const void *b)
{
	const struct identity *one = a, *other = b;
	int starts = strcmp(one->started, other->started);

	if (one->seed != other->seed)
		return (one->seed > other->seed) - (one->seed < other->seed);
	if (starts || one->seconds != other->seconds)
		return starts ? starts : one->seconds < other->seconds ? -1 : 1;
	return strcmp(one->machine, other->machine);
}

/* Published ones come before those that took as long. */
static int by_length(const void *a, const void *b)
{
	const struct identity *one = a, *other = b;
	int days = strncmp(one->started, other->started, PUBLISHED_DAY_LETTERS);

	if (one->seed != other->seed)
		return (one->seed > other->seed) - (one->seed < other->seed);
	if (days || one->seconds != other->seconds)
		return days ? days : one->seconds < other->seconds ? -1 : 1;
	if (is_day(one->started) != is_day(other->started))
		return is_day(one->started) ? -1 : 1;
	return strcmp(one->machine, other->machine);
}

static bool may_be_one_machine(const struct identity *one, const struct identity *other)
{
	return !*one->machine || !*other->machine || !strcmp(one->machine, other->machine);
}

/*
 * Times are told to the second: short sessions of one seed may share theirs, but did not take
 * equally long.
 */
static bool has_same_start(const struct identity *one, const struct identity *other)
{
	bool may_be_as_long =
		one->seconds == other->seconds || !(one->seconds > 0) || !(other->seconds > 0);

	return one->seed == other->seed && !strcmp(one->started, other->started) &&
	       may_be_as_long && may_be_one_machine(one, other);
}

/*
 * To the nanosecond, no two sessions take equally long. In an emulator they may, but then know when
 * they started.
 */
static bool has_same_length(const struct identity *one, const struct identity *other)
{
	return (is_day(one->started) || is_day(other->started)) && one->seed == other->seed &&
	       one->seconds > 0 && !strncmp(one->started, other->started, PUBLISHED_DAY_LETTERS) &&
	       one->seconds == other->seconds && may_be_one_machine(one, other);
}

/* Of a published file the time of day says nothing. */
static bool is_same(const struct identity *one, const struct identity *other)
{
	if (is_day(one->started) && is_day(other->started) && one->seconds > 0 &&
	    other->seconds > 0)
		return has_same_length(one, other);
	return has_same_start(one, other) || has_same_length(one, other);
}

static const struct identity *first_repeated(struct identities *identities,
					     int (*order)(const void *, const void *))
{
	if (identities->count)
		qsort(identities->list, identities->count, sizeof(*identities->list), order);
	for (size_t i = 1; i < identities->count; i++)
		if (is_same(&identities->list[i - 1], &identities->list[i]))
			return &identities->list[i];
	return NULL;
}

const char *file_sessions_repeated(struct compare_side base, struct compare_side other)
{
	struct identities identities = { 0 };
	const struct identity *repeated = NULL;
	const char *words = "out of memory";

	if (visit_side(base, add_identity, &identities) &&
	    visit_side(other, add_identity, &identities)) {
		repeated = first_repeated(&identities, by_start);
		if (!repeated)
			repeated = first_repeated(&identities, by_length);
		words = repeated ? words_kept("the same session is there twice (started %s, seed "
					      "%" JSON_INTEGER_FORMAT
					      "): counted twice it would pass for two that agree",
					      repeated->started, repeated->seed)
				 : NULL;
	}
	free(identities.list);
	return words;
}

static bool count_session(const json_t *machine, const json_t *run, void *count)
{
	(void)machine;
	(void)run;
	++*(size_t *)count;
	return true;
}

size_t file_sessions_count(struct compare_side side)
{
	size_t count = 0;

	visit_side(side, count_session, &count);
	return count;
}

/* By their names; false for one that has none. */
static bool add_boot(const json_t *machine, const json_t *run, void *boots)
{
	const char *boot = text_of(run, "boot");

	(void)machine;
	return *boot && !json_object_set_new(boots, boot, json_true());
}

size_t file_sessions_boots(struct compare_side side)
{
	json_t *boots = json_object();
	size_t count = visit_side(side, add_boot, boots) ? json_object_size(boots) : 0;

	json_decref(boots);
	return count;
}

static const char *start_of(const struct result *result)
{
	const char *start = json_string_value(json_object_get(result->run, "started"));

	return start ? start : "";
}

bool side_is_before(struct compare_side first, struct compare_side second)
{
	for (size_t i = 0; i < first.count; i++)
		for (size_t j = 0; j < second.count; j++)
			if (!*start_of(&first.results[i]) ||
			    strcmp(start_of(&first.results[i]), start_of(&second.results[j])) >= 0)
				return false;
	return true;
}

size_t side_interrupted(struct compare_side side)
{
	size_t count = 0;

	for (size_t i = 0; i < side.count; i++)
		count += !side.results[i].complete;
	return count;
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

bool side_tells_clock(struct compare_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (!(side_core_cycles(&side.results[i]) > 0))
			return false;
	return true;
}
