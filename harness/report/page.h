/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sections of a page. Each prints nothing, or says so, where the result has nothing for it.
 */
#ifndef HARNESS_PAGE_H
#define HARNESS_PAGE_H

#include <stdio.h>
#include "plot/pictures.h"
#include "result/literature.h"
#include "result/set.h"
#include "show/generations.h"
#include "text/notes.h"

void page_begin(FILE *page, const char *title);
void page_end(FILE *page);

/* "AMD EPYC", with the label before it if there is one. */
struct words run_title(const struct run_file *file);

void page_heading(FILE *page, const struct run_file *file);  /* machine, kind of figures */
void page_findings(FILE *page, const struct run_file *file); /* in sentences */
void page_matrices(FILE *page, const struct run_file *file); /* a table for each unit */
void page_legs(FILE *page, const struct run_file *file);
void page_reasons(FILE *page, const struct run_file *file);  /* warnings, missing figures */
void page_details(FILE *page, const struct run_file *file);  /* every figure of every cell */
void page_machine(FILE *page, const struct run_file *file);
void page_reproduce(FILE *page, const struct run_file *file); /* command, guest's hash, data */
void page_method_section(FILE *page);

/* Each chart as SVG or, of multiples, a table; `file` is whose cells they link to. */
void page_chart(FILE *page, const struct chart *chart, const char *file);
void page_charts(FILE *page, const struct pictures *pictures, const char *file);

void page_generations(FILE *page, const struct generations *generations);
/* Adams and Agesen, row by row */
void page_classic(FILE *page, const struct run_files *files, const struct library *library);
void page_literature(FILE *page, const struct library *library);

/* An index shows whole files if there are at most this many. */
#define FILES_IN_FULL 4

/* Notes as a list, equal texts together, each with at most `most` of what it is about. */
void page_notes(FILE *page, const struct notes *notes, size_t most);

/* What several files have in common: machines, differences, the matrices of a few. */
void page_machines(FILE *page, const struct run_files *files);

#endif
