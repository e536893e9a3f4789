// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison for a CI. JUnit's XML: a test case for each cell, a failure where it is slower or
 * lost, skipped where nothing was decided. GitHub: annotations of those only, then the outcome.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/print.h"
#include "show/words.h"

static void put_xml(const char *text, FILE *stream)
{
	for (; *text; text++)
		if (strchr("<>&\"", *text))
			fprintf(stream, "&#%d;", *text);
		else
			fputc(*text, stream);
}

static bool is_bad(const struct compare_row *row)
{
	return row->verdict == VERDICT_SLOWER || row->verdict == VERDICT_LOST;
}

static bool is_undecided(const struct compare_row *row)
{
	return row->verdict != VERDICT_SAME && row->verdict != VERDICT_FASTER && !is_bad(row);
}

/* "slower: 1205 -> 1310 cycles, 1.087 (1.080..1.094)", or the verdict and its reason. */
static struct words row_words(const struct comparison *comparison, const struct compare_row *row)
{
	const char *verdict = comparison_verdict(comparison, row->verdict);

	if (isnan(row->ratio.value))
		return words("%s%s%s", verdict, row->reason ? ": " : "",
			     row->reason ? row->reason : "");
	return words("%s: %s -> %s %s, %s (%s..%s)", verdict, value_text(row->base).text,
		     value_text(row->other).text, row->cell->unit ? row->cell->unit : "",
		     precise_ratio_words(row->ratio.value).text,
		     precise_ratio_words(row->ratio.lo).text,
		     precise_ratio_words(row->ratio.hi).text);
}

static void put_case(const struct comparison *comparison, const struct compare_row *row,
		     FILE *stream)
{
	struct words words = row_words(comparison, row);
	const char *element = is_bad(row)         ? "failure"
			      : is_undecided(row) ? "skipped"
						  : "system-out";
	bool is_ok = !is_bad(row) && !is_undecided(row);

	fputs("  <testcase classname=\"exitbench\" name=\"", stream);
	put_xml(row->cell->id, stream);
	fprintf(stream, "\"><%s%s", element, is_ok ? ">" : " message=\"");
	put_xml(words.text, stream);
	if (is_ok)
		fprintf(stream, "</%s></testcase>\n", element);
	else
		fputs("\"/></testcase>\n", stream);
}

void compare_print_junit(const struct comparison *comparison, const struct side_names *names,
			 FILE *stream)
{
	size_t bad = 0, undecided = 0;

	(void)names;
	for (size_t i = 0; i < comparison->count; i++) {
		bad += is_bad(&comparison->rows[i]);
		undecided += is_undecided(&comparison->rows[i]);
	}
	fprintf(stream,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"exitbench compare\" "
		"tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n",
		comparison->count, bad, undecided);
	for (size_t i = 0; i < comparison->count; i++)
		put_case(comparison, &comparison->rows[i], stream);
	fputs("</testsuite>\n", stream);
}

/* GitHub reads an annotation's text to the end of the line. */
static void put_annotation(const char *level, const char *title, const char *text, FILE *stream)
{
	fprintf(stream, "::%s title=", level);
	for (; *title; title++)
		fprintf(stream, strchr("%:,", *title) ? "%%%02X" : "%c", *title);
	fputs("::", stream);
	for (; *text; text++)
		fprintf(stream, *text == '%' ? "%%25" : "%c", *text);
	fputc('\n', stream);
}

void compare_print_github(const struct comparison *comparison, const struct side_names *names,
			  FILE *stream)
{
	const struct compare_row **rows = comparison_ranked(comparison);

	(void)names;
	for (size_t i = 0; rows && i < comparison->count; i++)
		if (is_bad(rows[i]) || rows[i]->verdict == VERDICT_FASTER)
			put_annotation(is_bad(rows[i]) ? "error" : "notice", rows[i]->cell->id,
				       row_words(comparison, rows[i]).text, stream);
	put_annotation("notice", "exitbench compare", comparison_summary(comparison).text, stream);
	free(rows);
}
