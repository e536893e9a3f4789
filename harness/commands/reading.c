// SPDX-License-Identifier: GPL-2.0-only
/* Filters and order, for all commands that read results. */
#include "commands/command.h"
#include "commands/reading.h"
#include "commands/select.h"
#include "result/reading.h"

#define KEY_SORT 0x500
#define ORDERS   "table|cost|name|ratio"

static struct selection selection;
static enum result_order order;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &selection;
		return 0;
	case KEY_SORT:
		order = (enum result_order)choice_of("--sort", ORDERS, argument);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	OPTION("sort", KEY_SORT, ORDERS,
	       "Operations as bench/ops.def has them (default), by cost or by the ratio to native, "
	       "the largest first, or by name"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &select_argp }, { 0 } };

const struct argp reading_argp = { .options = options, .parser = parse, .children = children };

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
