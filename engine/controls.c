// SPDX-License-Identifier: GPL-2.0-only
/*
 * Controls: defaults from the table, a run's wishes, the CPU's limits. What a run
 * asks for is granted or refused by name; only a mere preference is dropped silently.
 */
#include "controls.h"

enum initially { ALWAYS, PREFER, CLEAR, NEVER };

struct control_row {
	u8 control, initially;
};

static const struct control_row rows[] = {
#define CONTROL(word, bit, name, initially) { name, initially },
#include "controls.def"
#undef CONTROL
};

/* Whether this control ends up set: 1 or 0, or -1 if that must be refused. */
static int control_decide(const struct capabilities *caps, const struct control_request *requests,
			  struct control_row row)
{
	int word = row.control / 32, bit = row.control % 32;
	int asked = BIT_IS_SET(requests[word].set, bit);
	int unwanted = BIT_IS_SET(requests[word].clear, bit);
	int may = BIT_IS_SET(caps->may_be_1[word], bit);
	int must = BIT_IS_SET(caps->must_be_1[word], bit);

	if (asked && (unwanted || row.initially == NEVER || !may))
		return -1;
	if (unwanted && (row.initially == ALWAYS || must))
		return -1;
	if (row.initially == ALWAYS && !may)
		return -1;
	if (row.initially == NEVER && must)
		return -1;
	return must || asked || (may && !unwanted && row.initially <= PREFER);
}

/* Bits of a request that no row names are refused, lowest first. */
static int unknown_control(const struct control_request *requests)
{
	u32 known[CONTROL_WORDS] = { 0 };

	for (u32 i = 0; i < COUNT_OF(rows); i++)
		known[rows[i].control / 32] |= 1u << (rows[i].control % 32);
	for (int word = 0; word < CONTROL_WORDS; word++) {
		u32 unknown = (requests[word].set | requests[word].clear) & ~known[word];

		if (unknown)
			return word * 32 + __builtin_ctz(unknown);
	}
	return CONTROL_NONE;
}

static void controls_clear(struct controls *controls, enum control control)
{
	controls->word[control / 32] &= ~(1u << (control % 32));
}

/* State loaded on entry must have its counterpart on exit, or the host is left with the guest's. */
static void controls_pair(struct controls *controls, enum control entry, enum control exit)
{
	if (control_is_set(controls, entry) && control_is_set(controls, exit))
		return;
	controls_clear(controls, entry);
	controls_clear(controls, exit);
}

/* Without EPT the guest runs on the engine's own tables and may not leave them. */
static void controls_confine_paging(struct controls *controls)
{
	if (control_is_set(controls, ENABLE_EPT))
		return;
	controls->word[PRIMARY] |= 1u << (CR3_LOAD_EXITING % 32);
	controls->word[PRIMARY] |= 1u << (CR3_STORE_EXITING % 32);
	controls->word[PRIMARY] |= 1u << (INVLPG_EXITING % 32);
	controls_clear(controls, ENABLE_INVPCID);
}

int controls_adjust(const struct capabilities *caps, const struct control_request *requests,
		    struct controls *controls)
{
	int refused = unknown_control(requests);

	for (int word = 0; word < CONTROL_WORDS; word++)
		controls->word[word] = caps->must_be_1[word];
	for (u32 i = 0; i < COUNT_OF(rows) && refused == CONTROL_NONE; i++) {
		int set = control_decide(caps, requests, rows[i]);

		if (set < 0)
			refused = rows[i].control;
		else if (set)
			controls->word[rows[i].control / 32] |= 1u << (rows[i].control % 32);
	}
	if (refused != CONTROL_NONE)
		return refused;
	controls_pair(controls, ENTRY_LOAD_PAT, EXIT_LOAD_PAT);
	controls_pair(controls, ENTRY_LOAD_EFER, EXIT_LOAD_EFER);
	controls_pair(controls, ENTRY_LOAD_PERF_GLOBAL_CTRL, EXIT_LOAD_PERF_GLOBAL_CTRL);
	if (!control_is_set(controls, ENABLE_EPT) && control_is_set(controls, UNRESTRICTED_GUEST))
		return UNRESTRICTED_GUEST;
	controls_confine_paging(controls);
	return CONTROL_NONE;
}
