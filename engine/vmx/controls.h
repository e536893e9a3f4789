/* SPDX-License-Identifier: GPL-2.0-only */
/* The controls, adjusted to what the CPU allows. */
#ifndef VMX_CONTROLS_H
#define VMX_CONTROLS_H

#include "../controls.h"
#include "capabilities.h"

/*
 * Fill `controls` with the defaults, changed as `requests` (one per word) ask and
 * adjusted to `caps`. Returns CONTROL_NONE, or the first control that was asked
 * for, or is needed, and cannot be had: word * 32 + bit, also for a bit that
 * controls.def does not name.
 */
int controls_adjust(const struct capabilities *caps, const struct control_request *requests,
		    struct controls *controls);

/*
 * Clear two controls that go together (or the same one twice) in what controls_adjust() filled:
 * unless the run asks for either, or the CPU insists on one.
 */
void controls_spare(const struct capabilities *caps, const struct control_request *requests,
		    enum control one, enum control other, struct controls *controls);

#endif
