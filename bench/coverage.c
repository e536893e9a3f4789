// SPDX-License-Identifier: GPL-2.0-only
/* Coverage of exit reasons, read off the claims: nothing here is a list of what is covered. */
#include "coverage.h"

static const char *const causes[ENGINES][EXIT_REASON_COUNT] = {
#define UNCOVERED(reason, why)        [ENGINE_VMX][EXIT_##reason] = why,
#define UNCOVERED_BY_SVM(reason, why) [ENGINE_SVM][EXIT_##reason] = why,
#include "uncovered.def"
#undef UNCOVERED_BY_SVM
#undef UNCOVERED
};

const struct reason_row reason_rows[REASONS_OF_BOTH] = {
#define EXIT_REASON(number, name, words) { number, #name, words },
#include "../engine/exit_reasons.def"
#include "../engine/svm_exit_reasons.def"
#undef EXIT_REASON
};

static const struct { u16 code, reason; } svm_rows[] = {
#define SVM_EXIT(code, reason, when) { code, EXIT_##reason },
#include "../engine/svm_exit_codes.def"
#undef SVM_EXIT
};

/* A code that has a reason of SVM's is known by that. */
static int has_a_finer_reason(u16 code)
{
	for (u32 i = 0; i < COUNT_OF(svm_rows); i++)
		if (svm_rows[i].code == code && svm_rows[i].reason >= EXIT_REASONS_OF_SVM)
			return 1;
	return 0;
}

struct svm_codes coverage_svm_codes(u32 reason)
{
	struct svm_codes codes = { 0, 0, 0 };

	for (u32 i = 0; i < COUNT_OF(svm_rows); i++) {
		u16 code = svm_rows[i].code;

		if (svm_rows[i].reason != reason ||
		    (reason < EXIT_REASONS_OF_SVM && has_a_finer_reason(code)))
			continue;
		codes.first = codes.count && codes.first < code ? codes.first : code;
		codes.last = codes.last > code ? codes.last : code;
		codes.count++;
	}
	return codes;
}

int coverage_is_of(enum engine_kind engine, u32 reason)
{
	if (engine == ENGINE_SVM)
		return !!coverage_svm_codes(reason).count;
	return reason < EXIT_REASONS_OF_SVM;
}

int coverage_exits_for(const struct claim *claim, u32 reason)
{
	return claim->present && ((claim->exits && claim->reason == reason) ||
				  (claim->also && claim->also_reason == reason));
}

/* The search for a knob's row is long, so all reasons are found in one pass over the cells. */
struct covered {
	u8 reason[EXIT_REASON_COUNT];
};

static struct covered covered_by_cells(enum engine_kind engine)
{
	struct covered covered = { { 0 } };
	struct cell cell = { .engine = (u8)engine };

	for (cell.op = 0; cell.op < OPS; cell.op++)
		for (cell.env = 0; cell.env < ENVS; cell.env++)
			for (cell.knob = 0; cell.knob < KNOBS; cell.knob++) {
				const struct claim *claim = cell_claim(&cell);

				covered.reason[claim->reason] |= claim->present && claim->exits;
				covered.reason[claim->also_reason] |= claim->present && claim->also;
			}
	return covered;
}

static int is_covered(const struct covered *covered, enum engine_kind engine, u32 reason)
{
	return coverage_is_of(engine, reason) && covered->reason[reason] &&
	       !causes[engine][reason];
}

int coverage_has(enum engine_kind engine, u32 reason)
{
	const struct covered covered = covered_by_cells(engine);

	return reason < EXIT_REASON_COUNT && is_covered(&covered, engine, reason);
}

u32 coverage_count(enum engine_kind engine)
{
	const struct covered covered = covered_by_cells(engine);
	u32 count = 0;

	for (u32 i = 0; i < REASONS_OF_BOTH; i++)
		count += (u32)is_covered(&covered, engine, reason_rows[i].number);
	return count;
}

u32 coverage_total(enum engine_kind engine)
{
	u32 count = 0;

	for (u32 i = 0; i < REASONS_OF_BOTH; i++)
		count += (u32)coverage_is_of(engine, reason_rows[i].number);
	return count;
}

const char *coverage_cause(enum engine_kind engine, u32 reason)
{
	return reason < EXIT_REASON_COUNT ? causes[engine][reason] : 0;
}
