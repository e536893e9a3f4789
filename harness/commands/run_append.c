// SPDX-License-Identifier: GPL-2.0-only
/* exitbench run --append: the trials of an earlier file and of this run become one result. */
#include <stdlib.h>
#include "commands/run.h"
#include "compare/merge.h"
#include "compare/agreement.h"
#include "result/find.h"

struct words run_append_refused(const struct result *earlier, const struct result *fresh)
{
	struct agreements agreements =
		agreements_among((struct compare_side){ earlier, 1 },
				 (struct compare_side){ fresh, 1 }, false);
	const char *wrong = agreements_wrong(&agreements);

	/* The words for it tell of an option that run does not have. */
	if (agreements.on[MATTER_MACHINE] == AGREEMENT_UNKNOWN)
		return words("--append: the file has no machine id, or one by another source, so "
			     "the machines may differ; if there is only one, measure into another "
			     "file and pool both with `exitbench merge --same-machine'");
	return wrong ? words("--append: %s", wrong) : NO_WORDS;
}

/* Legs cannot be pooled: those of this run stay. */
static void move_legs(struct result *target, struct result *source)
{
	for (size_t i = 0; i < source->cell_count; i++) {
		struct cell_result *from = &source->cells[i];
		struct cell_result *to = (struct cell_result *)result_find(target, from->id);

		if (!to || to->legs || to->status != STATUS_OK)
			continue;
		to->legs = from->legs;
		from->legs = NULL;
	}
}

/* What this run is called; by another name the earlier one stays. */
static void keep_names(const json_t *earlier, const json_t *fresh, json_t *merged)
{
	json_t *tags = json_object();

	json_object_update(tags, json_object_get(earlier, "tags"));
	json_object_update(tags, json_object_get(fresh, "tags"));
	if (json_object_size(tags))
		json_object_set(merged, "tags", tags);
	json_decref(tags);
	if (json_is_string(json_object_get(fresh, "label")))
		earlier = fresh;
	if (json_is_string(json_object_get(earlier, "label")))
		json_object_set(merged, "label", json_object_get(earlier, "label"));
}

struct words run_append(struct result *both, const struct result *earlier, struct result *fresh)
{
	const struct result sessions[2] = { *earlier, *fresh };
	struct words wrong = merge(both, sessions, 2, false);

	if (*wrong.text)
		return wrong;
	move_legs(both, fresh);
	keep_names(earlier->run, fresh->run, both->run);
	both->complete = fresh->complete;
	return NO_WORDS;
}

void run_append_end(struct result *both, struct result *fresh)
{
	move_legs(fresh, both);
	result_free(both);
}
