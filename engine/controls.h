/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The controls as constants. A control's value is word * 32 + bit, so one number names it
 * everywhere.
 */
#ifndef ENGINE_CONTROLS_H
#define ENGINE_CONTROLS_H

#include "run.h"

enum control {
#define CONTROL(word, bit, name, initially) name = (word) * 32 + (bit),
#include "controls.def"
#undef CONTROL
};

#define CONTROL_NONE (-1)

struct controls {
	u32 word[CONTROL_WORDS];
};

static inline int control_is_set(const struct controls *controls, enum control control)
{
	return BIT_IS_SET(controls->word[control / 32], control % 32);
}

/* Ask for `control` to be set, or clear, in an array of requests, one per word. */
static inline void control_set(struct control_request *requests, enum control control)
{
	requests[control / 32].set |= 1u << (control % 32);
}

static inline void control_clear(struct control_request *requests, enum control control)
{
	requests[control / 32].clear |= 1u << (control % 32);
}

#endif
