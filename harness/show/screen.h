/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first screen of a result: what a VM exit costs here, what the classic operations cost by
 * technique, and how far the figures can be trusted. Cells are found here; nothing is computed.
 */
#ifndef HARNESS_SHOW_SCREEN_H
#define HARNESS_SHOW_SCREEN_H

#include "result/legs.h"
#include "show/matrix.h"
#include "text/table.h"
#include "text/words.h"

/* How an operation is carried out. The name's parts are lines of a table's head. */
#define TECHNIQUE_ROWS(X) \
	X(NATIVE, "native", "", "native") \
	X(HVM, "hvm", "", "VT-x") \
	X(FORCED, "hvm-trap", "forced", "exit") \
	X(TRAP, "deprivileged", "trap and", "emulate") \
	X(PARAVIRTUAL, "paravirtual", "para-", "virtual") \
	X(TRANSLATED, "translated", "trans-", "lated") \
	X(KVM, "hvm", "through", "KVM")

enum technique {
#define TECHNIQUE(id, ...) TECHNIQUE_##id,
	TECHNIQUE_ROWS(TECHNIQUE)
#undef TECHNIQUE
	TECHNIQUES
};

/* NULL in `cells`: the result has no such cell. */
struct screen_row {
	const char *op, *label, *group; /* the group may be NULL */
	size_t rank;             /* in bench/ops.def */
	const struct cell_result *cells[TECHNIQUES];
};

/* A round trip out of a guest. NULL: not measured. */
struct screen_trip {
	struct words label;
	const struct cell_result *trip, *lean, *kvm;
	struct leg_figures legs;
	bool has_legs;
};

#define SCREEN_TRIPS 3

struct screen {
	const struct result *result;
	const char *unit;
	bool is_classic;         /* there were too many operations: only the classic ones */
	bool by_kvm;             /* the driver has no figure: KVM carried the guests */
	bool has[TECHNIQUES];    /* in any row */
	size_t count, trip_count;
	struct screen_row *rows;
	struct screen_trip trips[SCREEN_TRIPS];
};

/*
 * The classic operations, or all if the result has no more of them than fit on a screen. Points
 * into the result. false: no memory.
 */
bool screen_make(struct screen *screen, const struct result *result);
void screen_free(struct screen *screen);

/* The operation has a row or a round trip. */
bool screen_names(const struct screen *screen, const char *op);

/* No round trip is of our driver: nothing shows how far those that are there are from the CPU. */
bool screen_lacks_the_cpu(const struct screen *screen);

/* The operation that VT-x helps most, and its figures both ways; none: row is NULL. */
struct screen_gain {
	const struct screen_row *row;
	const struct statistic *trap, *hvm;
};
struct screen_gain screen_gain_of(const struct screen *screen);

/* The table has this operation by this technique: a blank of it was not chosen. */
bool screen_could_have(const struct screen *screen, const struct screen_row *row,
		       enum technique technique);

/* "trap and emulate", "paravirtual". */
struct words screen_technique(const struct screen *screen, enum technique technique);

/* "trap and", "emulate": a line of a technique's head. */
const char *screen_head(const struct screen *screen, enum technique technique, size_t line);

/*
 * Of a round trip, as the classic operations' (alone on the core, if that is known); beside legs,
 * which are in TSC cycles, in those: the figure (NULL of no cell), its unit, and the clock's rate.
 */
const struct statistic *screen_trip_figure(const struct screen *screen,
					   const struct cell_result *cell, enum figure figure);
/* "22.6x": through KVM, of the round trip; or empty. */
struct words screen_trip_multiple(const struct screen *screen, const struct screen_trip *trip);
const char *screen_trip_label(const struct screen *screen);
double screen_trip_hz(const struct screen *screen);

/* Three digits of what is below 1000, for a table where each character counts. */
struct words screen_value(double value);

/* What stands behind a figure that is no baseline, or of a wrong result. */
#define BY_LINUX "*"
#define BY_ABOVE "^"
#define A_HOLE   "!"

/*
 * What stands below the tables, for lines of `width`: what VT-x helps most, what marks mean, why
 * figures or answers are missing. As few lines as `room` if shorter words can do it.
 */
#define BELOW_MOST 10
struct below {
	struct words line[BELOW_MOST];
	size_t count, lines; /* a line that is too long is wrapped into several */
};
struct below screen_below(const struct screen *screen, size_t width, size_t room);

/* Which questions the tables leave without an answer, and why; or empty. In ever fewer words. */
enum brevity { IN_FULL, BRIEFLY, IN_SHORT, BREVITIES };
struct words screen_unanswered(const struct screen *screen, enum brevity brevity);

/* How far the figures can be trusted: "good", "fair" or "poor", and what that is judged by. */
struct trust {
	const char *word;
	enum paint paint;
	size_t figures, precise, rough; /* within 1 %, and within 10 % */
	size_t notes;
};
struct trust trust_of(const struct result *result);

/* "Precision good: 95 % interval ±1% in all 18 figures", for a sentence that may go on. */
struct words trust_words(const struct trust *trust, bool is_complete);

/*
 * How many cells are skipped, or failed, and why: "3 skipped: VT-x cannot make IRET exit", or of
 * several reasons "skipped: 121 need driver or KVM, 3 not offered here". Empty: none are.
 */
struct words why_words(const struct result *result, enum cell_status status);

#endif
