// SPDX-License-Identifier: GPL-2.0-only
/* Filters and order, for all commands that read results. */
#include "commands/command.h"
#include "commands/reading.h"
#include "commands/select.h"
#include "result/reading.h"

enum { KEY_SORT = 0x500, KEY_UNIT };

#define ORDERS      "table|cost|name|ratio"
#define UNITS_SHOWN "cycles|ns"

static struct selection selection;
static enum result_order order;
static bool in_ns, is_sorted;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &selection;
		return 0;
	case KEY_SORT:
		is_sorted = true;
		order = (enum result_order)choice_of("--sort", ORDERS, argument);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	OPTION("sort", KEY_SORT, ORDERS,
	       "Operations as bench/ops.def has them (default, except of compare, which has first "
	       "what is decided), by cost or by the ratio to native, the largest first, or by "
	       "name"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &select_argp }, { 0 } };

const struct argp reading_argp = { .options = options, .parser = parse, .children = children };

static error_t parse_unit(int key, char *argument, struct argp_state *state)
{
	(void)state;
	if (key != KEY_UNIT)
		return ARGP_ERR_UNKNOWN;
	in_ns = choice_of("--unit", UNITS_SHOWN, argument);
	return 0;
}

static const struct argp_option unit_options[] = {
	OPTION("unit", KEY_UNIT, UNITS_SHOWN,
	       "Nanoseconds need to know how fast the clock runs; counts stay counts"),
	{ 0 }
};

static const struct argp_child unit_children[] = { { .argp = &reading_argp }, { 0 } };

const struct argp reading_unit_argp = { .options = unit_options,
					.parser = parse_unit,
					.children = unit_children };

bool reading_is_sorted(void)
{
	return is_sorted;
}

bool reading_in_ns(void)
{
	return in_ns;
}

bool reading_convert(struct result *result, const char *path)
{
	if (!in_ns || result_to_ns(result))
		return true;
	complain("%s does not say how fast its clock runs", path);
	return false;
}

bool reading_convert_files(const struct run_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (!reading_convert(&files->list[i].result, files->list[i].path))
			return false;
	return true;
}

bool reading_is_chosen(void)
{
	return selection.any_op || selection.any_env || selection.any_backend ||
	       selection.any_knob || selection.any_ring;
}

size_t reading_apply_file(struct result *result)
{
	select_results(&selection, result);
	result_sort(result, order);
	return result->cell_count;
}

bool reading_left_some(size_t files, size_t some)
{
	if (files && !some && reading_is_chosen())
		complain("no file has any of the chosen cells");
	return !files || some || !reading_is_chosen();
}

bool reading_apply(struct result *results, size_t count)
{
	size_t some = 0;

	for (size_t i = 0; i < count; i++)
		some += reading_apply_file(&results[i]);
	return reading_left_some(count, some);
}

bool reading_apply_files(const struct run_files *files)
{
	size_t some = 0;

	for (size_t i = 0; i < files->count; i++)
		some += reading_apply_file(&files->list[i].result);
	return reading_left_some(files->count, some);
}
