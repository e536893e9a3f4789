/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process that runs the table's loops of 32-bit code (bench/native_32_bit.S): a child on the
 * same CPU, started when first needed. Refuses what Linux does not offer 32-bit code here.
 */
#ifndef HARNESS_NATIVE_32_BIT_H
#define HARNESS_NATIVE_32_BIT_H

#include <sys/types.h>
#include "bench/cell.h"
#include "bench/native.h"
#include "text/words.h"

struct native_32_bit {
	pid_t process;                  /* 0: there is none */
	int channel;
	bool is_trouble;                /* the last failure; see struct batch */
	u8 vdso[VDSO_SHOWN_BYTES];      /* where its vDSO enters the kernel */
};

/*
 * Run the batch there and check Linux's answer; the rest is in the batch. Or why not: the process
 * cannot be started, does not do what the claim needs, or died. Waits as long as it takes.
 */
struct words native_32_bit_run(struct native_32_bit *there, const struct claim *claim,
			       struct native_32_bit_batch *batch);

/* The process, if there is one, has ended and is waited for. */
void native_32_bit_end(struct native_32_bit *there);

/* Why a vDSO with this code does not enter by SYSENTER and care for the return; the remedy. */
struct words native_32_bit_refuses_vdso(const u8 code[VDSO_SHOWN_BYTES]);

#endif
