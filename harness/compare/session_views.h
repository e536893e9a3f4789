/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sessions of both sides, each as a result. A file is one session, except a merged one, whose
 * trials name their session in run.merged. One whose trials do not is one result: its sessions are
 * pooled.
 */
#ifndef HARNESS_SESSION_VIEWS_H
#define HARNESS_SESSION_VIEWS_H

#include "compare/agreement.h"

struct session_views {
	size_t count, room, base_count; /* the base's come first */
	struct result *results;   /* borrowed from the files; without cells once these are used */
	size_t first_part;        /* of the last file, if it was merged */
	size_t pooled;            /* merged files that are one result each */
};

/*
 * A part has the cells that it has trials of, with floor and median over these and an interval as
 * wide as they are; its `run` is the session's own. A merged cell that is not ok is ok in the parts
 * that have trials of it, and as it is in the others; without trials it is in the first part only.
 * Adds those of one file. False without memory; free it in either case.
 */
bool session_views_add(struct session_views *views, const struct result *file);
void session_views_drop_cells(struct session_views *views, size_t first);
void session_views_free(struct session_views *views);

#endif
