/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two sides of result files, cell by cell: the ratio with its interval, and whether it is
 * real. A side with several sessions: these are the units; one session against one: their trials are.
 * Refuses to call a difference real that may be another machine's, or that too few units show.
 */
#ifndef HARNESS_COMPARE_H
#define HARNESS_COMPARE_H

#include <gsl/gsl_rng.h>
#include "agreement.h"
#include "matrix.h"
#include "session_views.h"
#include "statistics.h"

enum verdict {
	VERDICT_SAME,         /* no difference shown; with a gate: it passes */
	VERDICT_FASTER,
	VERDICT_SLOWER,       /* with a gate: by more than it allows */
	VERDICT_INCONCLUSIVE,
	VERDICT_EFFECT,       /* not known to be one machine: the ratio, and no more is said */
	VERDICT_LOST,         /* ok in the base, and not or not there in the other */
	VERDICT_GAINED,       /* the reverse */
	VERDICT_NEITHER,      /* ok in neither */
	VERDICT_UNLIKE,       /* other unit or clock: not comparable */
	VERDICTS
};
extern const char *const verdict_names[VERDICTS];

struct compare_options {
	enum figure figure;   /* floor or median */
	bool is_gate;
	bool is_same_machine; /* says the user, of files that do not tell */
	bool in_core_cycles;  /* each session's figures times the core cycles in a TSC cycle, by its canary */
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
	struct compare_row *rows;         /* in the order of the base's first file, then what only the other has */
};

/* NULL, or why not in words: never of a session with itself. Points into the results, which must outlive it. */
const char *compare(struct comparison *comparison, struct compare_side base, struct compare_side other,
		    const struct compare_options *options);
void comparison_free(struct comparison *comparison);

/* All in all, of a gate or not. */
enum compare_outcome { COMPARE_PASSES, COMPARE_REGRESSION, COMPARE_INCONCLUSIVE };
enum compare_outcome comparison_outcome(const struct comparison *comparison);

#endif
