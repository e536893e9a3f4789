/* SPDX-License-Identifier: GPL-2.0-only */
/* Bits of control registers, RFLAGS, EFER and segment rights the engine names. */
#ifndef ENGINE_X86_H
#define ENGINE_X86_H

#include "types.h"

#define CR0_PE          (1ull << 0)
#define CR0_MP          (1ull << 1)
#define CR0_EM          (1ull << 2)
#define CR0_TS          (1ull << 3)
#define CR0_ET          (1ull << 4)
#define CR0_NE          (1ull << 5)
#define CR0_WP          (1ull << 16)
#define CR0_AM          (1ull << 18)
#define CR0_NW          (1ull << 29)
#define CR0_CD          (1ull << 30)
#define CR0_PG          (1ull << 31)

#define CR4_VME         (1ull << 0)
#define CR4_PVI         (1ull << 1)
#define CR4_TSD         (1ull << 2)
#define CR4_DE          (1ull << 3)
#define CR4_PSE         (1ull << 4)
#define CR4_PAE         (1ull << 5)
#define CR4_MCE         (1ull << 6)
#define CR4_PGE         (1ull << 7)
#define CR4_PCE         (1ull << 8)
#define CR4_OSFXSR      (1ull << 9)
#define CR4_UMIP        (1ull << 11)
#define CR4_LA57        (1ull << 12) /* five levels of tables */
#define CR4_VMXE        (1ull << 13)
#define CR4_SMXE        (1ull << 14)
#define CR4_FSGSBASE    (1ull << 16)
#define CR4_PCIDE       (1ull << 17)
#define CR4_OSXSAVE     (1ull << 18)
#define CR4_SMEP        (1ull << 20)
#define CR4_SMAP        (1ull << 21)
#define CR4_PKE         (1ull << 22)
#define CR4_CET         (1ull << 23)
#define CR4_FRED        (1ull << 32)

/*
 * What a guest may set of it. Not PKE, CET, LAM and the like: their state is the host's and not
 * switched. OSXSAVE and SMXE are each engine's affair.
 */
#define CR4_FOR_GUESTS  (CR4_VME | CR4_PVI | CR4_TSD | CR4_DE | CR4_PSE | CR4_PAE | CR4_PGE | \
			 CR4_PCE | CR4_OSFXSR | CR4_UMIP | CR4_FSGSBASE | CR4_SMEP | CR4_SMAP)

/* For messages that name a refused one. */
#define CR4_BITS(X) X(VME) X(PVI) X(TSD) X(DE) X(PSE) X(PAE) X(MCE) X(PGE) X(PCE) X(OSFXSR) \
		    X(UMIP) X(VMXE) X(SMXE) X(FSGSBASE) X(PCIDE) X(OSXSAVE) X(SMEP) \
		    X(SMAP) X(CET) X(FRED)

/*
 * State components in XCR0 that are #NM to touch while CR0.TS is set:
 * x87, SSE, AVX, AVX-512's three.
 */
#define XCR0_GUARDED    0xe7ull
#define XCR0_PKRU       (1ull << 9)

#define EFER_SCE        (1ull << 0)
#define EFER_LME        (1ull << 8)
#define EFER_LMA        (1ull << 10)
#define EFER_NXE        (1ull << 11)
#define EFER_SVME       (1ull << 12)

#define RFLAGS_FIXED    (1ull << 1)
#define RFLAGS_TF       (1ull << 8)
#define RFLAGS_IF       (1ull << 9)
#define RFLAGS_DF       (1ull << 10)
#define RFLAGS_RF       (1ull << 16)
#define RFLAGS_VM       (1ull << 17)

#define VECTOR_DB       1
#define VECTOR_NMI      2
#define VECTOR_UD       6
#define VECTOR_SS       12
#define VECTOR_GP       13
#define VECTOR_PF       14
#define VECTOR_AC       17
#define VECTOR_MC       18

/* The task priority as MOV to and from CR8 has it, in the virtual-APIC page. */
#define APIC_TASK_PRIORITY 0x80
#define APIC_CR8_SHIFT     4

/* Access rights as the VMCS holds them. */
#define RIGHTS_CODE64   0xa09bu  /* present, accessed, long mode, DPL 0 */
#define RIGHTS_CODE32   0xc09bu
#define RIGHTS_DATA     0xc093u
#define RIGHTS_TSS_BUSY 0x008bu
#define RIGHTS_LDT      0x0082u
#define RIGHTS_32_BIT   0x4000u
#define RIGHTS_DPL(n)   ((u32)(n) << 5)
#define RIGHTS_UNUSABLE 0x10000u

/* All bits from `bit` up are alike: of a linear address whose highest it is, canonical. */
static inline int is_sign_extended(u64 value, u32 bit)
{
	u64 high = value >> bit;

	return !high || high == ~0ull >> bit;
}

#endif
