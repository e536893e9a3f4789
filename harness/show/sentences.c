// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each function asks the result and writes a sentence or nothing. No figure is made here; a ratio
 * is of two floors of one backend, form and unit, which the sentence names.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "bench/coverage.h"
#include "result/legs.h"
#include "show/answers.h"
#include "show/show.h"
#include "show/words.h"

#define EXAMPLES_MOST      4
#define RATIO_WORTH_A_WORD 1.1

static const struct cell_result *round_trip(const struct result *result, const char *backend,
					    const char *form)
{
	const struct cell_result *cell = find_trip(result, "vmcall", backend, form);

	return cell ? cell : find_trip(result, "cpuid", backend, form);
}

static struct words amount(const struct result *result, const struct cell_result *cell)
{
	return amount_words(cell->floor.value, unit_of(cell->unit), result->machine);
}

static struct words legs_words(const struct result *result, const struct cell_result *full)
{
	struct leg_figures legs;

	if (!full || !leg_figures_find(result, full, &legs))
		return NO_WORDS;
	return words(": exit %s, handler %s, entry %s",
		     value_text(legs.floor[RESULT_EXIT].value).text,
		     value_text(legs.floor[RESULT_HANDLER].value).text,
		     value_text(legs.floor[RESULT_ENTRY].value).text);
}

/* In an emulator only the software around an exit counts. */
static struct words say_exit(const struct result *result)
{
	const struct cell_result *lean = round_trip(result, own_backend(result), "lean");
	const struct cell_result *full = round_trip(result, own_backend(result), "full");
	const struct cell_result *stamped = round_trip(result, own_backend(result), "stamped");
	const struct cell_result *either = lean ? lean : full ? full : stamped;
	bool counted = either && cell_is_counted(either);
	struct words both = NO_WORDS;

	if (!either)
		return NO_WORDS;
	if (lean && full)
		both = words(" in the leanest VMM, %s with all registers switched",
			     amount(result, full).text);
	return words("%s (%s) %s %s%s%s%s.",
		     counted ? "The software path of one VM exit and entry"
			     : "One VM exit and entry",
		     either->op, counted ? "takes" : "costs", amount(result, either).text,
		     *both.text ? both.text
		     : lean     ? " in the leanest VMM"
		     : full     ? " with all registers switched"
				: " with all registers switched and time stamps taken",
		     legs_words(result, full ? full : stamped).text,
		     counted ? "; the transition itself executes none" : "");
}

static struct words say_above(const struct result *result)
{
	struct words above = above_words(result);

	return words("%s%s", above.text, *above.text ? "." : "");
}

static struct words say_kvm(const struct result *result)
{
	const struct cell_result *kvm = round_trip(result, "kvm", "full"), *full = NULL;
	bool is_software = is_software_kvm(result->machine);
	struct words times = NO_WORDS;

	if (!kvm)
		return NO_WORDS;
	if (!is_software)
		full = find_trip(result, kvm->op, own_backend(result), "full");
	if (full && same_text(full->unit, kvm->unit))
		times = words(": %s times the same trip through a VMM that does nothing else",
			      ratio_words(kvm->floor.value / full->floor.value).text);
	return words("%s %s%s %s%s.",
		     is_software ? "In this software KVM," : "Through KVM, the round trip of",
		     kvm->op,
		     is_software ? " traps to the monitor and returns, without a VM exit, in"
		     : cell_is_counted(kvm) ? " takes"
					    : " costs",
		     amount(result, kvm).text, times.text);
}

/* An operation whose cost differs between two environments. */
struct factor {
	const struct cell_result *dear, *cheap;
};

static double ratio_of(const struct factor *factor)
{
	return factor->dear->floor.value / factor->cheap->floor.value;
}

static int by_ratio(const void *a, const void *b)
{
	return (ratio_of(b) > ratio_of(a)) - (ratio_of(b) < ratio_of(a));
}

static bool is_worth_a_word(const struct result *result, const struct cell_result *cell)
{
	return has_cost(cell) && !is_hole(cell) && is_default_cell(cell) &&
	       !is_leg_cell(result, cell) && strcmp(cell->op, "nop");
}

/* The intervals do not touch, and the difference matters. */
static bool is_clearly_cheaper(const struct cell_result *cheap, const struct cell_result *dear)
{
	return cheap->floor.hi < dear->floor.lo &&
	       dear->floor.value > RATIO_WORTH_A_WORD * cheap->floor.value;
}

static bool is_among(const struct factor *factors, size_t count, const char *op)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(factors[i].dear->op, op))
			return true;
	return false;
}

/* At most one for each operation, in full on this backend; the largest factor first. */
static size_t find_factors(const struct result *result, const char *backend, const char *dear_env,
			   const char *cheap_env, struct factor *factors)
{
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *dear = &result->cells[i], *cheap;

		if (!same_text(dear->env, dear_env) || !same_text(dear->backend, backend) ||
		    !same_text(dear->form, "full") || !is_worth_a_word(result, dear))
			continue;
		cheap = find_plain_cell(result, dear->op, cheap_env, backend, "full");
		if (cheap && !is_hole(cheap) && same_text(cheap->unit, dear->unit) &&
		    is_clearly_cheaper(cheap, dear) && !is_among(factors, count, dear->op))
			factors[count++] = (struct factor){ dear, cheap };
	}
	qsort(factors, count, sizeof(*factors), by_ratio);
	return count;
}

/* "lgdt 389 -> 1 (389x), lidt ..., and 3 more; in instructions, by our driver". */
static struct words factors_words(const struct factor *factors, size_t count, bool rises)
{
	struct words list = NO_WORDS;
	bool by_kvm = same_text(factors->dear->backend, "kvm");

	for (size_t i = 0; i < count && i < EXAMPLES_MOST; i++) {
		double dear = factors[i].dear->floor.value, cheap = factors[i].cheap->floor.value;

		list = words("%s%s%s %s \u2192 %s (%s\u00d7)", list.text, i ? ", " : "",
			     factors[i].dear->op, value_text(rises ? cheap : dear).text,
			     value_text(rises ? dear : cheap).text, ratio_words(dear / cheap).text);
	}
	if (count > EXAMPLES_MOST)
		list = words("%s, and %zu more", list.text, count - EXAMPLES_MOST);
	return words("%s; in %s, %s.", list.text, unit_label_of(factors->dear->unit),
		     by_kvm ? "through KVM" : "by our driver");
}

/* The driver's figures are the CPU's; what KVM makes of an operation counts only without them. */
static struct words say_contrast(const struct result *result, const char *dear, const char *cheap,
				 bool rises, struct words before)
{
	const char *const backends[] = { own_backend(result), "kvm" };
	struct factor *factors = calloc(result->cell_count + 1, sizeof(*factors));
	struct words sentence = NO_WORDS;
	size_t count = 0;

	for (size_t i = 0; factors && i < 2 && !count; i++) {
		count = find_factors(result, backends[i], dear, cheap, factors);
		if (round_trip(result, own_backend(result), "full"))
			break;
	}
	if (count)
		sentence = words("%s%s", before.text, factors_words(factors, count, rises).text);
	free(factors);
	return sentence;
}

/* What a guest's operation costs where nothing changed it. */
static const char *host_of(const struct result *result)
{
	if (is_software_kvm(result->machine))
		return "a trap to this software KVM";
	return json_object_get(json_object_get(result->machine, "kvm"), "kvm_amd")
		       ? "SVM"
		       : own_extension(result);
}

static struct words say_helped(const struct result *result)
{
	if (is_software_kvm(result->machine))
		return say_contrast(result, "deprivileged", "hvm", false,
				    words("In this software KVM these operations cost less in a "
					  "guest's kernel than in one that the guest runs "
					  "deprivileged: "));
	return say_contrast(result, "deprivileged", "hvm", false,
			    words("Under %s these operations cost less than in a ring-deprivileged "
				  "kernel: ",
				  host_of(result)));
}

static struct words say_forced(const struct result *result)
{
	return say_contrast(result, "hvm-trap", "hvm", true,
			    words("A forced exit raises the cost most for "));
}

static struct words say_paravirtual(const struct result *result)
{
	return say_contrast(result, "hvm", "paravirtual", false,
			    words("Paravirtualization still costs less than %s for ",
				  host_of(result)));
}

static struct words say_translated(const struct result *result)
{
	return say_contrast(result, "hvm", "translated", false,
			    words("Binary translation still costs less than %s for ",
				  host_of(result)));
}

static bool is_first_hole(const struct result *result, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_hole(&result->cells[i]) &&
		    same_text(result->cells[i].op, result->cells[at].op) &&
		    same_text(result->cells[i].env, result->cells[at].env))
			return false;
	return true;
}

static struct words say_holes(const struct result *result)
{
	struct words list = NO_WORDS;

	for (size_t i = 0; i < result->cell_count; i++)
		if (is_hole(&result->cells[i]) && is_first_hole(result, i))
			list = words("%s%s%s (%s)", list.text, *list.text ? "; " : "",
				     result->cells[i].op, result->cells[i].env);
	if (!*list.text)
		return NO_WORDS;
	return words("Virtualization holes, where an operation neither traps nor gives the correct "
		     "result: %s.",
		     list.text);
}

static struct words say_counts(const struct result *result)
{
	size_t counts[STATUSES] = { 0 };

	for (size_t i = 0; i < result->cell_count; i++)
		counts[result->cells[i].status]++;
	if (counts[STATUS_OK] == result->cell_count)
		return words("Cells: %zu measured.", counts[STATUS_OK]);
	return words("Cells: %zu measured, %zu skipped, %zu failed. The reasons are below the "
		     "table.",
		     counts[STATUS_OK], counts[STATUS_SKIP],
		     counts[STATUS_FAIL] + counts[STATUS_ERROR]);
}

/* What the table has, and what of it this result shows. */
static struct words say_coverage(const struct result *result)
{
	static atomic_uint of_table[ENGINES]; /* the same for all results */
	bool by_svm = same_text(own_backend(result), "svm");
	enum engine_kind engine = by_svm ? ENGINE_SVM : ENGINE_VMX;
	bool seen[EXIT_REASON_COUNT] = { false };
	size_t shown = 0;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];
		struct cell row = row_of_cell(cell);
		const struct claim *claim;

		if (cell->status != STATUS_OK || !is_own_backend(cell->backend) || row.op == OPS)
			continue;
		claim = cell_claim(&row);
		seen[claim->reason] |= claim->exits != 0;
		seen[claim->also_reason] |= claim->also != 0;
	}
	for (size_t i = 0; i < EXIT_REASON_COUNT; i++)
		shown += seen[i];
	if (!shown)
		return NO_WORDS;
	if (!of_table[engine])
		of_table[engine] = coverage_count(engine);
	return words("Of %u VM-exit %s the table of operations has %u, and this result shows %zu.",
		     coverage_total(engine), by_svm ? "codes of AMD-V" : "reasons",
		     of_table[engine], shown);
}

const struct sentence sentences[] = {
	{ "exit", say_exit },
	{ "above", say_above },
	{ "kvm", say_kvm },
	{ "helped", say_helped },
	{ "forced", say_forced },
	{ "paravirtual", say_paravirtual },
	{ "translated", say_translated },
	{ "holes", say_holes },
	{ "counts", say_counts },
	{ "coverage", say_coverage },
};
const size_t sentence_count = sizeof(sentences) / sizeof(sentences[0]);

struct words sentence_of(const char *name, const struct result *result)
{
	for (size_t i = 0; i < sentence_count; i++)
		if (!strcmp(sentences[i].name, name))
			return sentences[i].say(result);
	return NO_WORDS;
}
