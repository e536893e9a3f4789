/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sections of a report's page, in the order they appear. Each prints nothing, or
 * says so, where the result has nothing for it.
 */
#ifndef HARNESS_PAGE_H
#define HARNESS_PAGE_H

#include <stdio.h>
#include "show/generations.h"
#include "plot/pictures.h"
#include "result/set.h"

/* page_assets.S */
extern const char page_css[], page_css_end[], page_js[], page_js_end[], page_method[],
	page_method_end[], page_js_hash[], page_js_hash_end[];

void page_begin(FILE *page, const char *title);
void page_end(FILE *page);

/* "AMD EPYC", with the label if there is one: what a reader calls the run. */
struct run_title {
	char text[160];
};
struct run_title run_title(const struct run_file *file);

/* machine, kind of figures, navigation */
void page_heading(FILE *page, const struct run_file *file);
void page_findings(FILE *page, const struct run_file *file);       /* in words, from the figures */
void page_matrices(FILE *page, const struct run_file *file);       /* a table a unit */
/* how round trips split, where the file tells */
void page_legs(FILE *page, const struct run_file *file);
/* cells without a figure, warnings */
void page_reasons(FILE *page, const struct run_file *file);
void page_details(FILE *page, const struct run_file *file);        /* every figure of every cell */
void page_machine(FILE *page, const struct run_file *file);
void page_reproduce(FILE *page, const struct run_file *file);      /* command, guest hash, data */
void page_method_section(FILE *page);

/*
 * Inline SVG of all that were drawn; `trouble` (or NULL) is why others were not. `number` tells
 * pages' ids apart.
 */
void page_pictures(FILE *page, const struct pictures *pictures, const char *trouble);

void page_generations(FILE *page, const struct generations *generations);
/* Adams and Agesen, row by row */
void page_classic(FILE *page, const struct run_files *files, const struct library *library);
void page_literature(FILE *page, const struct library *library);

/* Notes as a list, equal texts together, each with at most so many of what it is about. */
void page_notes(FILE *page, const struct notes *notes, size_t most);

#endif
