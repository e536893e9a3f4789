// SPDX-License-Identifier: GPL-2.0-only
/* The backends, a row each, and how they explain what went wrong. */
#include <errno.h>
#include <string.h>
#include "backends/backend.h"

#define BACKENDS(X)                                                                                \
	X(native, BACKEND_NATIVE,                                                                  \
	  "no VM: this process or a 32-bit one; ring 0 with the module")       \
	X(vmx, BACKEND_VMX, "our own VMX driver, /dev/exitbench: the bare transition")             \
	X(svm, BACKEND_SVM, "the same driver on AMD's CPUs, by SVM: the bare transition")          \
	X(kvm, BACKEND_KVM, "the kernel's KVM, /dev/kvm: what guests get from a real VMM")

/* Of the same driver. */
#define svm_close   vmx_close
#define svm_refuses vmx_refuses
#define svm_run     vmx_run
#define DECLARE(name, id, about)                                                                   \
	struct words name##_open(struct machine_vm **vm);                                          \
	void name##_close(struct machine_vm *vm);                                                  \
	struct words name##_refuses(struct machine_vm *vm, const struct cell *cell);               \
	struct words name##_run(struct machine_vm *vm, const struct cell *cell,                    \
				struct batch_size size, struct batch *batch);
BACKENDS(DECLARE)

struct words native_misses(struct machine_vm *vm, u8 ring);
#define vmx_misses          NULL
#define svm_misses          NULL
#define kvm_misses          NULL
struct words vmx_check_clocks(struct machine_vm *vm, const struct cell *cell,
			      struct batch_size size, struct clock_check *check);
#define native_check_clocks NULL
#define svm_check_clocks    NULL
#define kvm_check_clocks    NULL

#define ROW(name, id, about)                                                                       \
	{ #name,          id,           about,      name##_open,       name##_close,               \
	  name##_misses,  name##_refuses, name##_run, name##_check_clocks },
const struct backend_row backends[] = { BACKENDS(ROW) };
const size_t backend_count = sizeof(backends) / sizeof(backends[0]);

static const char *const checks[] = {
#define CLAIM_CHECK(name, words) [name] = words,
	CLAIM_CHECKS(CLAIM_CHECK)
#undef CLAIM_CHECK
};

static const char *const vectors[GUEST_VECTORS] = {
	"#DE", "#DB", "NMI", "#BP", "#OF",       "#BR", "#UD", "#NM", "#DF", "vector 9", "#TS",
	"#NP", "#SS", "#GP", "#PF", "vector 15", "#MF", "#AC", "#MC", "#XM", "#VE",      "#CP",
};

static struct words explain_fault(const struct cell *cell, const struct guest_params *params)
{
	const char *name = params->vector < GUEST_VECTORS ? vectors[params->vector] : "reserved";

	if (cell->env == ENV_native)
		return words("the loop took an unexpected exception: %s (vector %llu)", name,
			     params->vector);
	return words("the guest took an unexpected exception: %s (vector %llu), error code "
		     "0x%llx, at RIP 0x%llx",
		     name, params->vector, params->error_code, params->fault_rip);
}

/* The claim depends on the batch's size, which is not known here: say only what was seen. */
static struct words explain_traps(const struct guest_params *params)
{
	struct words seen = words("%s; seen:", checks[CLAIM_WRONG_TRAPS]);

	for (unsigned int vector = 0; vector < GUEST_VECTORS; vector++)
		if (params->traps[vector])
			seen = words("%s %llu of vector %u", seen.text, params->traps[vector],
				     vector);
	return seen;
}

struct words backend_explain(const struct cell *cell, enum claim_check check, const void *image)
{
	const struct guest_params *params = image;

	switch (check) {
	case CLAIM_HOLDS:
		return NO_WORDS;
	case CLAIM_FAULTED:
		return explain_fault(cell, params);
	case CLAIM_WRONG_RING:
		return words("%s: ring %llu, claimed %u", checks[check], params->cs & 3,
			     cell->ring);
	case CLAIM_WRONG_TRAPS:
		return explain_traps(params);
	default:
		return words("%s", checks[check]);
	}
}

bool backend_error_passes(int error)
{
	switch (error) {
	case EAGAIN:
	case EINTR:
	case ENOMEM:
	case EBUSY:
	case EMFILE:
	case ENFILE:
	case ENOSPC:
		return true;
	}
	return false;
}

struct words backend_explain_open(const char *device, int error, const char *absent,
				  const char *forbidden)
{
	switch (error) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return words("%s", absent);
	case EACCES:
	case EPERM:
		return words("no permission to open %s: %s", device, forbidden);
	}
	return words("%s cannot be opened: %s", device, strerror(error));
}
