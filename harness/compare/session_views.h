/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sessions of a side, each as a result of its own. A file is one session, but for a merged one:
 * there the trials say which of the sessions in run.merged they are of. To take its trials for one
 * session's would be to take trials for sessions that agree.
 */
#ifndef HARNESS_SESSION_VIEWS_H
#define HARNESS_SESSION_VIEWS_H

#include "compare/agreement.h"

struct session_views {
	size_t count;
	/* borrow all from the files but the cells' arrays of a merged one */
	struct result *results;
	bool *are_parts;        /* [count]: of a merged file */
	/*
	 * files that are of several sessions and do not say which trial is whose: each one result
	 */
	size_t pooled;
};

/*
 * A part has the cells it has trials of, their floor and median over these and an interval as wide
 * as they are; its `run` is the session's own. A merged cell that is not ok is ok in the parts it
 * has trials of, and as it is in the others; without any trial it is in the first part only. false
 * without memory; free it in either case.
 */
bool session_views_make(struct session_views *views, struct compare_side files);
void session_views_free(struct session_views *views);

#endif
