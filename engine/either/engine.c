// SPDX-License-Identifier: GPL-2.0-only
/* The two engines behind one header. */
#include "engine.h"

enum engine_kind engine_of_cpu(void)
{
	return svm_is_there() ? ENGINE_SVM : ENGINE_VMX;
}

static int is_svm(const struct engine *engine)
{
	return engine->kind == ENGINE_SVM;
}

int engine_create(struct engine *engine)
{
	engine->kind = engine_of_cpu();
	return is_svm(engine) ? svm_create(&engine->svm) : vm_create(&engine->vmx);
}

void engine_destroy(struct engine *engine)
{
	if (is_svm(engine))
		svm_destroy(&engine->svm);
	else
		vm_destroy(&engine->vmx);
}

const struct guest_memory *engine_memory(const struct engine *engine)
{
	return is_svm(engine) ? &engine->svm.memory : &engine->vmx.memory;
}

void engine_read_capabilities(struct engine *engine)
{
	if (is_svm(engine))
		svm_capabilities_read(&engine->svm.caps);
	else
		capabilities_read(&engine->vmx.caps);
}

u32 engine_obstacle(const struct engine *engine)
{
	return is_svm(engine) ? engine->svm.caps.obstacle : engine->vmx.caps.obstacle;
}

void engine_set_obstacle(struct engine *engine, u32 obstacle)
{
	if (is_svm(engine))
		engine->svm.caps.obstacle = obstacle;
	else
		engine->vmx.caps.obstacle = obstacle;
}

void engine_run(struct engine *engine, struct vmx_run *run)
{
	if (is_svm(engine))
		svm_run(&engine->svm, run);
	else
		batch_run(&engine->vmx, run);
}
