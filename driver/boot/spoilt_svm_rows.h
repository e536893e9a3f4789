/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of spoilt_svm_rows.def as a table. Each is done to a VMCB that svm_prepare() filled for
 * a 64-bit guest in ring 0.
 */
#ifndef BOOT_SPOILT_SVM_ROWS_H
#define BOOT_SPOILT_SVM_ROWS_H

#include "../../engine/svm/svm_entry_check.h"
#include "../../engine/x86.h"
#include "spoilt_line.h"

struct spoilt_vmcb {
	const char *name;
	int rule;             /* of svm_entry_rules.def; -1 if none is broken */
	int of_nested_paging; /* and none but where the CPU has that */
	u32 differs;          /* enum spoilt_dissent */
	void (*spoil)(struct vmcb *vmcb, u64 end);
};

#define SPOILT(name, claim, differs, ...)                     \
	static void spoilt_##name(struct vmcb *vmcb, u64 end) \
	{                                                     \
		(void)end;                                    \
		__VA_ARGS__;                                  \
	}
#include "spoilt_svm_rows.def"
#undef SPOILT

#define BREAKS(rule)        SVM_RULE_##rule, 0
#define BREAKS_NESTED(rule) SVM_RULE_##rule, 1
#define ENTERS              -1, 0
#define SPOILT(name, claim, differs, ...) SPOILT_ROW(name, claim, differs)
#define SPOILT_ROW(name, rule, of_nested_paging, differs) \
	{ #name, rule, of_nested_paging, differs, spoilt_##name },

static const struct spoilt_vmcb spoilt_vmcbs[] = {
#include "spoilt_svm_rows.def"
};
#undef SPOILT
#undef SPOILT_ROW
#undef BREAKS
#undef BREAKS_NESTED
#undef ENTERS

#endif
