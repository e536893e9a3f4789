// SPDX-License-Identifier: GPL-2.0-only
/* The rows of a table of many files, and each file's cell in them. */
#include "compare/machines.h"
#include "show/words.h"

struct walk {
	const struct machines *machines;
	const char *unit, *heading;
	machines_use *use;
	void *data;
};

const struct machines_cell *machines_cell_at(const struct machines *machines,
					     struct machines_place at, size_t file)
{
	const struct machines_file *of = &machines->of[file];

	for (size_t i = 0; i < of->count; i++)
		if (of->cells[i].item == at.item && of->cells[i].place == at.place)
			return &of->cells[i];
	return NULL;
}

const struct machines_value *machines_value_at(const struct machines *machines,
					       struct machines_place at, size_t file)
{
	const struct machines_cell *cell = machines_cell_at(machines, at, file);
	const struct machines_file *of = &machines->of[file];

	return cell && of->values ? &of->values[cell - of->cells] : NULL;
}

const struct statistic *machines_figure(const struct machines *machines,
					struct machines_place at, size_t file)
{
	const struct machines_value *value = machines_value_at(machines, at, file);

	return value && value->figure.method ? &value->figure : NULL;
}

static bool has_figure_at(const struct machines *machines, struct machines_place at, size_t file)
{
	const struct machines_cell *cell = machines_cell_at(machines, at, file);

	return cell && cell->has_figure;
}

static void use_row(struct walk *walk, size_t item, size_t place, struct words label)
{
	const struct machines *machines = walk->machines;
	const struct machines_row row = { walk->heading, label,
					  { (uint32_t)item, (uint16_t)place } };
	bool has_any = false;

	for (size_t i = 0; i < machines->count && !has_any; i++)
		has_any = has_figure_at(machines, row.place, i);
	/* Without a figure of the base there is no ratio. */
	if (!has_any || (machines->base != NO_BASE &&
			 same_text(machines->of[machines->base].unit, walk->unit) &&
			 !has_figure_at(machines, row.place, machines->base)))
		return;
	walk->use(machines, &row, walk->data);
	walk->heading = NULL;
}

static bool is_item(const struct walk *walk, size_t item, bool is_trip)
{
	const struct machines_item *of = &walk->machines->items[item];

	return of->is_trip == is_trip && same_text(of->unit, walk->unit);
}

static void walk_trips(struct walk *walk)
{
	walk->heading = "VM exit and entry";
	for (size_t i = 0; i < walk->machines->item_count; i++) {
		const char *label = walk->machines->items[i].label;

		if (!is_item(walk, i, true))
			continue;
		use_row(walk, i, MACHINES_TRIP, words("%s", label));
		for (int leg = 0; leg < RESULT_LEGS; leg++)
			use_row(walk, i, (size_t)(MACHINES_LEG + leg),
				words("%s, %s", label, leg_names[leg]));
		use_row(walk, i, MACHINES_LEAN, words("%s, lean VMM", label));
		use_row(walk, i, MACHINES_KVM, words("%s, through KVM", label));
	}
}

static void walk_techniques(struct walk *walk, bool by_kvm)
{
	static const char *const headings[2][TECHNIQUES] = {
		{ "native", "VT-x or AMD-V", "forced exit", "trap and emulate", "paravirtual",
		  "translated", "through KVM" },
		{ NULL, "KVM guest", NULL, "trap and emulate, in KVM", "paravirtual, in KVM",
		  "translated, in KVM", NULL },
	};

	for (enum technique t = 0; t < TECHNIQUES; t++) {
		walk->heading = headings[by_kvm][t];
		for (size_t i = 0; headings[by_kvm][t] && i < walk->machines->item_count; i++)
			if (is_item(walk, i, false))
				use_row(walk, i, machines_place_of(t, by_kvm),
					words("%s", walk->machines->items[i].label));
	}
}

void machines_rows(const struct machines *machines, const char *unit, machines_use *use, void *data)
{
	struct walk walk = { .machines = machines,
			     .unit = unit,
			     .use = use,
			     .data = data };

	walk_trips(&walk);
	walk_techniques(&walk, false);
	walk_techniques(&walk, true);
}
