// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the literature claims, each statement with this result's figures for it: operations by
 * environment. The statements themselves are in doc/PAGE.md. One without a figure is left out.
 * Judges none of them.
 */
#include <string.h>
#include "bench/cell.h"
#include "report/html.h"
#include "report/page.h"
#include "show/answers.h"
#include "show/words.h"

#define OPS_MOST 16

static const struct {
	const char *name, *heading;
	enum op ops[OPS_MOST]; /* the first OP_nop ends it */
} claims[] = {
	{ "claim-trap",
	  "Popek and Goldberg, 1974: what is sensitive must trap",
	  { OP_cli, OP_lgdt, OP_lidt, OP_mov_cr3, OP_hlt, OP_in } },
	{ "claim-holes",
	  "Robin and Irvine, 2000: 17 instructions of the Pentium are sensitive and do not trap",
	  { OP_sgdt, OP_sidt, OP_sldt, OP_str, OP_smsw, OP_pushf_popf, OP_iret, OP_iret_outer,
	    OP_mov_from_cs, OP_lar, OP_lsl, OP_verr, OP_verw, OP_far_call, OP_push_segment } },
	{ "claim-flag",
	  "The interrupt flag: trapped, replaced, or the guest's own",
	  { OP_cli_sti, OP_cli, OP_sti } },
	{ "claim-syscall",
	  "Adams and Agesen, 2006: a system call at native speed under VT-x",
	  { OP_syscall_sysret, OP_sysenter_sysexit, OP_call_ret, OP_mov_cr8 } },
	{ "claim-translation",
	  "Adams and Agesen, 2006: translated code is faster where VT-x exits",
	  { OP_in, OP_ptemod, OP_pgfault } },
	{ "claim-rdtsc",
	  "Adams and Agesen, 2006: RDTSC by trap, by call-out, in translated code",
	  { OP_rdtsc, OP_divzero } },
	{ "claim-exits",
	  "Agesen and others, 2012: an exit has become cheap, and none is cheaper",
	  { OP_vmcall, OP_cpuid } },
};

/* Of a software KVM what is named VT-x is a trap to its monitor. */
static bool is_evidence(const struct cell_result *cell, const struct result *result)
{
	bool is_hvm = !strncmp(cell->env, "hvm", strlen("hvm"));

	return is_default_cell(cell) && !is_leg_cell(result, cell) &&
	       answerer_of(cell, result->machine) <= ANSWERER_CPU &&
	       !(is_hvm && same_text(cell->backend, "kvm") && is_software_kvm(result->machine));
}

/* The cheapest of a unit; a hole, which is no cost, where there is nothing else. */
static const struct cell_result *find(const struct result *result, enum op op, enum env env,
				      const char *unit)
{
	const struct cell_result *best = NULL;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (strcmp(cell->op, ops[op].name) || strcmp(cell->env, envs[env].name) ||
		    !has_figure(cell) || !same_text(cell->unit, unit) ||
		    !is_evidence(cell, result))
			continue;
		if (!best || (is_hole(best) && !is_hole(cell)) ||
		    (is_hole(best) == is_hole(cell) && cell->floor.value < best->floor.value))
			best = cell;
	}
	return best;
}

static void put_cell(FILE *page, const struct cell_result *cell)
{
	if (!cell)
		html_cells(page, "q", "–");
	else
		html_cells(page, "n",
			   words("%s%s", figure_text(&cell->floor).text,
				 is_hole(cell) ? " (hole)" : "").text);
}

static void put_row(FILE *page, const struct result *result, enum op op, const char *unit)
{
	fputs("<tr>", page);
	html_cells(page, "h", op_label(op));
	for (enum env env = 0; env < ENVS; env++)
		put_cell(page, find(result, op, env, unit));
	fputs("</tr>\n", page);
}

static bool is_shown(const struct result *result, enum op op, const char *unit)
{
	for (enum env env = 0; env < ENVS; env++)
		if (find(result, op, env, unit))
			return true;
	return false;
}

static bool has_evidence(const struct result *result, size_t claim, const char *unit)
{
	for (size_t i = 0; i < OPS_MOST && claims[claim].ops[i] != OP_nop; i++)
		if (is_shown(result, claims[claim].ops[i], unit))
			return true;
	return false;
}

static void put_claim(FILE *page, const struct result *result, size_t claim, const char *unit)
{
	const char *heads[ENVS + 2] = { "operation" };

	for (enum env env = 0; env < ENVS; env++)
		heads[env + 1] = envs[env].name;
	html_element(page, "h3", "%s", claims[claim].heading);
	page_prose(page, "quiet", claims[claim].name);
	html_table_begin(page, "claim",
			 words("%s; floors, in %s", claims[claim].heading,
			       unit ? unit_words(unit) : "").text, heads);
	for (size_t i = 0; i < OPS_MOST && claims[claim].ops[i] != OP_nop; i++)
		if (is_shown(result, claims[claim].ops[i], unit))
			put_row(page, result, claims[claim].ops[i], unit);
	html_table_end(page);
}

void page_claims(FILE *page, const struct run_file *file)
{
	const char *unit = matrix_units(&file->result).unit[0];
	bool begun = false;

	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		if (!has_evidence(&file->result, i, unit))
			continue;
		if (!begun) {
			html_element(page, "h2 id=\"claims\"", "What the literature claims");
			page_prose(page, "quiet", "claims");
			fputs("<details><summary>Each statement, with this result's figures"
			      "</summary>\n",
			      page);
		}
		begun = true;
		put_claim(page, &file->result, i, unit);
	}
	fputs(begun ? "</details>\n" : "", page);
}
