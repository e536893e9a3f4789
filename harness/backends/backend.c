// SPDX-License-Identifier: GPL-2.0-only
/* The backends, one row each, and the words they share for a claim that failed. */
#include <stdarg.h>
#include <stdio.h>
#include "backends/backend.h"
#include "text/words.h"

#define BACKENDS(X)                                                                                \
	X(native, BACKEND_NATIVE,                                                                  \
	  "no VM: this process or a 32-bit one (ring 3), the module in the kernel (ring 0)")       \
	X(vmx, BACKEND_VMX, "our own VMX driver, /dev/exitbench: the bare transition")             \
	X(kvm, BACKEND_KVM, "the kernel's KVM, /dev/kvm: what guests get from a real VMM")

#define DECLARE(name, id, words)                                                            \
	const char *name##_open(struct machine_vm **vm);                                    \
	void name##_close(struct machine_vm *vm);                                           \
	const char *name##_refuses(struct machine_vm *vm, const struct cell *cell);         \
	const char *name##_run(struct machine_vm *vm, const struct cell *cell,              \
			       struct batch_size size, struct batch *batch);
BACKENDS(DECLARE)

const char *vmx_check_clocks(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			     struct clock_check *check);
#define native_check_clocks NULL
#define kvm_check_clocks    NULL

#define ROW(name, id, words)                                                                       \
	{ #name,        id,                                                                        \
	  words,        name##_open,                                                               \
	  name##_close, name##_refuses,                                                            \
	  name##_run,   name##_check_clocks },
const struct backend_row backends[] = { BACKENDS(ROW) };
const size_t backend_count = sizeof(backends) / sizeof(backends[0]);

static const char *const verdicts[] = {
#define CLAIM_CHECK(name, words) [name] = words,
	CLAIM_CHECKS(CLAIM_CHECK)
#undef CLAIM_CHECK
};

static const char *const vectors[GUEST_VECTORS] = {
	"#DE", "#DB", "NMI", "#BP", "#OF",       "#BR", "#UD", "#NM", "#DF", "vector 9", "#TS",
	"#NP", "#SS", "#GP", "#PF", "vector 15", "#MF", "#AC", "#MC", "#XM", "#VE",      "#CP",
};

static const char *explain_fault(const struct cell *cell, const struct guest_params *params)
{
	const char *name = params->vector < GUEST_VECTORS ? vectors[params->vector] : NULL;

	if (cell->env == ENV_native)
		return words_kept("the loop took an exception nobody expected: %s (vector %llu)",
				  name ? name : "reserved", params->vector);
	return words_kept("the guest took an exception nobody expected: %s (vector %llu), error "
			  "code 0x%llx, at RIP 0x%llx",
			  name ? name : "reserved", params->vector, params->error_code,
			  params->fault_rip);
}

const char *backend_explain(const struct cell *cell, enum claim_check verdict, const void *image)
{
	const struct guest_params *params = image;

	switch (verdict) {
	case CLAIM_HOLDS:
		return NULL;
	case CLAIM_FAULTED:
		return explain_fault(cell, params);
	case CLAIM_WRONG_RING:
		return words_kept("%s: ring %llu, claimed %u", verdicts[verdict], params->cs & 3,
				  cell->ring);
	default:
		return verdicts[verdict];
	}
}
