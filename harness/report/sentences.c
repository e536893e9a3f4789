// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the figures say, in sentences. Each function asks the result and writes a sentence or
 * nothing. No figure is made here; a ratio is of two floors of one backend, form and unit.
 */
#include <stdlib.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "result/legs.h"
#include "show/words.h"

#define EXAMPLES_MOST      4
#define RATIO_WORTH_A_WORD 1.1

static const struct cell_result *round_trip(const struct result *result, const char *backend,
					    const char *form)
{
	const struct cell_result *cell = find_plain_cell(result, "vmcall", "hvm", backend, form);

	return cell ? cell : find_plain_cell(result, "cpuid", "hvm", backend, form);
}

static void put_amount(FILE *page, const struct run_file *file, const struct cell_result *cell)
{
	html_element(page, "strong", "%s",
		     amount_words(cell->floor.value, unit_of(cell->unit), file->result.machine)
			     .text);
}

static void put_legs(FILE *page, const struct leg_figures *legs)
{
	fputs(" Its legs with all registers switched:", page);
	for (int i = 0; i < RESULT_LEGS; i++) {
		html_print(page, "%s %s ", i ? "," : "", leg_names[i]);
		html_element(page, "strong", "%s", value_text(legs->floor[i].value).text);
	}
	fputs(".", page);
}

/* In an emulator only the software around an exit counts. */
static void say_exit(FILE *page, const struct run_file *file)
{
	const struct cell_result *lean = round_trip(&file->result, "vmx", "lean");
	const struct cell_result *full = round_trip(&file->result, "vmx", "full");
	const struct cell_result *either = lean ? lean : full;
	bool counted = is_counted(&file->result);
	struct leg_figures legs;

	if (!either)
		return;
	fputs("<li>", page);
	html_print(page,
		   counted ? "The software around one VM exit and entry (%s) takes "
			   : "One VM exit and entry (%s) costs ",
		   either->op);
	put_amount(page, file, either);
	fputs(lean ? " in the leanest VMM" : " with all registers switched", page);
	if (lean && full) {
		fputs(", and ", page);
		put_amount(page, file, full);
		fputs(" with all registers switched", page);
	}
	fputs(counted ? "; the transition itself executes none." : ".", page);
	if (full && leg_figures_find(&file->result, full, &legs))
		put_legs(page, &legs);
	fputs("</li>\n", page);
}

static void say_kvm(FILE *page, const struct run_file *file)
{
	const struct cell_result *kvm = round_trip(&file->result, "kvm", "full");
	const struct cell_result *full =
		kvm ? find_plain_cell(&file->result, kvm->op, "hvm", "vmx", "full") : NULL;

	if (!kvm)
		return;
	fputs("<li>", page);
	html_print(page,
		   is_software_kvm(file->result.machine)
			   ? "In this software KVM, %s traps to the monitor and returns, without "
			     "a VM exit, in "
			   : "Through KVM, the round trip of %s costs ",
		   kvm->op);
	put_amount(page, file, kvm);
	if (full && same_text(full->unit, kvm->unit))
		html_print(page, ": %s times the same trip through a VMM that does nothing else",
			   ratio_words(kvm->floor.value / full->floor.value).text);
	fputs(".</li>\n", page);
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

/* What KVM makes of an operation is KVM's cost; our own VMM shows the CPU's. */
static bool is_second_choice(const struct result *result, const struct cell_result *cell)
{
	return !strcmp(cell->backend, "kvm") &&
	       (find_plain_cell(result, cell->op, "hvm", "vmx", "full") ||
		find_plain_cell(result, cell->op, "hvm-trap", "vmx", "full"));
}

static bool is_worth_a_word(const struct result *result, const struct cell_result *cell)
{
	return has_cost(cell) && !is_second_choice(result, cell) &&
	       !is_hole(cell) && is_default_cell(cell) && !is_leg_cell(result, cell) &&
	       strcmp(cell->op, "nop");
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

/* At most one for each operation, of the same backend and form; the largest factor first. */
static size_t find_factors(const struct result *result, const char *dear_env, const char *cheap_env,
			   struct factor *factors)
{
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *dear = &result->cells[i], *cheap;

		if (strcmp(dear->env, dear_env) || !is_worth_a_word(result, dear))
			continue;
		cheap = find_plain_cell(result, dear->op, cheap_env, dear->backend, dear->form);
		if (cheap && !is_hole(cheap) && !strcmp(cheap->unit, dear->unit) &&
		    is_clearly_cheaper(cheap, dear) && !is_among(factors, count, dear->op))
			factors[count++] = (struct factor){ dear, cheap };
	}
	qsort(factors, count, sizeof(*factors), by_ratio);
	return count;
}

/* Sentences about two environments; what hosts the guests comes before `after`. */
static const struct contrast {
	const char *dear, *cheap;
	bool rises; /* the cheap figure comes first */
	const char *words, *after;
} contrasts[] = {
	{ "deprivileged", "hvm", false, "Under ",
	  " these operations cost less than in a ring-deprivileged kernel: " },
	{ "hvm-trap", "hvm", true, "A forced exit raises the cost most for ", NULL },
	{ "hvm", "paravirtual", false, "Paravirtualization still costs less than ", " for " },
	{ "hvm", "translated", false, "Binary translation still costs less than ", " for " },
};

static const char *technique(const struct run_file *file)
{
	if (is_software_kvm(file->result.machine))
		return "this software KVM";
	return json_object_get(json_object_get(file->result.machine, "kvm"), "kvm_amd") ? "SVM"
											: "VT-x";
}

static void put_factors(FILE *page, const struct factor *factors, size_t count, bool rises)
{
	for (size_t i = 0; i < count && i < EXAMPLES_MOST; i++) {
		double dear = factors[i].dear->floor.value, cheap = factors[i].cheap->floor.value;

		html_print(page, "%s%s %s → %s (%s×)", i ? ", " : "", factors[i].dear->op,
			   value_text(rises ? cheap : dear).text,
			   value_text(rises ? dear : cheap).text, ratio_words(dear / cheap).text);
	}
	if (count > EXAMPLES_MOST)
		html_print(page, ", and %zu more", count - EXAMPLES_MOST);
}

static void say_contrast(FILE *page, const struct run_file *file, const struct contrast *contrast)
{
	struct factor *factors = calloc(file->result.cell_count + 1, sizeof(*factors));
	size_t count =
		factors ? find_factors(&file->result, contrast->dear, contrast->cheap, factors) : 0;

	if (count) {
		fprintf(page, "<li>%s", contrast->words);
		if (contrast->after)
			html_print(page, "%s%s", technique(file), contrast->after);
		put_factors(page, factors, count, contrast->rises);
		html_print(page, "; in %s.", unit_label(!cell_is_timed(factors->dear)));
		fputs("</li>\n", page);
	}
	free(factors);
}

static bool is_first_hole(const struct result *result, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_hole(&result->cells[i]) &&
		    !strcmp(result->cells[i].op, result->cells[at].op) &&
		    !strcmp(result->cells[i].env, result->cells[at].env))
			return false;
	return true;
}

static void say_holes(FILE *page, const struct run_file *file)
{
	const struct result *result = &file->result;
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++) {
		if (!is_hole(&result->cells[i]) || !is_first_hole(result, i))
			continue;
		fputs(count++ ? "; "
			      : "<li>Virtualization holes, where an operation neither traps nor "
				"gives the correct result: ",
		      page);
		html_element(page, "strong", "%s", result->cells[i].op);
		html_print(page, " (%s)", result->cells[i].env);
	}
	fputs(count ? ".</li>\n" : "", page);
}

static void say_counts(FILE *page, const struct run_file *file)
{
	size_t counts[STATUSES] = { 0 };

	for (size_t i = 0; i < file->result.cell_count; i++)
		counts[file->result.cells[i].status]++;
	fprintf(page, "<li>Cells: %zu measured", counts[STATUS_OK]);
	if (counts[STATUS_OK] < file->result.cell_count)
		fprintf(page, ", %zu skipped, %zu failed. The reasons are below the table",
			counts[STATUS_SKIP], counts[STATUS_FAIL] + counts[STATUS_ERROR]);
	fputs(".</li>\n", page);
}

void page_findings(FILE *page, const struct run_file *file)
{
	fputs("<ul class=\"findings\">\n", page);
	say_exit(page, file);
	say_kvm(page, file);
	say_contrast(page, file, &contrasts[0]);
	fputs("</ul>\n<details><summary>More findings</summary><ul class=\"findings\">\n", page);
	for (size_t i = 1; i < sizeof(contrasts) / sizeof(contrasts[0]); i++)
		say_contrast(page, file, &contrasts[i]);
	say_holes(page, file);
	say_counts(page, file);
	fputs("</ul></details>\n", page);
}
