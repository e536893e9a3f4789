/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session's results, in memory and as a JSON file. A number's unit is in its name or in the
 * cell's `unit`. Figures are per operation.
 */
#ifndef HARNESS_RESULT_H
#define HARNESS_RESULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include "result/texts.h"
#include "text/file.h"
#include "text/words.h"

#define RESULT_FORMAT_MAJOR 1
#define RESULT_FORMAT_MINOR 2
#define RESULT_SCHEMA "https://exitbench.invalid/results/schema.json" /* its path: in the tree */

/* What a file may hold; beyond that it is refused. */
#define RESULT_BYTES_MAX (64u << 20)
#define RESULT_CELLS_MAX 10000u
#define RESULT_LISTED_MAX  RESULT_CELLS_MAX /* methods, reasons, columns */
#define RESULT_TRIALS_MAX  (4u << 20)       /* of all cells together */
#define RESULT_DEPTH_MAX 32
#define RESULT_TEXT_MAX  4096u
#define RESULT_VALUE_MAX 1e15
#define RESULT_VALUE_LEAST 1e-9  /* a figure nearer to 0 is read as 0 */
#define RESULT_DIGITS    10 /* of a figure */
#define RING_MAX         3

/*
 * A figure with the interval that goes with it; absent when `method` is NULL. Where the interval
 * includes 0 no cost is visible beside the loop's own: `below` is the bound that the cost is
 * below, and value, lo and hi are no cost. 0 elsewhere.
 */
struct statistic {
	double value, lo, hi;
	const char *method;
	double below;
};

enum cell_status { STATUS_OK, STATUS_SKIP, STATUS_FAIL, STATUS_ERROR, STATUSES };

/*
 * Why a cell has no figure: the status that follows, its kind in a file, a sentence for all cells
 * of the kind, and what follows their number on a line. Each cell's reason says more.
 */
#define CELL_FAULTS(X)                                                                            \
	X(FAULT_NONE, STATUS_OK, NULL, NULL, "for other reasons")                                 \
	X(FAULT_ABSENT, STATUS_SKIP, "absent", "what they run on is missing, or cannot be opened", \
	  "need driver or KVM")                                                               \
	X(FAULT_UNSUPPORTED, STATUS_SKIP, "unsupported",                                          \
	  "this CPU, this kernel or the hypervisor above does not offer what they need",          \
	  "not offered here")                                                                     \
	X(FAULT_SOFTWARE_KVM, STATUS_SKIP, "software-kvm",                                        \
	  "this KVM is software, without VT-x or SVM, and does not run them as a CPU does",       \
	  "not by a software KVM")                                                                \
	X(FAULT_CLAIM, STATUS_FAIL, "claim", "they did something else than the table claims",     \
	  "not as the table claims")                                                              \
	X(FAULT_NOISE, STATUS_FAIL, "noise", "the machine was too noisy: measure them again",     \
	  "too noisy")                                                                            \
	X(FAULT_INTERRUPTED, STATUS_SKIP, "interrupted",                                          \
	  "the run was interrupted before they were measured", "not reached")                     \
	X(FAULT_TROUBLE, STATUS_ERROR, "trouble",                                                 \
	  "the measuring process died, hung or could not go on",                                 \
	  "process died or hung")

enum cell_fault {
#define FAULT(id, ...) id,
	CELL_FAULTS(FAULT)
#undef FAULT
	FAULTS
};

/*
 * Who answers what a native cell does. Only what the CPU answers is a baseline. Unknown: not
 * native, or from an older file (answerer_of() of show/ knows more).
 */
#define ANSWERERS_(X)                                                                            \
	X(ANSWERER_UNKNOWN, NULL) X(ANSWERER_CPU, "cpu") X(ANSWERER_LINUX, "linux")              \
	X(ANSWERER_HYPERVISOR, "hypervisor")

enum answerer {
#define ANSWERER(id, name) id,
	ANSWERERS_(ANSWERER)
#undef ANSWERER
	ANSWERERS
};

/*
 * What held a batch up, so that it is counted and not used. A gap is judged afterwards, by the
 * batch's length.
 */
#define DISTURBANCE_NAMES(X)                                                            \
	X(DISTURBED_BY_INTERRUPT, "interrupt") X(DISTURBED_BY_GAP, "gap")               \
	X(DISTURBED_BY_SWITCH, "context_switch") X(DISTURBED_BY_MIGRATION, "migration")

enum disturbance {
	DISTURBED_NOT,
#define DISTURBANCE(id, name) id,
	DISTURBANCE_NAMES(DISTURBANCE)
#undef DISTURBANCE
	DISTURBANCES
};

struct disturbed {
	size_t by[DISTURBANCES];      /* batches; by[DISTURBED_NOT] is 0 */
};

/*
 * The batches of a trial, block after block, each block as the letters of the bins that have any,
 * in ascending order, each followed by how many if more than one: "ab3;a2c". See histogram.h.
 */
struct histogram {
	double lo, hi;                /* the smallest and the largest batch */
	char *blocks;                 /* NULL: not kept */
};

/*
 * One trial's share of a cell. Figures are net of the trial's own overhead. What comparing needs
 * comes first, up to the histogram: where only that is kept, the rest is checked and not read.
 */
struct trial_result {
	double floor, median;         /* 5th and 50th percentile of its batches */
	/* in a tick of this trial's clock, by its canary's floor; 0: not known */
	double core_cycles;
	/* of its batches alone on the core, in core cycles; 0: it has none */
	double alone_floor, alone_median;
	/* of a merged file: its place in run.merged, from 1; 0: unknown */
	size_t session;
	struct histogram histogram;   /* of its batches, before the overhead is taken off */
	size_t batches, disturbed, alone_batches;
	/* by the canary or its backend's cells; marked, never dropped */
	bool slow;
	size_t number;                /* of the trial in its session, from 0 */
	double overhead;              /* what was taken off the floor */
};

/* What comparing needs of a trial, where only that is kept. */
struct trial_figures {
	double floor, median, core_cycles, alone_floor, alone_median;
	size_t session;
};

/* The legs of a round trip: exit, handler, entry. */
enum result_leg { RESULT_EXIT, RESULT_HANDLER, RESULT_ENTRY, RESULT_LEGS };

/* Single exits of a leg, net of the stamps; NAN: not known. */
struct leg_exits {
	double n, p1, p25, p50, p75, p99, max;
};

struct leg_result {
	struct statistic floor, median, p99;
	struct leg_exits exits;
};

/* The CPU's own clocks against the stamps; without exits there was no check, and a reason. */
struct leg_clocks {
	double exits, stored_outside, timer_outside, until_stored, since_stored, timer,
		stamps_least, stamps_most, timer_tick;
	char *reason;
};

/* How a stamped cell's round trip splits. */
struct legs_result {
	struct leg_result leg[RESULT_LEGS];
	double stamps;                /* what the guest's stamps cost an iteration */
	struct leg_clocks clocks;
	json_t *unknown;              /* members of a later minor version, or NULL */
};

/*
 * Batches by whether another hardware thread worked on the core, net, in core cycles. Batches whose
 * clock changed are of neither kind.
 */
struct alone_result {
	bool is_known;                /* this run looked; false in an emulator and older files */
	bool never;                   /* too few batches were alone for a figure */
	struct statistic floor, median; /* alone */
	struct statistic beside;      /* the median beside a neighbour */
	size_t batches, beside_batches;
};

struct cell_result {
	char *id;                     /* op/env/backend/form/ring/knobs */
	char *op, *env, *backend, *form, *knobs;
	int ring;
	enum cell_status status;
	enum cell_fault fault;        /* why not ok, as a kind; none otherwise */
	char *reason;                 /* why not ok, or "hole: ..."; NULL otherwise */
	enum answerer answered_by;    /* of a native cell, or of what passes our VMM */
	char *unit;                   /* as in unit_names */
	char *clock;                  /* "tsc" */
	size_t iterations;            /* per batch */
	size_t batches, disturbed;    /* undisturbed ones used; others counted only */
	struct disturbed disturbed_by;
	size_t troubled;              /* trials that trouble took from it or cut short */
	bool precise;                 /* the floor's interval is as narrow as was asked for */
	double exits_per_op;          /* checked VM exits per operation; negative if unknown */
	struct statistic floor, median, p99; /* net */
	struct statistic raw, overhead;      /* floor before and what was taken off it */
	struct alone_result alone;
	struct legs_result *legs;     /* NULL: not stamped */
	/* object: counter to figure, trial_events.h; NULL: none asked for */
	json_t *events;
	size_t trial_count;
	struct trial_result *trials;
	struct trial_figures *trial_figures; /* instead of trials, by result_load_figures() only */
	/* members of a later minor version, kept for rewriting; or NULL */
	json_t *unknown, *unknown_trials;
};

struct result {
	/* if it was refused: it is what is kept beside results, the schema or literature */
	bool lies_beside;
	bool complete;                /* false: interrupted, the cells measured so far */
	json_t *machine;              /* object: what machine.c and doctor.c found */
	json_t *run;                  /* object: command, seed, tool version, times, rules */
	char *guest_sha256;           /* of the guest's code */
	/* of the table of cells and what they claim; NULL: not known */
	char *table_sha256;
	json_t *module;               /* object: the driver that was loaded; NULL: none */
	size_t cell_count;
	struct cell_result *cells;
	json_t *unknown;
	struct texts texts;           /* of the cells, if it was loaded */
	bool borrows_texts;           /* the cells' texts are in a struct texts */
	const struct cell_result **by_id; /* by result_index(); NULL without */
};

/* What figures are in. A file has its name; any other text, or none, is an unknown unit. */
enum unit { UNIT_UNKNOWN, UNIT_CYCLES, UNIT_INSTRUCTIONS, UNIT_NS, UNITS };
extern const char *const unit_names[UNITS];
enum unit unit_of(const char *name);

/* In instructions, or in cycles; and of a machine's TSC, as the result describes it. */
bool cell_is_counted(const struct cell_result *cell);
bool cell_is_timed(const struct cell_result *cell);
bool machine_is_counting(const json_t *machine);

/* It has no figure for noise or an early end, so another session may have one. */
bool cell_is_noisy(const struct cell_result *cell);

/* "ok", "skip", "fail", "error". */
extern const char *const status_names[STATUSES];

/* Of CELL_FAULTS: "absent" ..., and the sentences, NULL for none; "need driver or KVM". */
extern const char *const fault_names[FAULTS], *const fault_words[FAULTS];
extern const char *const fault_counted[FAULTS];
extern const enum cell_status fault_status[FAULTS];

/* "cpu", "linux", "hypervisor"; NULL if unknown. */
extern const char *const answerer_names[ANSWERERS];

/* Whether the cost is below what can be resolved. */
bool is_below(const struct statistic *figure);

/* "interrupt", "gap" ...; NULL for DISTURBED_NOT. */
extern const char *const disturbance_names[DISTURBANCES];

size_t disturbed_total(const struct disturbed *disturbed);

/* A missing text, NULL, equals an empty one. Its copy is NULL. The caller frees a copy. */
bool same_text(const char *a, const char *b);
char *copy_of_text(const char *text);

/* The floor or the median of trial `i`, whichever way the trials were read. */
double cell_trial_value(const struct cell_result *cell, size_t i, bool is_median);

/* The same of its batches alone on the core, in core cycles; 0: it has none. */
double cell_trial_alone(const struct cell_result *cell, size_t i, bool is_median);

/*
 * The same in every batch, its method says: a count, not an estimate. So only in an emulator, and
 * not for all cells there.
 */
bool is_exact_figure(const struct statistic *figure);

/*
 * The half-width of the floor's interval (alone on the core, if that is known) is at most this
 * fraction of it (interval_is_precise); an exact floor always is, and so is a
 * bound.
 */
bool cell_is_precise(const struct cell_result *cell, double fraction);

/* Before the trials of `more` are added to those of `cell`: their unknown members, as columns. */
void trials_join_unknown(struct cell_result *cell, const struct cell_result *more);

/* "op/env/backend/form/ring/knobs", with "default" for no knobs; the caller frees. */
char *result_cell_id(const struct cell_result *cell);

/*
 * Write atomically: to a temporary file beside `path`, then rename; "-" is standard output. An
 * existing file is refused unless `replace`. No words, or what went wrong.
 */
struct words result_save(const struct result *result, const char *path, bool replace);

/*
 * The same in two steps, of which the first makes sure before measuring that there is room for so
 * many bytes. The file has its path and `replace`. result_end() leaves nothing open.
 */
struct words result_begin(struct whole_file *file, size_t bytes);
struct words result_end(const struct result *result, struct whole_file *file);

/* No words if result_begin() could begin it now, or why not. */
struct words result_check_writable(struct whole_file file);

/* The same as a JSON value. */
json_t *result_to_json(const struct result *result);

/*
 * Read and check a result file; "-" is standard input. No words, or what is wrong with the file;
 * then `result` is empty. Unknown members are kept, an unknown major version is refused.
 */
struct words result_load(struct result *result, const char *path);

/*
 * The same, checked as strictly, but only what show and compare ask of a thousand files is kept: no
 * histograms, no events, no unknown members, and of trials `trial_figures`. The cells' texts are in
 * `texts`, which must outlive the result.
 */
struct words result_load_figures(struct result *result, const char *path, struct texts *texts);

/* Frees the cells that are not to be kept. */
typedef bool cell_filter(const struct cell_result *cell, const void *data);
void result_keep(struct result *result, cell_filter *is_kept, const void *data);

/* All of them; what the result says as a whole stays. */
void result_drop_cells(struct result *result);

/*
 * Of many files of a machine: what is the same in the one before, which may be NULL, is kept once,
 * and no findings are. Before anything borrows them.
 */
void result_share_wholes(struct result *result, const struct result *before);

/* With the `method` strings that were read. */
void result_free(struct result *result);

#endif
