// SPDX-License-Identifier: GPL-2.0-only
/*
 * What SVM leaves to the hypervisor: operations that VT-x can make no guest exit for, and those for
 * which it always does, each where it is free and where it is forced to exit.
 */
#include "plot/chart.h"
#include "show/answers.h"
#include "show/words.h"

enum freedom { FREEDOM_NONE, FREEDOM_NEW_EXIT, FREEDOM_NEW_LACK, FREEDOMS };

static const char *const headings[FREEDOMS] = {
	[FREEDOM_NEW_EXIT] = "what VT-x cannot make exit",
	[FREEDOM_NEW_LACK] = "what always exits with VT-x",
};

static enum freedom freedom_of(enum op op)
{
	const struct cell forced = { .op = op, .env = ENV_hvm_trap };
	const struct cell plain = { .op = op, .env = ENV_hvm };
	const struct cell plain_by_svm = { .op = op, .env = ENV_hvm, .engine = ENGINE_SVM };

	if (cell_needs_svm(&forced))
		return FREEDOM_NEW_EXIT;
	return cell_claim(&plain)->exits && !cell_claim(&plain_by_svm)->exits ? FREEDOM_NEW_LACK
									      : FREEDOM_NONE;
}

struct contrast {
	const struct cell_result *free, *forced;
};

/* false: the result has not got both, in this unit. */
static bool find_contrast(const struct chart_source *source, enum op op, struct contrast *contrast)
{
	const struct result *result = source->result;

	contrast->free = find_plain_cell(result, ops[op].name, "hvm", "svm", "full");
	contrast->forced = find_plain_cell(result, ops[op].name, "hvm-trap", "svm", "full");
	return contrast->free && contrast->forced &&
	       same_text(contrast->free->unit, source->matrix->unit) &&
	       same_text(contrast->forced->unit, source->matrix->unit);
}

/* The line from the one to the other is the forced point's interval. */
static void add_contrast(struct chart *chart, enum op op, const struct contrast *contrast)
{
	size_t row = chart_add_row(chart, op_label(op), "");
	struct chart_point free = chart_point_of_cell(contrast->free, row),
			   forced = chart_point_of_cell(contrast->forced, row);

	free.lo = free.hi = free.value;
	free.hollow = true;
	forced.lo = free.value < forced.value ? free.value : forced.value;
	forced.hi = free.value < forced.value ? forced.value : free.value;
	*free.text = 0;
	snprintf(forced.text, sizeof(forced.text), "%.15s → %.15s", value_text(free.value).text,
		 value_text(forced.value).text);
	chart_add_point(&chart->series[0], free);
	chart_add_point(&chart->series[1], forced);
}

/* The first row that VT-x cannot have is what the title says. */
static void add_group(struct chart *chart, const struct chart_source *source, enum freedom freedom)
{
	struct contrast contrast;
	bool is_headed = false;

	for (enum op op = 0; op < OPS; op++) {
		if (freedom_of(op) != freedom || !find_contrast(source, op, &contrast))
			continue;
		if (!is_headed)
			chart_add_heading(chart, headings[freedom]);
		if (!is_headed && freedom == FREEDOM_NEW_EXIT)
			chart_say(chart,
				  words("What VT-x cannot trap and AMD-V can: %s takes %s free, %s "
					"where it is forced to exit",
					op_label(op), value_text(contrast.free->floor.value).text,
					value_text(contrast.forced->floor.value).text));
		is_headed = true;
		add_contrast(chart, op, &contrast);
	}
}

struct chart *chart_trappable(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_DOTS,
		.name = "trappable",
		.joins = true,
		.title = { "What AMD-V need not make exit, and VT-x always does" },
		.axis = AXIS_OF_FLOORS,
	};
	struct chart *chart = chart_new(&kind, source->matrix->unit, source->result);

	if (!chart || !chart_add_series(chart, "free", "hvm", "full") ||
	    !chart_add_series(chart, "forced to exit", "hvm-trap", "full"))
		return chart_finish(chart);
	add_group(chart, source, FREEDOM_NEW_EXIT);
	add_group(chart, source, FREEDOM_NEW_LACK);
	return chart_finish(chart);
}
