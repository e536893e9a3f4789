// SPDX-License-Identifier: GPL-2.0-only
/* SVM that another owner has on, with a page of its own for the host's state: as under KVM. */
#include "../../engine/host.h"
#include "../../engine/msr.h"
#include "run.h"
#include "survive.h"

void survive_by_svm(void)
{
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };
	u64 page, after = 0, efer = 0;
	s64 ticks;
	int holds;

	host_page_alloc(&page);
	if (host_set_svme(1) || host_wrmsr(MSR_VM_HSAVE_PA, page))
		return tell_test("svm_is_borrowed", 0);
	holds = measure(&vmcall, size_for(&vmcall), &ticks) == CLAIM_HOLDS;
	host_rdmsr(MSR_VM_HSAVE_PA, &after);
	host_rdmsr(IA32_EFER, &efer);
	tell_test("svm_is_borrowed", holds && run.borrowed && after == page && efer & EFER_SVME);
	host_set_svme(0);
}
