/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engine that this CPU has, VMX's or SVM's, as its hosts see it. The order of calls:
 *   engine_create, any number of engine_run, engine_destroy.
 * A host that needs more of one of them, for its tests, finds it inside.
 */
#ifndef EITHER_ENGINE_H
#define EITHER_ENGINE_H

#include "../svm/svm.h"
#include "../vmx/batch.h"

/* One VM. */
struct engine {
	u32 kind;               /* enum engine_kind */
	union {
		struct vm vmx;
		struct svm svm;
	};
};

/* By CPUID. VMX's, whose capabilities then say so, where the CPU has neither. */
enum engine_kind engine_of_cpu(void);

/* `engine` is zeroed. 0, or -1 without memory: then engine_destroy frees what there was. */
int engine_create(struct engine *engine);
void engine_destroy(struct engine *engine);

/* Guest memory, which its host fills. */
const struct guest_memory *engine_memory(const struct engine *engine);

/* Read what this CPU can do, and what is in the way of it. */
void engine_read_capabilities(struct engine *engine);

/* 0, or why nothing can run: enum vmx_obstacle or enum svm_obstacle. A host adds what it knows. */
u32 engine_obstacle(const struct engine *engine);
void engine_set_obstacle(struct engine *engine, u32 obstacle);

/*
 * Run one batch, until the guest is done or something ends the run. Call with interrupts off, on a
 * CPU that may be used; one batch at a time for a VM. The outcome is in run->outcome.
 */
void engine_run(struct engine *engine, struct vmx_run *run);

#endif
