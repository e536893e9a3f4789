// SPDX-License-Identifier: GPL-2.0-only
/* What the figures say: the three most important sentences, and the others folded below them. */
#include "report/html.h"
#include "report/page.h"
#include "show/sentences.h"

#define SENTENCES_ON_TOP 3

static void put_sentences(FILE *page, const struct run_file *file, size_t from, size_t to)
{
	fputs("<ul class=\"findings\">\n", page);
	for (size_t i = from; i < to; i++) {
		struct words sentence = sentences[i].say(&file->result);

		if (*sentence.text)
			html_element(page, "li", "%s", sentence.text);
	}
	fputs("</ul>\n", page);
}

void page_findings(FILE *page, const struct run_file *file)
{
	put_sentences(page, file, 0, SENTENCES_ON_TOP);
	fputs("<details><summary>More findings</summary>", page);
	put_sentences(page, file, SENTENCES_ON_TOP, sentence_count);
	fputs("</details>\n", page);
}
