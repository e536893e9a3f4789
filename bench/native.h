/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The loops without a virtual machine (native_loops.S): those of ring 3 are in the
 * harness, those of ring 0 in the Linux module. Each is called by its number in the table,
 * so the module is told which table the number is from.
 */
#ifndef BENCH_NATIVE_H
#define BENCH_NATIVE_H

#include "params.h"

#define NATIVE_SCRATCH_BYTES 64

enum {
#define OP(...) 1 +
	NATIVE_OPS =
#include "ops.def"
	0
#undef OP
};

typedef void native_loop(void);

/* By operation; NULL where the table has no native cell in the ring this was built for. */
extern native_loop *const native_loops[NATIVE_OPS];

/*
 * Run params->segment, stamp after each, say in which ring. `scratch` has NATIVE_SCRATCH_BYTES.
 * In ring 0 interrupts are off, and may be on for the length of one instruction.
 */
void native_loop_run(struct guest_params *params, void *scratch, native_loop *loop);

/* Where an exception handler goes on that found RIP in a loop: R12 as it was, RAX the vector. */
void native_loop_fault(void);

/* The loops are from native_loops_begin to before native_loops_end. */
extern const u8 native_loops_begin[], native_loops_end[];

/*
 * The loops of 32-bit code are in a program of their own (native_32_bit.S). It says first,
 * in VDSO_SHOWN_BYTES, how its vDSO enters the kernel; then each message it gets is a
 * batch, which it runs and sends back.
 */
struct native_32_bit_batch {
	struct guest_params params;
	u64 op;
	u64 switches;           /* context switches while the loop ran */
	u64 answer;             /* EAX as the last iteration left it */
};

_Static_assert(OFFSET_OF(struct native_32_bit_batch, op) == BATCH_32_BIT_OP &&
	       OFFSET_OF(struct native_32_bit_batch, switches) == BATCH_32_BIT_SWITCHES &&
	       OFFSET_OF(struct native_32_bit_batch, answer) == BATCH_32_BIT_ANSWER &&
	       sizeof(struct native_32_bit_batch) == BATCH_32_BIT_BYTES, "layout.h says otherwise");

/* FNV-1a of all that the table says: two builds with the same hash have the same rows. */
static inline u64 native_table_hash(void)
{
	static const char table[] =
#define OP(...)      #__VA_ARGS__ "\n"
#define INSTEAD(...) #__VA_ARGS__ "\n"
#include "ops.def"
#undef OP
		;
	u64 hash = 0xcbf29ce484222325;

	for (const char *c = table; *c; c++)
		hash = (hash ^ (u8)*c) * 0x100000001b3;
	return hash;
}

#endif
