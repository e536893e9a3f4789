// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU is known by its work: it passes several NOPs in a cycle, and takes several cycles for a
 * product or a division that another one waits for. An emulator takes the same for all of them. If
 * that is one tick each, ticks count instructions; so it is in Bochs, exactly with one CPU, and on
 * average over many with several, which take turns, and without its debugger, when it goes on in
 * steps. QEMU's TCG compiles guest code for the CPU below, so that its work looks like a CPU's. It
 * says by CPUID what it is, also where the bit is clear that a hypervisor sets; and where it does
 * not, what it does in software gives it away: a sum of the x87 takes it thirty times as long as a
 * product, and a CPU about as long.
 */
#include "tick.h"

#define REPEATS              8
#define TOLERANCE_PERCENT    3
#define CPU_TIMES            2    /* a CPU takes more times as long for products as for NOPs */
#define NOPS_A_TICK          20   /* more than a CPU passes, though its TSC be slow */
#define SOFTWARE_TIMES       10   /* a translator takes more times as long for sums of the x87 */
#define CPUID_HYPERVISOR     0x40000000

/* Ticks between two RDTSCs with a MOV and `instructions` between them. */
#define WINDOW(instructions)                                                              \
	({                                                                                \
		u32 ticks;                                                                \
		__asm__ volatile("rdtsc; mov %%eax, %%esi; " instructions                 \
				 "; rdtsc; sub %%esi, %%eax"                              \
				 : "=a"(ticks) : : "rcx", "rdx", "rsi", "cc", "memory");  \
		ticks;                                                                    \
	})
#define WINDOW_OWN 2 /* the MOV and the second RDTSC */

static u32 nops(void)      { return WINDOW(".rept 100; nop; .endr"); }
static u32 products(void)  { return WINDOW(".rept 50; imul %%rcx, %%rcx; .endr"); }
static u32 loop(void)      { return WINDOW("mov $60, %%ecx; 1: dec %%ecx; jnz 1b"); }
static u32 loads(void)     { return WINDOW(".rept 40; movzwl (%%rip), %%ecx; .endr"); }
static u32 divisions(void)
{
	return WINDOW("mov $3, %%ecx; .rept 20; xor %%edx, %%edx; div %%rcx; .endr");
}

static const struct {
	u32 (*ticks)(void);
	u32 instructions;
} short_sequences[] = {
	{ nops, 100 }, { products, 50 }, { loop, 121 }, { loads, 40 }, { divisions, 41 },
};

static u32 nothing(void)        { return WINDOW(""); }
static u32 many_nops(void)      { return WINDOW(".rept 2000; nop; .endr"); }
static u32 many_products(void)  { return WINDOW(".rept 2000; imul %%rcx, %%rcx; .endr"); }
static u32 many_divisions(void)
{
	return WINDOW("mov $3, %%ecx; .rept 999; xor %%edx, %%edx; div %%rcx; .endr; nop");
}

/* Exact, so that no sum needs the CPU's help: powers of two. */
static u32 many_sums(void)
{
	return WINDOW("fld1; .rept 1998; fadd %%st(0), %%st; .endr; fstp %%st(0)");
}

static int is_translated(void)
{
	const u32 tcgt = 0x54474354;  /* "TCGT" of TCGTCGTCGTCG */
	u32 out[4];

	__asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
			 : "a"(CPUID_HYPERVISOR), "c"(0));
	return out[1] == tcgt;
}

/* Of some repeats, as an interrupt may fall into one. */
static u32 median(u32 (*ticks)(void))
{
	u32 sorted[REPEATS];

	for (u32 i = 0; i < REPEATS; i++) {
		u32 value = ticks(), at = i;

		for (; at && sorted[at - 1] > value; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = value;
	}
	return sorted[REPEATS / 2];
}

static int is_one_each(u64 ticks)
{
	const u64 wanted = TICK_PROBE + WINDOW_OWN;
	const u64 off = ticks > wanted ? ticks - wanted : wanted - ticks;

	return off * 100 <= wanted * TOLERANCE_PERCENT;
}

/* What RDTSC itself takes is much where a hypervisor above intercepts it. */
static u64 work(u64 ticks, const struct tick_probe *probe)
{
	return ticks > probe->nothing ? ticks - probe->nothing : 0;
}

static int takes_a_cpu_longer(u64 ticks, const struct tick_probe *probe)
{
	const u64 nops = work(probe->nops, probe), least = TICK_PROBE / NOPS_A_TICK;

	return work(ticks, probe) > CPU_TIMES * (nops > least ? nops : least);
}

static int is_done_in_software(u64 ticks, const struct tick_probe *probe)
{
	return work(ticks, probe) > SOFTWARE_TIMES * work(probe->products, probe);
}

enum tick tick_judge(const struct tick_probe *probe)
{
	if (is_one_each(probe->nops) && is_one_each(probe->products) &&
	    is_one_each(probe->divisions))
		return TICK_IS_INSTRUCTION;
	if (!probe->is_translated && !is_done_in_software(probe->sums, probe) &&
	    takes_a_cpu_longer(probe->products, probe) &&
	    takes_a_cpu_longer(probe->divisions, probe))
		return TICK_IS_CYCLE;
	return TICK_IS_NEITHER;
}

enum tick tick_find(void)
{
	const struct tick_probe probe = {
		.nothing = median(nothing),
		.nops = median(many_nops),
		.products = median(many_products),
		.divisions = median(many_divisions),
		.is_translated = is_translated(),
		.sums = median(many_sums),
	};

	return tick_judge(&probe);
}

int tick_is_exact(void)
{
	for (u32 i = 0; i < COUNT_OF(short_sequences); i++)
		if (median(short_sequences[i].ticks) !=
		    short_sequences[i].instructions + WINDOW_OWN)
			return 0;
	return 1;
}
