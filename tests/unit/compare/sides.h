/* SPDX-License-Identifier: GPL-2.0-only */
/* Two sides of made-up sessions, filled, compared and freed. */
#ifndef UNIT_COMPARE_SIDES_H
#define UNIT_COMPARE_SIDES_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "compare/merge.h"
#include "compare/print.h"
#include "sessions.h"

#define TEST(name)   static void name(void **state __attribute__((unused)))
#define ROW(name)    cmocka_unit_test_setup_teardown(name, enter, leave)
#define SESSIONS_MAX 16

/* What a test compares; freed by `leave`. */
static struct result base[SESSIONS_MAX], other[SESSIONS_MAX];
static size_t base_count, other_count;
static struct comparison comparison;
static struct compare_options options;

static inline int enter(void **state)
{
	(void)state;
	base_count = other_count = 0;
	comparison = (struct comparison){ 0 };
	options = (struct compare_options){ .figure = FIGURE_FLOOR };
	return 0;
}

static inline int leave(void **state)
{
	(void)state;
	for (size_t i = 0; i < base_count; i++)
		result_free(&base[i]);
	for (size_t i = 0; i < other_count; i++)
		result_free(&other[i]);
	comparison_free(&comparison);
	return 0;
}

static inline struct result *add_base(double cost)
{
	base[base_count] = session(cost);
	return &base[base_count++];
}

static inline struct result *add_other(double cost)
{
	other[other_count] = session(cost);
	return &other[other_count++];
}

/* Eight sessions a side, the first of them without a figure. */
static inline void add_sides(double base_cost, size_t base_refused, double other_cost,
			     size_t other_refused)
{
	for (size_t i = 0; i < 8; i++) {
		add_base(base_cost * (1 + 1e-4 * (double)i)),
			add_other(other_cost * (1 + 1e-4 * (double)i));
		if (i < base_refused)
			session_spoil(&base[i].cells[0], STATUS_FAIL, "its nop twin is unsteady");
		if (i < other_refused)
			session_spoil(&other[i].cells[0], STATUS_FAIL, "its nop twin is unsteady");
	}
}

/* NULL, or what is wrong: valid until the next call. */
static inline const char *kept(struct words wrong)
{
	static struct words last;

	last = wrong;
	return *last.text ? last.text : NULL;
}

static inline const char *merge_files(struct result *merged, const struct result *results,
				      size_t count, bool is_same_machine)
{
	return kept(merge(merged, results, count, is_same_machine));
}

static inline const char *compare_all(void)
{
	return kept(compare(&comparison, (struct compare_side){ base, base_count },
			    (struct compare_side){ other, other_count }, &options));
}

static inline enum verdict verdict(void)
{
	assert_null(compare_all());
	return comparison.rows[0].verdict;
}

static inline enum compare_outcome gate(double percent)
{
	options.is_gate = true;
	options.fail_percent = percent;
	assert_null(compare_all());
	return comparison_outcome(&comparison);
}

static inline char *printed(void (*print)(const struct comparison *, const struct side_names *,
					  FILE *))
{
	char *text = NULL, *names[SESSIONS_MAX] = { "a.json", "b.json" };
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	print(&comparison, &(struct side_names){ names, names }, stream);
	fclose(stream);
	return text;
}

/* Core cycles in a TSC cycle, by the canary. */
static inline void set_clock(struct result *result, double cycles)
{
	json_object_set_new(result->run, "during",
			    json_pack("{s:{s:f}}", "canary", "cycles_per_tsc_cycle", cycles));
}

static inline char *notes(void)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	compare_print_notes(&comparison, stream);
	fclose(stream);
	for (char *c = text; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	return text;
}

static inline void set_start(struct result *result, const char *time)
{
	json_object_set_new(result->run, "started", json_string(time));
}

/* Unlike any other session, by its seed and start. */
static inline void set_session(struct result *result, int seed, const char *started)
{
	json_object_set_new(result->run, "seed", json_integer(seed));
	set_start(result, started);
}

/* Sessions `first` to `first` + 5 at these costs, each with its clock, as one file. */
static inline struct result merged_of(double cost, int first)
{
	struct result sessions[6], merged;

	for (int i = 0; i < 6; i++) {
		sessions[i] = session(cost + i);
		set_session(&sessions[i], first + i, "2026-01-31T10:00:00Z");
		set_clock(&sessions[i], 1.5);
	}
	assert_null(merge_files(&merged, sessions, 6, false));
	for (int i = 0; i < 6; i++)
		result_free(&sessions[i]);
	return merged;
}

/* Ok, with its figures, but without the trials they came from. */
static inline void drop_trials(struct cell_result *cell)
{
	free(cell->trials);
	cell->trials = NULL;
}

#endif
