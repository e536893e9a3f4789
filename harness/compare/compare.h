/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two sides of result files, cell by cell: the ratio with its interval, and whether it is
 * real. A side with several sessions: these are the units; one session against one: their trials
 * are. Refuses to call a difference real that may be another machine's, or that too few units show.
 */
#ifndef HARNESS_COMPARE_H
#define HARNESS_COMPARE_H

#include <gsl/gsl_rng.h>
#include "compare/agreement.h"
#include "result/find.h"
#include "compare/session_views.h"
#include "statistics/statistics.h"

enum verdict {
	VERDICT_SAME,         /* no difference shown; with a gate: it passes */
	VERDICT_FASTER,
	VERDICT_SLOWER,       /* with a gate: by more than it allows */
	VERDICT_INCONCLUSIVE,
	VERDICT_EFFECT,       /* not known to be one machine: the ratio, and no more is said */
	VERDICT_LOST,         /* ok in every file of the base, and in none of the other side */
	VERDICT_GAINED,       /* ok in no file of the base */
	VERDICT_NEITHER,      /* ok in no file at all */
	VERDICT_UNLIKE,       /* other unit or clock: not comparable */
	VERDICTS
};
extern const char *const verdict_names[VERDICTS];

struct compare_options {
	enum figure figure;   /* floor or median */
	bool is_gate;
	bool is_same_machine; /* says the user, of files that do not tell */
	/*
	 * each trial's figures times the core cycles in a TSC cycle, by its canary; by its
	 * session's in older files
	 */
	bool in_core_cycles;
	double fail_percent;  /* of a gate: slower by more than this fails */
	unsigned long seed;   /* of resampling; 0: always the same one */
};

struct compare_row {
	const struct cell_result *cell;   /* one that names it; borrowed */
	enum verdict verdict;
	const char *reason;               /* borrowed or static; NULL */
	double base, other;               /* figures; NaN if there is none */
	struct interval ratio;            /* other / base; NaN or infinite where it has no bound */
	size_t base_units, other_units;
	size_t base_without, other_without; /* files of the side in which it is not ok */
	const char *why_without;          /* in the first of these; borrowed or static; NULL */
	/* on either side, in one of the files at least: not ok, and not skipped */
	bool fails;
	bool is_exact;                    /* counts: no interval, no test */
	bool test_is_exact;               /* all permutations, not drawn ones */
	double p, p_adjusted, p_least;    /* NaN: not tested */
};

struct comparison {
	struct compare_options options;
	struct compare_side base_files, other_files;
	struct session_views base_views, other_views;
	struct compare_side base, other;  /* the sessions in those files */
	bool units_are_sessions, is_one_machine;
	struct agreements agreements;
	bool sides_are_apart;             /* all of one side began before any of the other */
	json_t *differences;              /* of machine state; machine_state.h */
	size_t count, verdicts[VERDICTS];
	/* rows with a figure in no file that fail in one at least, rather than be skipped in all */
	size_t failures;
	/* rows that were tested, and their p adjusted for each other */
	size_t tests;
	/* in the order of the base's first file, then what only the other has */
	struct compare_row *rows;
};

/*
 * NULL, or why not in words: never of a session with itself. Points into the results, which must
 * outlive it.
 */
const char *compare(struct comparison *comparison, struct compare_side base,
		    struct compare_side other, const struct compare_options *options);
void comparison_free(struct comparison *comparison);

/* What whoever reads the verdicts must know, in words; or NULL. */
const char *comparison_warning(const struct comparison *comparison);

/*
 * Sessions a side that could show a lone difference among the cells that were tested; 0 if there
 * are as many, or nothing to test.
 */
size_t comparison_sessions_needed(const struct comparison *comparison);

/* All in all, of a gate or not. */
enum compare_outcome { COMPARE_PASSES, COMPARE_REGRESSION, COMPARE_INCONCLUSIVE };
enum compare_outcome comparison_outcome(const struct comparison *comparison);

#endif
