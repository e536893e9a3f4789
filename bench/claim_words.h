/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of ops.def as members of struct claim. ops.def says what each means. */
#ifndef BENCH_CLAIM_WORDS_H
#define BENCH_CLAIM_WORDS_H

#define SETUP(...)
#define BODY(...)
#define EXITS(n, why)      .exits = n, .reason = EXIT_##why
#define ALSO_EXITS(n, why, how)                                                                    \
	.also = n, .also_reason = EXIT_##why, .also_policy = { ACTION_##how, 0 }
#define SKIP               .policy = { ACTION_SKIP, 0 }
#define SKIP_BY(n)         .policy = { ACTION_SKIP, n }
#define RETURN(v)          .policy = { ACTION_RETURN, 0 }, .returned = v
#define RETURN_BY(v, n)    .policy = { ACTION_RETURN, n }, .returned = v
#define COMPLETE           .policy = { ACTION_COMPLETE, 0 }
#define COMPLETE_WITH(v)   .policy = { ACTION_COMPLETE, 0 }, .returned = v
#define ANSWER_CPUID       .policy = { ACTION_CPUID, 0 }
#define WITH(name)         .has_control = 1, .control = name
#define ALSO_WITH(name)    .has_second = 1, .second = name
#define WITH_CR4(bit)      .cr4 = CR4_##bit
#define LEAN_ONLY          .lean_only = 1
#define NOT_LEAN           .not_lean = 1
#define PLE(gap, window)   .ple_gap = gap, .ple_window = window
#define PASS_PORT(number)  .port_pass = number
#define ODD(how)           .odd_page = ODD_##how
#define TARGETS(n)         .cr3_targets = n
#define SIGNAL(which)      .signal = SIGNAL_##which
#define SWITCHES_VIEWS     .vm_functions = 1
#define NO_KNOBS           .no_knobs = 1
#define NEEDS(name)        .needs = FEATURE_##name
#define WITHOUT(name)      .has_cleared = 1, .cleared = name
#define ON_EXCEPTION(v)    .intercepts = 1, .vector = v
#define TRAPS(n, v)        .traps = n, .trap_vector = v
#define BY_LINUX           .by_linux = 1
#define SIGNALS(n, v, l)   .by_linux = 1, .traps = n, .trap_vector = v, .policy = { ACTION_SKIP, l }
#define IN_32_BIT          .rings = 1 << 3, .in_32_bit = 1
#define BY_SYSENTER        .by_linux = 1, .by_sysenter = 1
#define PASS_MSR(number)   .msr_pass = number
#define IN_RING(n)         .rings = 1 << (n)
#define IN_ANY_RING        .rings = 1 << 0 | 1 << 3
#define IN_EITHER_RING     .rings = 1 << 1 | 1 << 3
#define USER_EXITS(n, how) .user_exits = n, .user_exit = USER_EXIT_##how
#define NOTIFIES(where)    .notice = NOTICE_##where
#define ON_BOARD(what)     .board = BOARD_##what
#define NEVER_ENTERS       .never_enters = 1
#define ONLY_ON(name)      .backends = BACKEND_##name
#define INJECT(v)          .policy = { ACTION_INJECT, 0 }, .returned = v
#define ARRIVE             .policy = { ACTION_ARRIVE, 0 }
#define ARRIVE_BY(n)       .policy = { ACTION_ARRIVE, n }
#define ARRIVE_WITH(v)     .policy = { ACTION_ARRIVE, 0 }, .returned = v
#define EMPTY_LOG          .policy = { ACTION_EMPTY_LOG, 0 }
#define RESUME             .policy = { ACTION_RESUME, 0 }
#define HOLE(why)          .hole = why
#define CELL(env, ...)     [ENGINE_VMX][ENV_##env] = { .present = 1, ##__VA_ARGS__ },
#define BY_SVM(env, ...)   [ENGINE_SVM][ENV_##env] = { .present = 1, ##__VA_ARGS__ },

#endif
