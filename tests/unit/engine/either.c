// SPDX-License-Identifier: GPL-2.0-only
/* One header for both engines: the CPU chooses, and each call reaches that engine. */
#include "fixture.h"
#include "fake_svm.h"
#include "either/engine.h"
#include "svm/svm_msr.h"

#define CPUID_SVM 0x8000000a

static struct engine engine;

static void make_svm(u32 features)
{
	fake_cpuid_set(0x80000000, 0, CPUID_SVM, 0, 0, 0);
	fake_cpuid_set(0x80000001, 0, 0, 0, 1u << 2, 1u << 20);
	fake_cpuid_set(CPUID_SVM, 0, 1, 64, 0, features);
	fake_msr_set(MSR_VM_CR, 0);
	fake_msr_set(MSR_VM_HSAVE_PA, 0x7000);
}

static int done_at_once(struct svm_frame *frame, u64 loop)
{
	(void)frame;
	(void)loop;
	engine.svm.vmcb->exit_code = 0x81;
	return 0;
}

static void create(enum engine_kind kind)
{
	memset(&engine, 0, sizeof(engine));
	assert_int_equal(engine_create(&engine), 0);
	assert_int_equal(engine.kind, kind);
	assert_non_null(engine_memory(&engine)->page[GUEST_PAGES - 1]);
	assert_int_equal(engine_obstacle(&engine), 0);
}

TEST(a_cpu_with_vmx_gets_the_engine_of_vmx)
{
	create(ENGINE_VMX);
	fake_msr_set(IA32_FEATURE_CONTROL, FEATURE_CONTROL_LOCKED);
	engine_read_capabilities(&engine);
	assert_int_equal(engine_obstacle(&engine), VMX_LOCKED_OFF);
	engine_run(&engine, &run);
	assert_int_equal(run.outcome, RUN_NO_VMX);
	assert_int_equal(run.detail, VMX_LOCKED_OFF);
	engine_destroy(&engine);
}

TEST(a_cpu_with_svm_gets_the_engine_of_svm)
{
	make_svm(0xf);
	create(ENGINE_SVM);
	fake_svm_guest = done_at_once;
	engine_run(&engine, &run);
	assert_int_equal(run.outcome, RUN_DONE);
	fake_msr_set(MSR_VM_CR, VM_CR_SVMDIS);
	engine_read_capabilities(&engine);
	assert_int_equal(engine_obstacle(&engine), SVM_DISABLED);
	engine_set_obstacle(&engine, SVM_HELD_BY_STRANGER);
	engine_run(&engine, &run);
	assert_int_equal(run.outcome, RUN_NO_VMX);
	assert_int_equal(run.detail, SVM_HELD_BY_STRANGER);
	engine_destroy(&engine);
}

TEST(a_cpu_with_neither_is_said_to_lack_vmx)
{
	fake_cpuid_set(1, 0, 0x506e3, 0x100800, 0, 0xbfebfbff);
	memset(&engine, 0, sizeof(engine));
	assert_int_equal(engine_create(&engine), 0);
	assert_int_equal(engine.kind, ENGINE_VMX);
	assert_int_equal(engine_obstacle(&engine), VMX_NOT_IN_CPUID);
	engine_destroy(&engine);
}

TEST(svm_needs_an_identifier_for_its_guest)
{
	make_svm(0xf);
	fake_cpuid_set(CPUID_SVM, 0, 1, 1, 0, 0xf);
	memset(&engine, 0, sizeof(engine));
	assert_int_equal(engine_create(&engine), 0);
	assert_int_equal(engine_obstacle(&engine), SVM_NO_ASID);
	engine_destroy(&engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_cpu_with_vmx_gets_the_engine_of_vmx),
		ROW_OF(a_cpu_with_svm_gets_the_engine_of_svm),
		ROW_OF(a_cpu_with_neither_is_said_to_lack_vmx),
		ROW_OF(svm_needs_an_identifier_for_its_guest),
	};

	return RUN_ALL(tests);
}
