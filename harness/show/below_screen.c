// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines below the tables of the first screen: what VT-x helps most, what the marks mean, and
 * why there is no figure or no answer. In fewer words where there is no room.
 */
#include "show/answers.h"
#include "show/screen.h"
#include "show/words.h"
#include "text/table.h"

#define BY_NEIGHBOUR_IN_SHORT BY_NEIGHBOUR ": median beside a neighbour; " NEVER_ALONE ": none"

/* What has to be explained. */
struct legend {
	bool by_linux, by_above, hole, never_alone, blank, unchosen;
};

/* What is the same in all words. */
struct findings {
	struct legend legend;
	struct words why[STATUSES];
};

static void look_at(const struct screen *screen, const struct screen_row *row,
		    enum technique technique, struct legend *legend)
{
	const struct cell_result *cell = row->cells[technique];
	enum answerer answerer = has_figure(cell) ? answerer_of(cell, screen->result->machine)
						  : ANSWERER_UNKNOWN;

	legend->by_linux |= answerer == ANSWERER_LINUX;
	legend->by_above |= answerer == ANSWERER_HYPERVISOR;
	legend->hole |= has_figure(cell) && is_hole(cell);
	legend->never_alone |= has_figure(cell) && cell->alone.never;
	legend->blank |= !cell;
	legend->unchosen |= !cell && screen_could_have(screen, row, technique);
}

static struct legend legend_of(const struct screen *screen)
{
	struct legend legend = { false };

	for (size_t i = 0; i < screen->count; i++)
		for (enum technique t = 0; t < TECHNIQUES; t++)
			if (screen->has[t])
				look_at(screen, &screen->rows[i], t, &legend);
	return legend;
}

static struct words answerers_words(const struct screen *screen, const struct legend *legend,
				    bool is_brief)
{
	struct words above = words(BY_ABOVE "%s %s above", is_brief ? "" : " by",
				   hypervisor_words(screen->result->machine).text);

	if (!legend->by_linux && !legend->by_above)
		return NO_WORDS;
	return words("%s%s%s%s: no baseline",
		     !legend->by_linux ? ""
		     : is_brief	       ? BY_LINUX " Linux"
				       : BY_LINUX " by Linux (call or trap)",
		     legend->by_linux && legend->by_above ? ", " : "",
		     legend->by_above ? above.text : "", is_brief ? "" : ", not the CPU");
}

static struct words gain_words(const struct screen *screen, enum brevity brevity)
{
	struct screen_gain gain = screen_gain_of(screen);
	const char *extension = own_extension(screen->result);
	struct words trap, hvm;

	if (!gain.row)
		return screen->has[TECHNIQUE_TRAP] && screen->has[TECHNIQUE_HVM] &&
				       !is_software_kvm(screen->result->machine)
			       ? words("%s clearly helps none of these", extension)
			       : NO_WORDS;
	trap = screen_value(gain.trap->value);
	hvm = screen_value(gain.hvm->value);
	if (brevity == IN_SHORT)
		return words("%s helps %s most: %s → %s", extension, gain.row->label,
			     trap.text, hvm.text);
	return words("%s helps %s most, %sx: trap and emulate %s, %s %s", extension,
		     gain.row->label, ratio_words(gain.trap->value / gain.hvm->value).text,
		     trap.text, extension, hvm.text);
}

static bool has_trip_through_kvm(const struct screen *screen)
{
	for (size_t i = 0; i < screen->trip_count; i++)
		if (screen->trips[i].kvm)
			return true;
	return false;
}

/* Beside our own driver's round trips. */
static struct words not_measured_words(const struct screen *screen)
{
	bool no_kvm = !has_trip_through_kvm(screen),
	     no_trap = screen->count && !screen->has[TECHNIQUE_TRAP];

	if (!no_kvm && !no_trap)
		return NO_WORDS;
	return words("not measured: %s%s%s", no_kvm ? "through KVM" : "",
		     no_kvm && no_trap ? ", " : "", no_trap ? "trap and emulate" : "");
}

struct words screen_unanswered(const struct screen *screen, enum brevity brevity)
{
	static const char *const in_software[BREVITIES] = {
		("No VT-x or AMD-V under this KVM: how far KVM is from the CPU's own exit, and "
		 "which operation they help most, cannot be measured here (exitbench doctor says "
		 "why)."),
		"No VT-x or AMD-V here: no multiple for KVM, no operation that they help most.",
		"no VT-x or AMD-V: no comparison",
	};
	static const char *const without_driver[BREVITIES] = {
		("No figure of our own driver, so none of how far KVM is from the CPU: exitbench "
		 "doctor says what that takes."),
		"No figure of the driver, so no multiple for KVM: exitbench doctor",
		"no driver: no multiple for KVM",
	};

	if (!screen->trip_count)
		return NO_WORDS;
	if (!screen_lacks_the_cpu(screen))
		return not_measured_words(screen);
	if (!screen->by_kvm)
		return words("No figure of the CPU's own exit, so none for KVM, VT-x or AMD-V: "
			     "exitbench doctor says what that takes.");
	return words("%s", (is_software_kvm(screen->result->machine) ? in_software
								     : without_driver)[brevity]);
}

/* On the first line that has room for it, from that number on. */
static void put(struct below *below, struct words item, size_t width, size_t from)
{
	size_t at = from;

	while (at < below->count &&
	       text_width(below->line[at].text) + 3 + text_width(item.text) > width)
		at++;
	if (!*item.text || at == BELOW_MOST)
		return;
	below->line[at] = at < below->count ? words("%s   %s", below->line[at].text, item.text)
					    : item;
	below->count += at == below->count;
}

static void put_marks(const struct screen *screen, const struct legend *legend,
		      enum brevity brevity, size_t width, size_t from, struct below *below)
{
	bool is_brief = brevity != IN_FULL;

	put(below,
	    words("%s%s", legend->blank ? "blank: no such case" : "",
		  legend->unchosen ? ", or not chosen" : ""), width, from);
	put(below, answerers_words(screen, legend, is_brief), width, from);
	if (legend->hole)
		put(below, words(A_HOLE " wrong (%shole)", is_brief ? "" : "virtualization "),
		    width, from);
	if (legend->never_alone)
		put(below,
		    words(brevity == IN_SHORT ? BY_NEIGHBOUR_IN_SHORT : BY_NEIGHBOUR_IS), width,
		    from);
}

/* What VT-x helps is alone on its line if there is room. */
static struct below lines_of(const struct screen *screen, const struct findings *found,
			     enum brevity brevity, size_t width)
{
	struct below below = { .count = 0 };
	size_t from;

	put(&below, gain_words(screen, brevity), width, 0);
	from = brevity == IN_FULL ? below.count : 0;
	put_marks(screen, &found->legend, brevity, width, from, &below);
	put(&below, screen_unanswered(screen, brevity), width, from);
	for (enum cell_status status = STATUS_SKIP; status < STATUSES; status++)
		put(&below, found->why[status], width, from);
	if (brevity == IN_FULL && screen->trip_count && is_counted(screen->result))
		put(&below, words("What the CPU itself does at an exit and an entry is no "
				  "instruction, and counts as 0"), width, from);
	for (size_t i = 0; i < below.count; i++)
		below.lines += wrapped_lines(below.line[i].text, width);
	return below;
}

struct below screen_below(const struct screen *screen, size_t width, size_t room)
{
	struct findings found = { .legend = legend_of(screen) };
	struct below below = { .count = 0 };

	for (enum cell_status status = STATUS_SKIP; status < STATUSES; status++)
		found.why[status] = why_words(screen->result, status);
	for (enum brevity brevity = 0; brevity < BREVITIES; brevity++) {
		below = lines_of(screen, &found, brevity, width);
		if (below.lines <= room)
			break;
	}
	return below;
}
