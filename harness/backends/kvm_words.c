// SPDX-License-Identifier: GPL-2.0-only
/* Why KVM_RUN returned, in words. */
#include "engine/types.h"
#include "backends/kvm_words.h"

static const char *const suberrors[] = {
	[KVM_INTERNAL_ERROR_EMULATION] = "an instruction it cannot emulate",
	[KVM_INTERNAL_ERROR_SIMUL_EX] = "an exception while it delivered another",
	[KVM_INTERNAL_ERROR_DELIVERY_EV] = "an exit while it delivered an event",
	[KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON] = "an exit reason it does not know",
};

static struct words internal_error_words(const struct kvm_run *run, __u64 rip)
{
	__u32 suberror = run->internal.suberror;

	return words("KVM internal error at RIP 0x%llx: %s (suberror %u)", rip,
		     suberror && suberror < COUNT_OF(suberrors) ? suberrors[suberror] : "unknown",
		     suberror);
}

struct words kvm_exit_words(const struct kvm_run *run, __u64 rip)
{
	switch (run->exit_reason) {
	case KVM_EXIT_INTERNAL_ERROR:
		return internal_error_words(run, rip);
	case KVM_EXIT_FAIL_ENTRY:
		return words("VM entry failed: hardware reason 0x%llx",
			     run->fail_entry.hardware_entry_failure_reason);
	case KVM_EXIT_SHUTDOWN:
		return words("the guest shut down (triple fault) at RIP 0x%llx", rip);
	case KVM_EXIT_MMIO:
		return words("the guest touched 0x%llx, where there is no memory, at RIP "
			     "0x%llx",
			     run->mmio.phys_addr, rip);
	case KVM_EXIT_HLT:
		return words("an unclaimed HLT came to user space at RIP 0x%llx", rip);
	case KVM_EXIT_IO:
		return words("unclaimed I/O on port 0x%x came to user space at RIP 0x%llx",
			     run->io.port, rip);
	}
	return words("unclaimed KVM exit %u at RIP 0x%llx", run->exit_reason, rip);
}
