// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a kernel in ring 1 can reach its monitor: in 64-bit mode it can, for paging knows no ring
 * but 3 from the others. In 32-bit mode a segment's limit keeps it out, and only that.
 */
#include "../../bench/layout_32_bit.h"
#include "numbers.h"
#include "protection.h"
#include "run.h"

#define CODE        (GUEST_SCRATCH + 0x100)
#define MARK        0x5a5a5a5au
#define SPARE       (GUEST_VCPU_BYTES + 16) /* of the virtual CPU's page, which nothing uses */
#define REACHED     0xffff                  /* no exception: the guest ran to its end */
#define NO_VECTOR   0xfffe                  /* nor that: the run came to another end */
#define UNREACHABLE MONITOR_32_HIGH(GUEST_32_VCPU + SPARE)

static u8 *spare(const struct cell *cell)
{
	return (u8 *)guest_memory() + (cell_is_32_bit(cell) ? GUEST_32_VCPU : GUEST_VCPU) + SPARE;
}

static u32 spare_value(const struct cell *cell)
{
	u32 value;

	__builtin_memcpy(&value, spare(cell), sizeof(value));
	return value;
}

/*
 * The guest's loop is `code` with an address at `at`; REACHED, NO_VECTOR, or the exception that
 * ended it.
 */
static u32 reach(const struct cell *cell, const u8 *code, u32 bytes, u32 at, u32 address,
		 u32 data_limit)
{
	struct guest_params *params = guest_memory();
	u8 *loop = (u8 *)guest_memory() + CODE;

	cell_prepare_guest(cell, (struct batch_size){ 0, 1 }, params);
	cell_prepare_run(cell, (struct batch_size){ 0, 1 }, TIME_MAX_TSC, &run);
	run.flags |= RUN_DUMP_HOST_STATE;
	params->loop = CODE;
	__builtin_memset(spare(cell), 0, 4);
	__builtin_memcpy(loop, code, bytes);
	__builtin_memcpy(loop + at, &address, sizeof(address));
	run.state.ds.limit = data_limit;
	run_batch();
	if (run.outcome != RUN_DONE)
		return NO_VECTOR;
	return params->faults ? (u32)params->vector : REACHED;
}

/* MOVL $MARK to an address, and RET. */
static u32 store(const struct cell *cell, u32 address, u32 data_limit)
{
	static const u8 in_32_bit[] = { 0xc7, 0x05, 0, 0, 0, 0, 0x5a, 0x5a, 0x5a, 0x5a, 0xc3 };
	static const u8 in_64_bit[] = { 0xc7, 0x04, 0x25, 0,    0,    0,
					0,    0x5a, 0x5a, 0x5a, 0x5a, 0xc3 };

	if (cell_is_32_bit(cell))
		return reach(cell, in_32_bit, sizeof(in_32_bit), 2, address, data_limit);
	return reach(cell, in_64_bit, sizeof(in_64_bit), 3, address, data_limit);
}

static void test_64_bit(void)
{
	const struct cell kernel = { .op = OP_nop, .env = ENV_deprivileged, .ring = 1 };

	tell_test("ring_1_reaches_its_monitor_in_64_bit_mode",
		  store(&kernel, GUEST_VCPU + SPARE, 0xffffffff) == REACHED &&
			  spare_value(&kernel) == MARK);
}

/* By a load, a jump and a push, each with its own segment. */
static int is_kept_out_of_every_segment(const struct cell *cell)
{
	static const u8 load[] = { 0x8b, 0x0d, 0, 0, 0, 0, 0xc3 };
	static const u8 jump[] = { 0xb8, 0, 0, 0, 0, 0xff, 0xe0 };
	static const u8 push[] = { 0x89, 0xe2, 0xbc, 0, 0, 0, 0, 0x50, 0x89, 0xd4, 0xc3 };

	return reach(cell, load, sizeof(load), 2, UNREACHABLE, GUEST_32_LIMIT) == VECTOR_GP &&
	       reach(cell, jump, sizeof(jump), 1, UNREACHABLE, GUEST_32_LIMIT) == VECTOR_GP &&
	       reach(cell, push, sizeof(push), 3, UNREACHABLE, GUEST_32_LIMIT) == VECTOR_SS &&
	       !spare_value(cell);
}

/*
 * What the monitor does for a kernel it does with its own rights: LGDT of its memory, a number that
 * is no hypercall's, an exception whose frame would go to its memory.
 */
static int is_refused_by_the_monitor(const struct cell *cell)
{
	static const u8 lgdt[] = { 0xbf, 0, 0, 0, 0, 0x0f, 0x01, 0x17, 0xc3 };
	static const u8 hypercall[] = { 0xbb, 0, 0, 0, 0, 0xcd, GUEST_HYPERCALL, 0xc3 };
	static const u8 divide[] = { 0xbc, 0, 0, 0, 0, 0x31, 0xc9, 0xf7, 0xf1 };

	return reach(cell, lgdt, sizeof(lgdt), 1, UNREACHABLE, GUEST_32_LIMIT) == VECTOR_GP &&
	       reach(cell, hypercall, sizeof(hypercall), 1, 0x1000, GUEST_32_LIMIT) == VECTOR_GP &&
	       reach(cell, divide, sizeof(divide), 1, UNREACHABLE, GUEST_32_LIMIT) == VECTOR_SS &&
	       !spare_value(cell);
}

/* Whatever the kernel is shown of it in that environment. */
static int is_kept_out(enum env env)
{
	const struct cell kernel = { .op = OP_nop, .env = env, .ring = 1, .knob = KNOB_bits_32 };
	const struct guest_params *params = guest_memory();

	return store(&kernel, UNREACHABLE, GUEST_32_LIMIT) == VECTOR_GP &&
	       params->fault_rip == CODE && !params->error_code && !params->finished &&
	       !spare_value(&kernel);
}

static void test_32_bit(void)
{
	const struct cell kernel = { .op = OP_nop, .env = ENV_deprivileged, .ring = 1,
				     .knob = KNOB_bits_32 };
	const struct cell application = { .op = OP_nop, .env = ENV_deprivileged, .ring = 3,
					  .knob = KNOB_bits_32 };
	int kept_out = is_kept_out(ENV_deprivileged);

	if (run_was_refused())
		return;
	tell_test("ring_1_cannot_reach_its_monitor_in_32_bit_mode",
		  kept_out && is_kept_out(ENV_paravirtual) && is_kept_out(ENV_translated));
	tell_test("no_segment_of_ring_1_reaches_its_monitor_in_32_bit_mode",
		  is_kept_out_of_every_segment(&kernel));
	tell_test("a_32_bit_kernels_registers_do_not_lead_its_monitor_astray",
		  is_refused_by_the_monitor(&kernel));
	tell_test("it_is_the_limit_that_keeps_ring_1_out_and_not_paging",
		  store(&kernel, UNREACHABLE, 0xffffffff) == REACHED &&
			  spare_value(&kernel) == MARK);
	tell_test("paging_keeps_ring_3_out_as_well",
		  store(&application, UNREACHABLE, 0xffffffff) == VECTOR_PF &&
			  !spare_value(&application));
	tell_test("the_monitors_pages_are_nowhere_else_in_32_bit_mode",
		  store(&kernel, GUEST_32_VCPU + SPARE, GUEST_32_LIMIT) == VECTOR_PF &&
			  store(&kernel, GUEST_32_PD, GUEST_32_LIMIT) == VECTOR_PF &&
			  store(&kernel, GUEST_32_PT, GUEST_32_LIMIT) == VECTOR_PF);
}

void protect_monitor(void)
{
	test_64_bit();
	if (numbers.bits_32)
		test_32_bit();
}
