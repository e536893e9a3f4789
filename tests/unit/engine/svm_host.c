// SPDX-License-Identifier: GPL-2.0-only
/* What SVM leaves of the host around a batch, and what an end says, on a fake world switch. */
#include "fixture.h"
#include "fake_svm.h"
#include "svm/decode.h"
#include "svm/svm_msr.h"

#define LDT_SELECTOR 0x0f
#define HOST_SAVES   0x7000

static struct svm svm;
static u32 entries;
static u16 ds_inside, es_inside;
static u8 flushes[4];

static int setup_svm(void **state)
{
	if (setup(state))
		return -1;
	fake_msr_set(MSR_VM_HSAVE_PA, HOST_SAVES);
	fake_msr_set(IA32_CSTAR, 0xffffffff81900000);
	memset(&svm, 0, sizeof(svm));
	if (svm_create(&svm))
		return -1;
	svm.caps = (struct svm_capabilities){ .obstacle = SVM_USABLE, .asids = 64,
					      .has_nested_paging = 1 };
	entries = 0;
	return 0;
}

static int teardown_svm(void **state)
{
	svm_destroy(&svm);
	return teardown(state);
}

/* A flush, the guest, and a flush; what they were entered with. */
static void note_entry(void)
{
	ds_inside |= fake.ds;
	es_inside |= fake.es;
	flushes[entries++ % COUNT_OF(flushes)] = svm.vmcb->tlb_control;
}

static int done_at_once(struct svm_frame *frame, u64 loop)
{
	(void)frame;
	(void)loop;
	note_entry();
	svm.vmcb->exit_code = 0x81;
	return 0;
}

/* Else the exit might load them from the guest's LDT. */
TEST(no_selector_of_the_hosts_is_in_use_at_an_exit)
{
	fake.ds = fake.es = LDT_SELECTOR;
	ds_inside = es_inside = 0;
	fake_svm_guest = done_at_once;
	run.flags = RUN_DUMP_HOST_STATE;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_DONE);
	assert_int_equal(entries, 3);
	assert_int_equal(ds_inside | es_inside, 0);
	assert_int_equal(fake.ds, LDT_SELECTOR);
	assert_int_equal(fake.es, LDT_SELECTOR);
}

TEST(a_flush_leaves_other_guests_and_the_host_alone_where_the_cpu_can)
{
	fake_svm_guest = done_at_once;
	svm_run(&svm, &run);
	assert_int_equal(flushes[0], VMCB_FLUSH_ALL);
	assert_int_equal(flushes[1], 0);
	assert_int_equal(flushes[2], VMCB_FLUSH_ALL);
	svm.caps.has_flush_by_asid = 1;
	entries = 0;
	svm_run(&svm, &run);
	assert_int_equal(flushes[0], VMCB_FLUSH_GUEST);
	assert_int_equal(flushes[1], 0);
	assert_int_equal(flushes[2], VMCB_FLUSH_GUEST);
}

static u32 spoilt_msr;

static int done_with_an_msr_changed(struct svm_frame *frame, u64 loop)
{
	fake_msr(spoilt_msr)->value ^= 1ull << 33;
	return done_at_once(frame, loop);
}

/* The last entry's change is nobody's to put back. */
static const char *changed_by_a_batch(u32 msr)
{
	static const char *const names[] = {
#define DUMP(name, reading) name,
#include "host_dump.def"
#undef DUMP
	};

	spoilt_msr = msr;
	fake_svm_guest = done_with_an_msr_changed;
	request_cpuid(&run);
	run.flags = RUN_DUMP_HOST_STATE;
	svm_run(&svm, &run);
	return run.outcome == RUN_HOST_CHANGED ? names[run.detail] : "nothing";
}

TEST(the_dump_sees_what_svm_could_change)
{
	struct host_dump before, after;

	fake_msr_set(MSR_TSC_RATIO, TSC_RATIO_ONE);
	assert_string_equal(changed_by_a_batch(IA32_CSTAR), "IA32_CSTAR");
	assert_string_equal(changed_by_a_batch(MSR_TSC_RATIO), "TSC_RATIO");
	host_dump_take(&before);
	fake_msr(MSR_VM_HSAVE_PA)->value = 0;
	host_dump_take(&after);
	assert_true(host_dump_difference(&before, &after) >= 0);
}

static u64 last_code;

static int last_exit(struct svm_frame *frame, u64 loop)
{
	(void)frame;
	(void)loop;
	svm.vmcb->exit_code = last_code;
	return 0;
}

static u32 length_at(u64 code)
{
	static const u8 out[] = { 0x66, 0xe7, 0x80 };

	last_code = code;
	fake_svm_guest = last_exit;
	request_cpuid(&run);
	run.policy[EXIT_VMCALL].action = ACTION_STOP_UNEXPECTED;
	assert_int_equal(svm_copy(&svm, run.state.rip, (void *)out, sizeof(out), 1), 0);
	svm_run(&svm, &run);
	return run.instruction_length;
}

TEST(where_the_cpu_does_not_say_how_long_an_instruction_was_it_is_decoded)
{
	assert_int_equal(length_at(0x7b), 3);
	assert_int_equal(length_at(0x13), 3);
	assert_int_equal(length_at(0x60), 0); /* an interrupt */
	assert_int_equal(length_at(0x46), 0); /* a fault */
	assert_int_equal(length_at(0x7f), 0); /* a shutdown */
	assert_int_equal(length_at(0x400), 0);
	svm.caps.has_next_rip = 1;
	assert_int_equal(length_at(0x7b), 0);
}

static u32 fault_of(u64 *member, u64 value)
{
	request_cpuid(&run);
	*member = value;
	svm_run(&svm, &run);
	return run.outcome == RUN_BAD_REQUEST ? run.detail : BAD_NOTHING;
}

TEST(an_msr_of_syscall_holds_what_wrmsr_would_take)
{
	const u64 wide = 1ull << 50;

	fake_svm_guest = done_at_once;
	assert_int_equal(fault_of(&run.state.lstar, wide), BAD_SYSCALL_MSR);
	assert_int_equal(fault_of(&run.state.kernel_gs_base, 1ull << 63), BAD_SYSCALL_MSR);
	assert_int_equal(fault_of(&run.state.fmask, 1ull << 32), BAD_SYSCALL_MSR);
	assert_int_equal(fault_of(&run.state.lstar, ~0ull << 47), BAD_NOTHING);
	fake.cr4 |= CR4_LA57;
	assert_int_equal(fault_of(&run.state.lstar, wide), BAD_NOTHING);
	assert_int_equal(fault_of(&run.state.lstar, 1ull << 63), BAD_SYSCALL_MSR);
}

#define SVM_ROW(name) cmocka_unit_test_setup_teardown(name, setup_svm, teardown_svm)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SVM_ROW(no_selector_of_the_hosts_is_in_use_at_an_exit),
		SVM_ROW(a_flush_leaves_other_guests_and_the_host_alone_where_the_cpu_can),
		SVM_ROW(the_dump_sees_what_svm_could_change),
		SVM_ROW(an_msr_of_syscall_holds_what_wrmsr_would_take),
		SVM_ROW(where_the_cpu_does_not_say_how_long_an_instruction_was_it_is_decoded),
	};

	return RUN_ALL(tests);
}
