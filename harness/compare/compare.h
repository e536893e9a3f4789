/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two sides of result files, cell by cell: the ratio with its interval, and whether it is real.
 * With several sessions on a side these are the units; one session against one: their trials.
 * Refuses to call a difference real that may be another machine's, or that too few units show.
 */
#ifndef HARNESS_COMPARE_H
#define HARNESS_COMPARE_H

#include <gsl/gsl_rng.h>
#include <obstack.h>
#include "compare/agreement.h"
#include "result/find.h"
#include "compare/session_views.h"
#include "compare/spool.h"
#include "statistics/statistics.h"
#include "text/words.h"

enum verdict {
	VERDICT_SAME,         /* no difference shown; with a gate: it passes */
	VERDICT_FASTER,
	VERDICT_SLOWER,       /* with a gate: by more than it allows */
	VERDICT_INCONCLUSIVE,
	VERDICT_EFFECT,       /* perhaps two machines: only the ratio */
	VERDICT_LOST,         /* ok in every file of the base; in no other, not by noise */
	VERDICT_GAINED,       /* ok in no file of the base */
	VERDICT_NEITHER,      /* ok in no file at all */
	VERDICT_UNLIKE,       /* other unit, clock or answerer: not comparable */
	VERDICTS
};

/*
 * What figures are compared in. Alone: core cycles of the batches alone on the core, by each
 * batch's canaries; a cell that was never alone is inconclusive. TSC: of all batches. Core: the
 * same times the core's clock by each trial's canary, in older files by the session's. By default
 * alone if every file has looked for neighbours, else TSC.
 */
enum compare_clock { COMPARE_DEFAULT, COMPARE_TSC, COMPARE_CORE, COMPARE_ALONE, COMPARE_CLOCKS };
extern const char *const compare_clock_names[COMPARE_CLOCKS];

struct compare_options {
	enum figure figure;   /* floor or median */
	bool is_gate;
	double fail_percent;  /* of a gate: slower by more than this fails */
	bool is_same_machine; /* the user says so, of files without a machine id */
	enum compare_clock clock; /* of a comparison: never the default */
	bool keeps_order;     /* of the first file: what was decided does not come first */
	unsigned long seed;   /* of resampling; 0: always the same one */
};

struct compare_row {
	const struct cell_result *cell;   /* one that names it, without its trials */
	enum verdict verdict;
	const char *reason;               /* borrowed or static; NULL */
	double base, other;               /* figures; NaN if there is none */
	struct interval ratio;            /* other / base; NaN, or infinite without a bound */
	size_t base_units, other_units;
	size_t base_without, other_without; /* files of the side in which it is not ok */
	const char *why_without;          /* in the first of these; borrowed or static; NULL */
	const struct session_kind *kinds; /* of its cells, the last one first */
	struct {
		size_t all, alone;        /* sessions so far with a figure by that clock */
	} known[2];                       /* [is_base] */
	bool fails;                       /* in some file: neither ok nor skipped */
	bool is_exact;                    /* counts: no interval, no test */
	bool test_is_exact;               /* of all permutations, or apart; not of drawn ones */
	double p, p_adjusted, p_least;    /* NaN: not tested */
};

struct comparison {
	struct compare_options options;
	struct compare_side base_files, other_files;
	struct session_views views;
	int error;                        /* errno of what could not be added */
	size_t watched;                   /* sessions that looked for neighbours on the core */
	struct spool cells;               /* of all sessions: each a struct session_cell */
	struct obstack kinds;             /* theirs, and what names the rows */
	json_t *row_of_id;
	struct compare_side base, other;  /* their sessions: the views */
	bool units_are_sessions, is_one_machine;
	struct agreements agreements;
	bool sides_are_apart;             /* all of one side began before any of the other */
	json_t *differences;              /* of machine state; machine_state.h */
	size_t count, verdicts[VERDICTS];
	size_t failures;                  /* rows without a figure that are not just skipped */
	size_t tests;                     /* rows with a p, adjusted for each other */
	struct compare_row *rows;         /* in the order of the first file with the cell */
};

/*
 * In steps, so that not all files are in memory: begin; add the files of the base, then the others,
 * whose cells may be dropped at once; end. Points into the results, which must outlive it, and
 * their texts. No words, or what is wrong; never compares a session with itself. Free it in either
 * case.
 */
void compare_begin(struct comparison *comparison, const struct compare_options *options);
bool compare_add(struct comparison *comparison, const struct result *file, bool is_base);
struct words compare_lacks(const struct comparison *comparison); /* why one was not added */
struct words compare_end(struct comparison *comparison, struct compare_side base,
			 struct compare_side other);

/* All steps. */
struct words compare(struct comparison *comparison, struct compare_side base,
		     struct compare_side other, const struct compare_options *options);
void comparison_free(struct comparison *comparison);

/* "slower" and so on; of a gate VERDICT_SAME is "pass". */
const char *comparison_verdict(const struct comparison *comparison, enum verdict verdict);

/* What a reader of the verdicts must know; or NULL. */
const char *comparison_warning(const struct comparison *comparison);

/* Sessions a side that could show a lone difference among the tested cells; 0: these can. */
size_t comparison_sessions_needed(const struct comparison *comparison);

/* Of a gate; without one it passes. */
enum compare_outcome { COMPARE_PASSES, COMPARE_REGRESSION, COMPARE_INCONCLUSIVE };
enum compare_outcome comparison_outcome(const struct comparison *comparison);

#endif
