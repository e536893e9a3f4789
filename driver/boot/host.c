// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine's host services with no operating system: pages from a fixed pool,
 * faults caught by a table, the local APIC timer as the deadline.
 */
#include <cpu_instructions.h>
#include <cpu_queries.h>
#include "../../engine/host.h"
#include "../../engine/msr.h"
#include "../../engine/x86.h"
#include "apic.h"
#include "console.h"
#include "host.h"
#include "numbers.h"
#include "ports.h"

#define POOL_PAGES      256
#define TIMER_VECTOR    0x40
#define SPURIOUS_VECTOR 0xff
#define IOAPIC_BASE     0xfec00000ull
#define IOAPIC_PIT_ROW  0x14   /* redirection of pin 2, where ACPI puts the timer */
#define IOAPIC_NMI      0x400u
#define IOAPIC_INIT     0x500u
#define TIMER_COUNT     3000   /* of 16 bus cycles, longer than filling a VMCS takes */
#define PIT_COMMAND     0x43
#define PIT_CHANNEL_0   0x40
#define PIT_ONCE        0x30   /* channel 0, both bytes, mode 0 */

int boot_rdmsr(u32 msr, u64 *value);
int boot_wrmsr(u32 msr, u64 value);

enum disturbance boot_disturbance;
u64 boot_nmis, boot_nmi_at, boot_timers, boot_spec_ctrl_before;

static u8 pool[POOL_PAGES][PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));
static u8 pool_used[POOL_PAGES];

void *host_page_alloc(u64 *physical)
{
	for (u32 i = 0; i < POOL_PAGES; i++) {
		if (pool_used[i])
			continue;
		pool_used[i] = 1;
		__builtin_memset(pool[i], 0, PAGE_BYTES);
		*physical = (u64)pool[i];
		return pool[i];
	}
	return 0;
}

void host_page_free(void *page)
{
	pool_used[((u8 *)page - pool[0]) / PAGE_BYTES] = 0;
}

static int is_free(u32 first, u32 pages)
{
	for (u32 i = first; i < first + pages; i++)
		if (pool_used[i])
			return 0;
	return 1;
}

void *host_block_alloc(u32 pages, u64 *physical)
{
	u32 first = 0;

	while (first + pages <= POOL_PAGES && !is_free(first, pages))
		first++;
	if (first + pages > POOL_PAGES)
		return 0;
	__builtin_memset(&pool_used[first], 1, pages);
	__builtin_memset(pool[first], 0, pages * PAGE_BYTES);
	*physical = (u64)pool[first];
	return pool[first];
}

void host_block_free(void *block, u32 pages)
{
	for (u32 i = 0; i < pages; i++)
		host_page_free((u8 *)block + i * PAGE_BYTES);
}

int host_rdmsr(u32 msr, u64 *value)
{
	return boot_rdmsr(msr, value);
}

int host_wrmsr(u32 msr, u64 value)
{
	if (msr == IA32_SPEC_CTRL && host_rdmsr(msr, &boot_spec_ctrl_before))
		return -1;
	return boot_wrmsr(msr, value);
}

void host_set_vmxe(int on)
{
	cr4_write(on ? cr4_read() | CR4_VMXE : cr4_read() & ~CR4_VMXE);
}

int host_set_svme(int on)
{
	u64 efer;

	return host_rdmsr(IA32_EFER, &efer) ||
	       host_wrmsr(IA32_EFER, on ? efer | EFER_SVME : efer & ~EFER_SVME) ? -1 : 0;
}

/* As a real handler would be reached: its IRET unblocks NMIs. */
void host_deliver(u8 vector)
{
	if (vector == VECTOR_NMI)
		asm volatile("int $2" : : : "memory");
	else
		asm volatile("int $18" : : : "memory");
}

struct task_descriptor {
	u64 low, high;
};

/* LTR wants an available TSS; the exit left the descriptor's type alone, which is busy. */
void host_restore_task_register(void)
{
	u16 tr = tr_read();
	struct task_descriptor *descriptor = (void *)(gdtr_read().base + tr);

	descriptor->low &= ~(2ull << 40);
	asm volatile("ltr %0" : : "r"(tr) : "memory");
}

/* Nothing here lives by GS: a handler may come between the two SWAPGS. */
void host_load_gs(u16 selector)
{
	asm volatile("swapgs\n1: mov %0, %%gs\n2: swapgs\n" ENGINE_EXCEPTION_TABLE("1b", "2b")
		     : : "r"(selector) : "memory");
}

/* Nothing here uses it. */
void host_lend_fpu(int on)
{
	(void)on;
}

/*
 * The old timer's interrupt line becomes an NMI, or an INIT. Set up once, with the timer
 * stopped: an edge that the I/O APIC remembers from before is taken here.
 */
static void ioapic_write(u32 number, u32 value)
{
	*(volatile u32 *)IOAPIC_BASE = number;
	*(volatile u32 *)(IOAPIC_BASE + 0x10) = value;
}

void boot_nmi_timer_setup(void)
{
	port_write(PIT_COMMAND, PIT_ONCE);
	ioapic_write(IOAPIC_PIT_ROW + 1, apic_id() << 24);
	ioapic_write(IOAPIC_PIT_ROW, IOAPIC_NMI);
}

static void nmi_timer_start(u16 ticks, u32 delivered_as)
{
	ioapic_write(IOAPIC_PIT_ROW, delivered_as);
	port_write(PIT_COMMAND, PIT_ONCE);
	port_write(PIT_CHANNEL_0, (u8)ticks);
	port_write(PIT_CHANNEL_0, ticks >> 8);
}

void host_set_deadline(u64 tsc_cycles)
{
	u64 count = tsc_cycles / 8; /* of 16 cycles or so: a backstop, twice as long */

	if (!tsc_cycles) {
		/* Take what is pending, if anything, where we want it. */
		apic_write(APIC_COUNT, 0);
		asm volatile("sti; nop; nop; cli" : : : "memory");
		return;
	}
	if (boot_disturbance == DISTURB_BY_NMI)
		nmi_timer_start((u16)numbers.pit, IOAPIC_NMI);
	if (boot_disturbance == DISTURB_BY_INIT)
		nmi_timer_start((u16)numbers.pit, IOAPIC_INIT);
	if (boot_disturbance == DISTURB_BY_TIMER)
		count = TIMER_COUNT;
	count *= numbers.backstop;
	apic_write(APIC_COUNT, count > 0xffffffff ? 0xffffffff : (u32)count);
}

struct boot_exception {
	u64 vector, error, rip, cs, rflags, rsp, ss;
};

static int survive(struct boot_exception *exception)
{
	extern const u64 boot_exceptions_start[][2], boot_exceptions_end[][2];

	for (const u64(*row)[2] = boot_exceptions_start; row < boot_exceptions_end; row++)
		if ((*row)[0] == exception->rip) {
			exception->rip = (*row)[1];
			return 1;
		}
	return 0;
}

void boot_exception(struct boot_exception *exception);
void boot_exception(struct boot_exception *exception)
{
	switch (exception->vector) {
	case VECTOR_NMI:
		boot_nmis++;
		boot_nmi_at = tsc_read();
		return;
	case TIMER_VECTOR:
		boot_timers++;
		apic_write(APIC_EOI, 0);
		return;
	case SPURIOUS_VECTOR:
		return;
	}
	if (survive(exception))
		return;
	print("died vector=%U error=%x rip=%x\n", exception->vector, exception->error,
	      exception->rip);
	power_off();
}

struct gate {
	u16 offset_low, selector, flags, offset_middle;
	u32 offset_high, zero;
};

static struct gate idt[256];

static void idt_setup(void)
{
	extern const u8 boot_stubs[];

	for (u32 vector = 0; vector < COUNT_OF(idt); vector++) {
		u64 stub = (u64)boot_stubs + vector * 16;

		idt[vector] = (struct gate){ (u16)stub, 8, 0x8e00, (u16)(stub >> 16),
					     (u32)(stub >> 32), 0 };
	}
	idtr_write((struct table_register){ sizeof(idt) - 1, (u64)idt });
}

void boot_host_setup(void)
{
	idt_setup();
	port_write(0x21, 0xff); /* the old interrupt controllers stay silent */
	port_write(0xa1, 0xff);
	console_setup();
	apic_setup();
	apic_write(APIC_SPURIOUS, 0x100 | SPURIOUS_VECTOR);
	apic_write(APIC_DIVIDE, 3); /* by 16 */
	apic_write(APIC_TIMER, TIMER_VECTOR);
	boot_nmi_timer_setup();
}

/* The compiler calls these for struct copies. */
void *memset(void *to, int value, __SIZE_TYPE__ bytes);
void *memset(void *to, int value, __SIZE_TYPE__ bytes)
{
	void *start = to;

	asm volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(value) : "memory");
	return start;
}

void *memcpy(void *to, const void *from, __SIZE_TYPE__ bytes);
void *memcpy(void *to, const void *from, __SIZE_TYPE__ bytes)
{
	void *start = to;

	asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
	return start;
}
