/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sections of a page. Each prints nothing, or says so, where the result has nothing for it.
 */
#ifndef HARNESS_PAGE_H
#define HARNESS_PAGE_H

#include <stdio.h>
#include "compare/machines.h"
#include "plot/pictures.h"
#include "result/literature.h"
#include "result/set.h"
#include "show/generations.h"
#include "text/notes.h"

/* `about` describes the page for who links to it. */
void page_begin(FILE *page, const char *title, const char *about);
void page_end(FILE *page);

/* What a part puts, which the caller frees. NULL: nothing, or no memory. */
typedef void page_part(FILE *page, const struct run_file *file);
char *page_part_text(page_part *part, const struct run_file *file, size_t *bytes);

/*
 * Puts a part of the page if that stays small with it and `rest` bytes that follow. false: nothing
 * is put.
 */
bool page_put_if_room(FILE *page, page_part *part, const struct run_file *file, size_t rest);

/* What doc/PAGE.md says under this name, as a paragraph. */
void page_prose(FILE *page, const char *class, const char *name);

/* "AMD EPYC", with the label before it if there is one. */
struct words run_title(const struct run_file *file);

void page_heading(FILE *page, const struct run_file *file);  /* machine, kind of figures */
void page_findings(FILE *page, const struct run_file *file); /* in sentences; three, then more */
void page_screen(FILE *page, const struct run_file *file);   /* the first screen */
/* A table for each unit; `before` stands before the cells' ids on a page of several files. */
void page_matrices(FILE *page, const struct run_file *file, const char *before);
void page_anatomy(FILE *page, const struct run_file *file);  /* what each part of an exit costs */
void page_reasons(FILE *page, const struct run_file *file);  /* warnings, missing figures */
void page_machine(FILE *page, const struct run_file *file);

/* Tables, each with what is to be said of it. */
bool page_has_legs(const struct result *result);
void page_legs(FILE *page, const struct run_file *file);
void page_cells(FILE *page, const struct run_file *file);    /* every figure of every cell */

/* What is beside a file's page where that has no room for it. */
enum page_beside {
#define PAGE_BESIDE(name) BESIDE_##name,
	PAGES_BESIDE(PAGE_BESIDE)
#undef PAGE_BESIDE
	PAGES_BESIDE_COUNT,
	BESIDE_DATA = PAGES_BESIDE_COUNT,
	BESIDES
};
struct words page_beside_name(const struct run_file *file, enum page_beside which);

/* Such a table, if there is one; or a link to it. false: it has to be beside the page. */
bool page_table(FILE *page, const struct run_file *file, enum page_beside table);

/* A page of its own; `back` is the file's. */
void page_table_alone(FILE *page, const struct run_file *file, enum page_beside table,
		      const char *back);

/* Command, guest's hash, data. false: those have to be beside the page, as those of a site are. */
bool page_reproduce(FILE *page, const struct run_file *file, bool in_site);
void page_method_section(FILE *page);

/* A chart as SVG or, of multiples, a table. */
void page_chart(FILE *page, const struct chart *chart);

void page_generations(FILE *page, const struct generations *generations);
/* Adams and Agesen, row by row */
void page_classic(FILE *page, const struct run_files *files, const struct library *library);
/* Statements, with this result's figures for each */
void page_claims(FILE *page, const struct run_file *file);
void page_literature(FILE *page, const struct library *library);

/* An index shows whole files if there are at most this many. */
#define FILES_IN_FULL 4

/* Notes as a list, equal texts together, each with at most `most` of what it is about. */
void page_notes(FILE *page, const struct notes *notes, size_t most);

/* What several files have in common: machines, differences, the matrices of a few. */
struct report_index;
void page_machines(FILE *page, const struct report_index *index);

#endif
