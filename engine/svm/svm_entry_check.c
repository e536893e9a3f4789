// SPDX-License-Identifier: GPL-2.0-only
/* VMRUN's checks of the VMCB, one rule after the other: it says of a refused one that it is. */
#include <cpu_queries.h>
#include "../x86.h"
#include "svm_entry_check.h"

#define CODE_VMRUN        0x80
#define ATTRIBUTES_LD     0x600u
#define CPUID_WIDTHS      0x80000008

/* Those of Intel's, and those above FRED; and of EFER what no CPU has, but 7:1, which read as 0. */
#define CR4_RESERVED      (CR4_VMXE | CR4_SMXE | 1ull << 15 | 1ull << 19 | ~0ull << 33)
#define EFER_RESERVED     (1ull << 9 | 1ull << 16 | 1ull << 19 | ~0ull << 22)

/* Of EVENTINJ: bits 10:8. */
#define EVENT_TYPE(event) ((u32)(event) >> 8 & 7)
enum { EVENT_INTERRUPT, EVENT_NMI = 2, EVENT_EXCEPTION, EVENT_INT_N };

static int is_long_mode(const struct vmcb *vmcb)
{
	return vmcb->efer & EFER_LME && vmcb->cr0 & CR0_PG;
}

u64 svm_physical_end(void)
{
	u32 out[4];

	cpuid(CPUID_WIDTHS, 0, out);
	return 1ull << (out[0] & 0x3f);
}

static int fits_physical(u64 address)
{
	return address < svm_physical_end();
}

/* To its last byte. */
static int map_fits_physical(u64 address, u64 pages)
{
	return fits_physical(address) && fits_physical(address + pages * PAGE_BYTES - 1);
}

static int event_is_legal(u64 event)
{
	if (!(event & VMCB_EVENT_VALID))
		return 1;
	switch (EVENT_TYPE(event)) {
	case EVENT_INTERRUPT:
	case EVENT_NMI:
	case EVENT_INT_N:
		return 1;
	case EVENT_EXCEPTION:
		return (event & 0xff) < 32 && (event & 0xff) != VECTOR_NMI;
	}
	return 0;
}

static int has_memory_types(u64 pat)
{
	for (; pat; pat >>= 8)
		if ((pat & 0xff) > 7 || (pat & 0xff) == 2 || (pat & 0xff) == 3)
			return 0;
	return 1;
}

int svm_entry_check(const struct vmcb *vmcb)
{
	int rule = 0;

#define SVM_RULE(name, words, holds) \
	if (!(holds))                \
		return rule;         \
	rule++;
#include "svm_entry_rules.def"
#undef SVM_RULE
	return -1;
}
