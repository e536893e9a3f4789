// SPDX-License-Identifier: GPL-2.0-only
/* What the figures say: the three most important sentences, and the others folded below them. */
#include "report/html.h"
#include "report/page.h"
#include "show/screen.h"
#include "show/show.h"

#define SENTENCES_ON_TOP 3

/* How far to trust them, and how many are missing and why, in the words of the first screen. */
static void put_trust(FILE *page, const struct run_file *file)
{
	struct trust trust = trust_of(&file->result);
	struct words said = trust_words(&trust, file->result.complete);

	for (enum cell_status status = STATUS_SKIP; status < STATUSES; status++) {
		struct words why = why_words(&file->result, status);

		said = words("%s%s%s", said.text, *why.text ? "; " : "", why.text);
	}
	html_element(page, "p class=\"trust\"", "%s.", said.text);
}

/* At least one: the last counts the cells. */
void page_findings(FILE *page, const struct run_file *file)
{
	size_t said = 0;

	fputs("<ul class=\"findings\">\n", page);
	for (size_t i = 0; i < sentence_count; i++) {
		struct words sentence = sentences[i].say(&file->result);

		if (!*sentence.text)
			continue;
		if (said++ == SENTENCES_ON_TOP)
			fputs("</ul>\n<details><summary>More findings</summary><ul "
			      "class=\"findings\">\n",
			      page);
		html_element(page, "li", "%s", sentence.text);
	}
	fputs(said > SENTENCES_ON_TOP ? "</ul></details>\n" : "</ul>\n", page);
	put_trust(page, file);
}
