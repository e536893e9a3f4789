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
#include "../controls.def"
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

static int is_asked_for(const struct control_request *requests, enum control control)
{
	return BIT_IS_SET(requests[control / 32].set, control % 32);
}

/* Controls in a word the CPU does not look at must not count as set, EPT least of all. */
static int controls_drop_secondary(struct controls *controls,
				   const struct control_request *requests)
{
	if (control_is_set(controls, ACTIVATE_SECONDARY_CONTROLS))
		return CONTROL_NONE;
	controls->word[SECONDARY] = 0;
	return requests[SECONDARY].set ? ACTIVATE_SECONDARY_CONTROLS : CONTROL_NONE;
}

/* State loaded on entry must have its counterpart on exit, or the host is left with the guest's. */
static int controls_pair(struct controls *controls, const struct control_request *requests)
{
	static const struct { u8 entry, exit; } pairs[] = {
		{ ENTRY_LOAD_PAT, EXIT_LOAD_PAT },
		{ ENTRY_LOAD_EFER, EXIT_LOAD_EFER },
		{ ENTRY_LOAD_PERF_GLOBAL_CTRL, EXIT_LOAD_PERF_GLOBAL_CTRL },
	};

	for (u32 i = 0; i < COUNT_OF(pairs); i++) {
		enum control entry = pairs[i].entry, exit = pairs[i].exit;

		if (control_is_set(controls, entry) && control_is_set(controls, exit))
			continue;
		if (is_asked_for(requests, entry))
			return exit;
		if (is_asked_for(requests, exit))
			return entry;
		controls_clear(controls, entry);
		controls_clear(controls, exit);
	}
	return CONTROL_NONE;
}

/* These exit. The first that a run asks not to is refused. */
static int controls_force(struct controls *controls, const struct control_request *requests,
			  const u8 *exiting, u32 count)
{
	for (u32 i = 0; i < count; i++) {
		if (BIT_IS_SET(requests[PRIMARY].clear, exiting[i] % 32))
			return exiting[i];
		controls->word[PRIMARY] |= 1u << (exiting[i] % 32);
	}
	return CONTROL_NONE;
}

/*
 * Without EPT the guest runs on the engine's own tables and may not leave them. They are tables of
 * IA-32e mode. A CPU in another mode would read them as something else, and let the guest write
 * them.
 */
static int controls_confine_paging(struct controls *controls,
				   const struct control_request *requests)
{
	static const u8 confining[] = { CR3_LOAD_EXITING, CR3_STORE_EXITING, INVLPG_EXITING };

	if (control_is_set(controls, ENABLE_EPT))
		return CONTROL_NONE;
	if (control_is_set(controls, UNRESTRICTED_GUEST))
		return UNRESTRICTED_GUEST;
	if (!control_is_set(controls, IA32E_MODE_GUEST))
		return IA32E_MODE_GUEST;
	if (is_asked_for(requests, ENABLE_INVPCID))
		return ENABLE_INVPCID;
	controls_clear(controls, ENABLE_INVPCID);
	return controls_force(controls, requests, confining, COUNT_OF(confining));
}

/* Without a TPR shadow CR8 is the task priority of the host's own APIC. */
static int controls_confine_priority(struct controls *controls,
				     const struct control_request *requests)
{
	static const u8 confining[] = { CR8_LOAD_EXITING, CR8_STORE_EXITING };

	if (control_is_set(controls, USE_TPR_SHADOW))
		return CONTROL_NONE;
	return controls_force(controls, requests, confining, COUNT_OF(confining));
}

/*
 * No entry succeeds with the first of two and without the second, nor with both the APIC's page
 * and its MSRs.
 */
static int controls_join(const struct controls *controls)
{
	static const struct { u8 one, other; } joined[] = {
		{ SAVE_PREEMPTION_TIMER, ACTIVATE_PREEMPTION_TIMER },
		{ NMI_WINDOW_EXITING, VIRTUAL_NMIS },
		{ APIC_REGISTER_VIRTUALIZATION, USE_TPR_SHADOW },
		{ VIRTUAL_INTERRUPT_DELIVERY, USE_TPR_SHADOW },
		{ VIRTUALIZE_X2APIC_MODE, USE_TPR_SHADOW },
		{ ENABLE_PML, ENABLE_EPT },
		{ SUB_PAGE_WRITE_PERMISSIONS, ENABLE_EPT },
	};

	for (u32 i = 0; i < COUNT_OF(joined); i++)
		if (control_is_set(controls, joined[i].one) &&
		    !control_is_set(controls, joined[i].other))
			return joined[i].other;
	/* The APIC's registers are a page or MSRs. */
	if (control_is_set(controls, VIRTUALIZE_APIC_ACCESSES) &&
	    control_is_set(controls, VIRTUALIZE_X2APIC_MODE))
		return VIRTUALIZE_X2APIC_MODE;
	return CONTROL_NONE;
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
	if (refused == CONTROL_NONE)
		refused = controls_drop_secondary(controls, requests);
	if (refused == CONTROL_NONE)
		refused = controls_pair(controls, requests);
	if (refused == CONTROL_NONE)
		refused = controls_confine_paging(controls, requests);
	if (refused == CONTROL_NONE)
		refused = controls_confine_priority(controls, requests);
	if (refused == CONTROL_NONE)
		refused = controls_join(controls);
	return refused;
}

static int may_be_spared(const struct capabilities *caps, const struct control_request *requests,
			 enum control control)
{
	return !is_asked_for(requests, control) &&
	       !BIT_IS_SET(caps->must_be_1[control / 32], control % 32);
}

void controls_spare(const struct capabilities *caps, const struct control_request *requests,
		    enum control one, enum control other, struct controls *controls)
{
	if (!may_be_spared(caps, requests, one) || !may_be_spared(caps, requests, other))
		return;
	controls_clear(controls, one);
	controls_clear(controls, other);
}
