/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules of doc/METHOD.md and of the statistics: every constant, its unit and its source. A
 * change here changes figures or verdicts. Each result records the rules of its figures in
 * run.rules; `merge` refuses files with different ones. Rules without a source are choices of this
 * project, made before the first result was published.
 */
#ifndef HARNESS_STATISTICS_RULES_H
#define HARNESS_STATISTICS_RULES_H

/*
 * Quantiles (0 to 1) of a trial's batches, then of the trials. results/experiments:
 * the lower quartile over runs of their 5th percentiles had a coefficient of variation of 0.55 %
 * where the median of the same runs had 6.1 %.
 */
#define FLOOR_WITHIN_TRIAL  0.05
#define FLOOR_OVER_TRIALS   0.25
#define MEDIAN_WITHIN_TRIAL 0.50
#define MEDIAN_OVER_TRIALS  0.50
#define P99_WITHIN_TRIAL    0.99

/* Quantiles of single exits of a leg, as a result names them. */
#define EXITS_P1  0.01
#define EXITS_P25 0.25
#define EXITS_P50 0.50
#define EXITS_P75 0.75
#define EXITS_P99 0.99

/* struct estimator. The twin's tail is not the cell's, so p99 subtracts the twin's median. */
#define FLOOR_ESTIMATOR  { FLOOR_WITHIN_TRIAL, FLOOR_OVER_TRIALS, 0 }
#define MEDIAN_ESTIMATOR { MEDIAN_WITHIN_TRIAL, MEDIAN_OVER_TRIALS, 0 }
#define P99_ESTIMATOR    { P99_WITHIN_TRIAL, MEDIAN_OVER_TRIALS, MEDIAN_WITHIN_TRIAL }

/* The same in words, as a figure's "method" in a result. P99_OWN_RULE: no twin. */
#define FLOOR_RULE   "5th percentile of a trial's batches, lower quartile over trials"
#define MEDIAN_RULE  "median of a trial's batches, median over trials"
#define P99_RULE     \
	"99th percentile of a trial's batches less the twin's median, median over trials"
#define P99_OWN_RULE "99th percentile of a trial's batches, median over trials"
#define EXACT_RULE   "exact"

/*
 * Floor and median in core cycles, of some of the batches. These differ little between trials, and
 * a trial may have few of them, so those of all trials are one sample: with a third of the training
 * sessions' batches the coefficient of variation was half that of quantiles within trials.
 */
#define ALONE_RULE         ", of batches alone on the core" /* of a merged file */
#define ALONE_FLOOR_RULE   "5th percentile of the batches alone on the core"
#define ALONE_MEDIAN_RULE  "median of the batches alone on the core"
#define BESIDE_MEDIAN_RULE "median of the batches beside a neighbour on the core"

/*
 * Intervals: their level (a fraction), and the number of bootstrap resamples. A session decides
 * with the coarse number whether it may end.
 */
#define INTERVAL_LEVEL             0.95
#define BOOTSTRAP_RESAMPLES        1000
#define BOOTSTRAP_RESAMPLES_COARSE 200
#define INTERVAL_RULE                                                                              \
	"; 95 % percentile bootstrap, 1000 resamples of trials and blocks in them, widened for "   \
	"few trials by t"

/*
 * Blocks of consecutive rounds in a trial, the bootstrap's inner unit. A block must be longer than
 * the machine's short speed regimes (7 to 23 ms, results/experiments).
 */
#define BLOCKS_PER_TRIAL 20

/* A session: trials, seconds, and the wanted half-width of a floor's interval in per cent. */
#define TRIALS_MIN        10
#define TRIALS_EMULATED   3  /* an emulator's trials differ only by what it emulates */
#define TRIALS_FEW        5  /* no interval of fewer trials is called precise */
#define BUDGET_SECONDS    60
#define PRECISION_PERCENT 1.0

/* Drop a batch that took this many times its trial's median, or this part of it. */
#define GAP_FACTOR 2.0

/*
 * Whether another hardware thread worked on the core, by the canaries beside a batch (measure/
 * canary.h). What one round of additions takes, in core cycles by the chain, has a sharp lowest
 * mode where the core is ours alone. A reading is alone from the first factor times that mode to
 * the second. The mode is the lowest of which at least the fraction LEAST of all readings (and
 * COUNT of them) lie within the window. Above the window, up to the factor GAP_END, lie at most the
 * fraction GAP of what lies inside: a neighbour costs a step, and without that step the core was
 * never alone. A round that takes longer than MOST is beside a neighbour on every core with three
 * ALUs or more. Found by tests/experiments/alone --train, before any session it is judged by.
 */
#define ALONE_BELOW    0.97
#define ALONE_ABOVE    1.05
#define ALONE_GAP_END  1.15
#define ALONE_GAP      0.5
#define ALONE_LEAST    0.001
#define ALONE_COUNT    20
#define ALONE_MOST     2.5

/* The core's clock held still in a batch if its two chains differ by less than this fraction. */
#define CLOCK_STEADY 0.01

/* A cell was alone if this many of its batches and of its twin's were, in TRIALS_FEW trials. */
#define ALONE_BATCHES 20

/*
 * A trial is slow if its canary's floor exceeds the session's by the first factor (arithmetic
 * hardly varies), or the floors of one backend's cells exceed theirs by the second.
 */
#define SLOW_CANARY 1.02
#define SLOW_FACTOR 1.05

/*
 * Where the twin's spread over trials exceeds this fraction of a cell's net cost, or the interval
 * of the net cost includes 0, there is no figure but a bound, which the cost is below. A bound
 * beyond the second, a fraction of the cost with the loop, says nothing: the cell is refused. One
 * of so many ticks of the clock is always worth saying.
 */
#define UNSTEADY_TWIN 0.10
#define BOUND_MOST    0.10
#define BOUND_ALWAYS  1.0

/*
 * Under a hypervisor, a native operation that it may intercept and that costs at least this
 * fraction of CPUID's round trip to it is taken to be answered by it. What the CPU answers costs
 * less than a tenth.
 */
#define ROUND_TRIP_SHARE 0.5

/* The least net cost that precision refers to, as a fraction of the cost with the loop. */
#define RESOLUTION 0.01

/*
 * Relative distance of two round trips, with stamps and without, beyond their intervals: a stamp's
 * LFENCEs drain the pipeline beside the operation, and the twin cannot show that.
 */
#define LEGS_APART 0.02

/*
 * Fraction of exits at which the CPU's own clocks may contradict the stamps: how microcode, and
 * hypervisors above, round single exits is not documented to the tick.
 */
#define CLOCKS_OUTSIDE 0.01

/* Relative distance of a clock's rate from its stated one, and of the rates of two files. */
#define HZ_TOLERANCE      0.01
#define CLOCK_RATES_APART 0.005

/*
 * With this many sessions the bootstrap resamples sessions only, which covers the variance within
 * them. Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8.
 */
#define SESSIONS_MANY 20

/*
 * With fewer sessions a side than this, the bootstrap's intervals are too narrow: the 95 % interval
 * of the ratio of two floors holds the truth in 84, 91, 93 and 94 % of cases with 3, 4, 6 and 8
 * sessions (tests/unit/statistics/group.c).
 */
#define SESSIONS_ENOUGH 8

/* `compare --interleave`: rounds of A B B A, two sessions a side each. */
#define INTERLEAVE_ROUNDS (SESSIONS_ENOUGH / 2)

/* A difference counts if its p, adjusted for the number of cells, is at most this. */
#define SIGNIFICANCE_LEVEL 0.05

/*
 * Permutations: enumerated up to this number (8 units against 8), else drawn. Drawing ends when
 * ENOUGH of them differ as much as what was observed: Besag and Clifford, "Sequential Monte Carlo
 * p-values" (1991).
 */
#define PERMUTATIONS_EXACT_MAX 20000
#define PERMUTATIONS_ENOUGH    100

/*
 * The largest number of draws, and, with many cells, how many of all draws are to be expected to
 * differ as much if p is just SIGNIFICANCE_LEVEL after adjustment: five, by Marriott, "Barnard's
 * Monte Carlo Tests: How Many Simulations?" (1979).
 */
#define PERMUTATIONS_DRAWN    19999
#define PERMUTATIONS_AT_LEVEL 5.0

/* `compare` reports a common shift if this share of at least this many cells moved one way. */
#define SHIFT_SHARE     0.9
#define SHIFT_CELLS_MIN 5

#endif
