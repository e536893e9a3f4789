// SPDX-License-Identifier: GPL-2.0-only
/* The canaries' loops, in assembly so that they are the same from every compiler. */
#include "machine/ticks.h"
#include "measure/canary.h"

static void run_chain(unsigned steps)
{
	unsigned rounds = steps / 5, x = 1;

	__asm__ volatile(".p2align 5\n"
			 "0: imul %1, %1\n"
			 "imul %1, %1\n"
			 "imul %1, %1\n"
			 "imul %1, %1\n"
			 "imul %1, %1\n"
			 "dec %0\n"
			 "jnz 0b"
			 : "+r"(rounds), "+r"(x)
			 :
			 : "cc");
}

static void run_additions(unsigned rounds)
{
	unsigned a = 0, b = 0, c = 0, d = 0, e = 0, f = 0;

	__asm__ volatile(".p2align 5\n"
			 "0: add %0, %1\n"
			 "add %0, %2\n"
			 "add %0, %3\n"
			 "add %0, %4\n"
			 "add %0, %5\n"
			 "add %0, %6\n"
			 "dec %0\n"
			 "jnz 0b"
			 : "+r"(rounds), "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f)
			 :
			 : "cc");
}

struct canary canary_time(void)
{
	uint64_t start, stamped, chained, added;

	/* the batch may have driven this code out of the caches */
	run_chain(5);
	run_additions(2);
	start = clock_ticks();
	stamped = clock_ticks();
	run_chain(CANARY_CHAIN_STEPS);
	chained = clock_ticks();
	run_additions(CANARY_ADDITION_ROUNDS);
	added = clock_ticks();
	return (struct canary){
		.chain = (double)(chained - stamped) - (double)(stamped - start),
		.additions = (double)(added - chained) - (double)(stamped - start),
	};
}
