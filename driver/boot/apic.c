// SPDX-License-Identifier: GPL-2.0-only
/* The local APIC by its page or by MSRs, and the second CPU. */
#include "../../bench/layout.h"
#include "../../engine/cpu_features.h"
#include "../../engine/host.h"
#include "../../engine/run.h"
#include "apic.h"
#include "numbers.h"

#define APIC_BASE       0xfee00000ull
#define IA32_APIC_BASE  0x1b
#define APIC_X2APIC     (1u << 10)
#define APIC_ENABLED    (1u << 11)
#define X2APIC(offset)  (0x800 + (offset) / 16)
#define APIC_ID         0x020
#define COMMAND_FOR     (APIC_COMMAND + 0x10) /* whom the command is for, in its upper 8 bits */
#define APIC_STARTUP    0x4600
#define SECOND_CPU      1u
#define SECOND_PAGE     8ull        /* where that CPU begins: of the first MiB, a page number */
#define PATIENCE        100000000u  /* PAUSEs until it is there */

extern volatile u32 second_cpu_is_there, second_cpu_sends;
extern const u8 second_cpu_code[], second_cpu_code_end[];

static int by_msr;

void apic_write(u32 offset, u32 value)
{
	if (by_msr)
		host_wrmsr(X2APIC(offset), value);
	else
		*(volatile u32 *)(APIC_BASE + offset) = value;
}

u32 apic_id(void)
{
	u64 id = 0;

	if (!by_msr)
		return *(volatile u32 *)(APIC_BASE + APIC_ID) >> 24;
	host_rdmsr(X2APIC(APIC_ID), &id);
	return (u32)id;
}

void apic_setup(void)
{
	u64 base = 0;

	host_rdmsr(IA32_APIC_BASE, &base);
	if (base & APIC_X2APIC) /* left by way of off */
		host_wrmsr(IA32_APIC_BASE, base & ~(u64)(APIC_X2APIC | APIC_ENABLED));
	base = (base & ~(u64)APIC_X2APIC) | APIC_ENABLED;
	host_wrmsr(IA32_APIC_BASE, base);
	/* QEMU 7.2, which has no x2APIC, ignores the write. */
	by_msr = !numbers.sipi && cpu_has(FEATURE_X2APIC) &&
		 !host_wrmsr(IA32_APIC_BASE, base | APIC_X2APIC);
}

static void second_cpu_send(u32 command)
{
	apic_write(COMMAND_FOR, SECOND_CPU << 24);
	apic_write(APIC_COMMAND, command);
}

int second_cpu_start(void)
{
	if (!numbers.sipi)
		return 0;
	__builtin_memcpy((void *)(SECOND_PAGE * PAGE_BYTES), second_cpu_code,
			 (u64)(second_cpu_code_end - second_cpu_code));
	second_cpu_send(APIC_INIT);
	for (u32 i = 0; i < PATIENCE / 1000; i++)
		asm volatile("pause");
	second_cpu_send(APIC_STARTUP | SECOND_PAGE);
	for (u32 i = 0; i < PATIENCE && !second_cpu_is_there; i++)
		asm volatile("pause");
	return second_cpu_is_there ? 0 : -1;
}

/* What has INIT sends it to CPU 0, by an MSR. */
int host_lend_signal(u32 signal)
{
	second_cpu_sends = signal == SIGNAL_SIPI;
	switch (signal) {
	case SIGNAL_INIT:
		return numbers.init && by_msr && !apic_id() ? 0 : -1;
	case SIGNAL_SIPI:
		return second_cpu_is_there ? 0 : -1;
	}
	return 0;
}
