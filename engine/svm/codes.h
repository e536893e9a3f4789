/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit codes: which are intercepted, and by which reason a run knows one. */
#ifndef SVM_CODES_H
#define SVM_CODES_H

#include "frame.h"
#include "svm.h"

/* Whether any exit here has this reason. */
int svm_has_reason(u32 reason);

/* CONTROL_NONE, or the first control that a run asks for, or clears, and that is VMX's alone. */
int svm_controls_check(const struct svm_capabilities *caps, const struct vmx_run *run);

int svm_wants_nested_paging(const struct svm_capabilities *caps, const struct vmx_run *run);

/* Bits by exit code, but for exceptions. Without nested paging CR3 is not the guest's. */
void svm_intercepts_fill(const struct vmx_run *run, int nested, u32 intercepts[]);

/* The code to expect: the first of the run's expected reason that is intercepted. */
u64 svm_first_code(const struct vmx_run *run);

/* The vector of an exit by an exception, or by INT1; of others more than 31. */
u32 svm_vector(u64 code);

/* Whether an instruction made the exit: not an event, nor a fault. */
int svm_is_by_instruction(u64 code);

/* Of each code that has a lean loop; of several for one, that by which the run intercepts it. */
void svm_reasons_fill(const struct vmx_run *run, u8 reasons[SVM_LEAN_CODES]);

/* The reason for the exit in the VMCB; EXIT_REASON_COUNT if it has none. */
u32 svm_reason(const struct svm *svm);

#endif
