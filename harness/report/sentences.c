// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the figures say, in words: each finding is a row that asks the result and
 * either writes a sentence or keeps silent. No figure is made here; a ratio is of
 * two floors of the same backend, form and unit.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "report/html.h"
#include "result/legs.h"
#include "report/page.h"
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
		     amount_words(cell->floor.value, cell->unit, file->result.machine).text);
}

static void put_legs(FILE *page, const struct leg_figures *legs, bool of_both)
{
	fputs(of_both ? " Of the latter, from stamp to stamp:" : " Of that, from stamp to stamp:",
	      page);
	for (int i = 0; i < LEGS; i++) {
		html_print(page, "%s %s ", i ? "," : "", leg_names[i]);
		html_element(page, "strong", "%s", value_text(legs->floor[i].value).text);
	}
	fputs(".", page);
}

/* What one exit costs here. */
static bool say_exit(FILE *page, const struct run_file *file)
{
	const struct cell_result *lean = round_trip(&file->result, "vmx", "lean");
	const struct cell_result *full = round_trip(&file->result, "vmx", "full");
	const struct cell_result *either = lean ? lean : full;
	struct leg_figures legs;

	if (!either)
		return false;
	html_print(page, "A VM exit and the entry after it (%s) cost ", either->op);
	put_amount(page, file, either);
	fputs(lean ? " with the least that a VMM can do" : " with all registers switched", page);
	if (lean && full) {
		fputs(", and ", page);
		put_amount(page, file, full);
		fputs(" with all registers switched", page);
	}
	fputs(".", page);
	if (full && leg_figures_find(&file->result, full, &legs))
		put_legs(page, &legs, lean);
	return true;
}

static bool say_kvm(FILE *page, const struct run_file *file)
{
	const struct cell_result *kvm = round_trip(&file->result, "kvm", "full");
	const struct cell_result *full =
		kvm ? find_plain_cell(&file->result, kvm->op, "hvm", "vmx", "full") : NULL;
	bool software = is_software_kvm(file->result.machine);

	if (!kvm)
		return false;
	html_print(page,
		   software ? "Through this software KVM, %s traps to its monitor and comes back "
			      "(no VM exit) in "
			    : "Through KVM, the round trip of %s costs ",
		   kvm->op);
	put_amount(page, file, kvm);
	if (full && full->unit && !strcmp(full->unit, kvm->unit))
		html_print(page, ": %s times the same trip through a VMM that does nothing else",
			   ratio_words(kvm->floor.value / full->floor.value).text);
	fputs(".", page);
	return true;
}

/* A finding about several operations: which, and by what factor, largest first. */
struct factor {
	const char *op, *from, *to; /* environments */
	const struct cell_result *dear, *cheap;
	double ratio;
};

static int by_ratio(const void *a, const void *b)
{
	double x = ((const struct factor *)a)->ratio, y = ((const struct factor *)b)->ratio;

	return (y > x) - (y < x);
}

/*
 * What KVM makes of an operation is KVM's; where our own VMM has it, that shows what the CPU does.
 */
static bool is_second_choice(const struct result *result, const struct cell_result *cell)
{
	return !strcmp(cell->backend, "kvm") &&
	       find_plain_cell(result, cell->op, cell->env, "vmx", "full");
}

static bool is_worth_a_word(const struct result *result, const struct cell_result *cell)
{
	return has_figure(cell) && !is_second_choice(result, cell) && cell->floor.value > 0 &&
	       !is_hole(cell) && is_default_cell(cell) && !is_leg_cell(result, cell) &&
	       strcmp(cell->op, "nop");
}

/* Their intervals do not touch, and somebody would care. */
static bool is_clearly_cheaper(const struct cell_result *cheap, const struct cell_result *dear)
{
	return cheap->floor.hi < dear->floor.lo &&
	       dear->floor.value > RATIO_WORTH_A_WORD * cheap->floor.value;
}

static bool is_among(const struct factor *factors, size_t count, const char *op)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(factors[i].op, op))
			return true;
	return false;
}

/* Per operation at most one: the dearest of `from` against `to`, same backend and form. */
static size_t find_factors(const struct result *result, const char *from, const char *to,
			   struct factor *factors)
{
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *dear = &result->cells[i], *cheap;

		if (strcmp(dear->env, from) || !is_worth_a_word(result, dear))
			continue;
		cheap = find_plain_cell(result, dear->op, to, dear->backend, dear->form);
		if (!cheap || is_hole(cheap) || strcmp(cheap->unit, dear->unit) ||
		    !is_clearly_cheaper(cheap, dear) || is_among(factors, count, dear->op))
			continue;
		factors[count++] =
			(struct factor){ dear->op, from,  to,
					 dear,     cheap, dear->floor.value / cheap->floor.value };
	}
	qsort(factors, count, sizeof(*factors), by_ratio);
	return count;
}

static void put_factors(FILE *page, const struct factor *factors, size_t count)
{
	for (size_t i = 0; i < count && i < EXAMPLES_MOST; i++)
		html_print(page, "%s%s (%s instead of %s: %s times)", i ? ", " : "", factors[i].op,
			   value_text(factors[i].cheap->floor.value).text,
			   value_text(factors[i].dear->floor.value).text,
			   ratio_words(factors[i].ratio).text);
	if (count > EXAMPLES_MOST)
		html_print(page, ", and %zu more", count - EXAMPLES_MOST);
}

static bool say_factors(FILE *page, const struct run_file *file, const char *from, const char *to,
			const char *words)
{
	struct factor *factors = calloc(file->result.cell_count + 1, sizeof(*factors));
	size_t count = factors ? find_factors(&file->result, from, to, factors) : 0;

	if (count) {
		fputs(words, page);
		put_factors(page, factors, count);
		html_print(page, "; in %s.", factors[0].dear->unit);
	}
	free(factors);
	return count;
}

/* What hosts the guests whose ring 0 is the guest's own. */
static const char *technique(const struct run_file *file)
{
	const json_t *modules = json_object_get(file->result.machine, "kvm");

	if (is_software_kvm(file->result.machine))
		return "this software KVM (no VT-x)";
	return json_object_get(modules, "kvm_amd") ? "SVM" : "VT-x";
}

static bool say_removed(FILE *page, const struct run_file *file)
{
	char words[160];

	snprintf(words, sizeof(words),
		 is_software_kvm(file->result.machine)
			 ? "What a ring-deprivileged kernel pays for at every step costs less in a "
			   "guest of %s: "
			 : "%s took the trap out of what a ring-deprivileged kernel paid for at "
			   "every step: ",
		 technique(file));
	return say_factors(page, file, "deprivileged", "hvm", words);
}

static bool say_forced(FILE *page, const struct run_file *file)
{
	return say_factors(page, file, "hvm-trap", "hvm",
			   "What a VMM pays for by asking for an exit where the CPU would not have "
			   "made one: ");
}

static bool say_paravirtual(FILE *page, const struct run_file *file)
{
	char words[96];

	snprintf(words, sizeof(words), "Changed source still beats %s for ", technique(file));
	return say_factors(page, file, "hvm", "paravirtual", words);
}

static bool say_translated(FILE *page, const struct run_file *file)
{
	char words[96];

	snprintf(words, sizeof(words), "Binary translation still beats %s for ", technique(file));
	return say_factors(page, file, "hvm", "translated", words);
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

static bool say_holes(FILE *page, const struct run_file *file)
{
	const struct result *result = &file->result;
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (!is_hole(cell) || !is_first_hole(result, i))
			continue;
		fputs(count++ ? "; "
			      : "Virtualization holes, where an operation neither traps nor does "
				"what it would alone: ",
		      page);
		html_element(page, "strong", "%s", cell->op);
		html_print(page, " (%s)", cell->env);
	}
	fputs(count ? "." : "", page);
	return count;
}

static bool say_counts(FILE *page, const struct run_file *file)
{
	size_t counts[STATUSES] = { 0 };

	for (size_t i = 0; i < file->result.cell_count; i++)
		counts[file->result.cells[i].status]++;
	html_print(page, "%zu cells have a figure", counts[STATUS_OK]);
	if (counts[STATUS_OK] < file->result.cell_count)
		html_print(page,
			   ", %zu were skipped, %zu failed or died; why is said below the table",
			   counts[STATUS_SKIP], counts[STATUS_FAIL] + counts[STATUS_ERROR]);
	fputs(".", page);
	return true;
}

static bool (*const findings_rows[])(FILE *page, const struct run_file *file) = {
	say_exit,        say_kvm,        say_removed, say_forced,
	say_paravirtual, say_translated, say_holes,   say_counts,
};

void page_findings(FILE *page, const struct run_file *file)
{
	fputs("<ul class=\"findings\">\n", page);
	for (size_t i = 0; i < sizeof(findings_rows) / sizeof(findings_rows[0]); i++) {
		char *sentence = NULL;
		size_t bytes;
		FILE *stream = open_memstream(&sentence, &bytes);
		bool said = stream && findings_rows[i](stream, file);

		if (stream)
			fclose(stream);
		if (said)
			fprintf(page, "<li>%s</li>\n", sentence);
		free(sentence);
	}
	fputs("</ul>\n", page);
}
