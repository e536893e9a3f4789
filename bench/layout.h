/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where things are in guest memory, for the guest's assembly and for whoever
 * loads it. Linear and guest-physical addresses are the same.
 */
#ifndef BENCH_LAYOUT_H
#define BENCH_LAYOUT_H

#define GUEST_PARAMS     0x0000  /* struct guest_params, shared with the host */
#define GUEST_PML4       0x1000
#define GUEST_PDPT       0x2000
#define GUEST_PD         0x3000
#define GUEST_PT         0x4000
#define GUEST_GDT        0x5000
#define GUEST_TSS        0x5800
#define GUEST_IDT        0x6000  /* the guest kernel's, where that owns the CPU */
#define MONITOR_IDT      0x6400
#define DIRECT_IDT       0x6800  /* the monitor's, but INT n goes straight to ring 1 */
#define GUEST_SCRATCH    0x7000  /* for operations that store */
#define GUEST_GDT_OPERAND 0x7400 /* what LGDT and LIDT load: limits other than the first */
#define GUEST_IDT_OPERAND 0x7410
#define GUEST_TURN       0x7480  /* whose turn it is, of two virtual CPUs */
#define GUEST_VCPU       0x7800  /* the virtual CPU the monitor keeps, below */
#define GUEST_VCPU_BYTES 272
#define GUEST_STUBS      0x8000  /* one per vector, then the monitor's */
#define MONITOR_STUBS    0x8260
#define GUEST_STUB_BYTES 16
#define PARAVIRTUAL_SYSENTER 0x8500 /* the guest kernel's, as those environments change it */
#define TRANSLATED_SYSENTER 0x8510
#define PARAVIRTUAL_SYSCALL 0x8530
#define TRANSLATED_SYSCALL 0x8540
#define GUEST_SYSENTER   0x84c0  /* entries of the guest kernel and of the monitor */
#define MONITOR_SYSENTER 0x84d0
#define GUEST_SYSCALL    0x84e0
#define MONITOR_SYSCALL  0x84f0
#define GUEST_DIRECT_INT 0x8550
#define GUEST_PEER_RUNS  0x8560  /* where a second virtual CPU begins: it waits for interrupts, */
#define GUEST_PEER_HALTS 0x8570  /* halted; or for its turn */
#define GUEST_PEER_TURNS 0x8580
#define GUEST_ENTRY      0x85a0
#define GUEST_TOUCHED_PT 0x1e000
#define GUEST_OTHER_PML4 0x1f000 /* maps the same: what a MOV to CR3 loads */
/* u32 offset of each loop: [plain, stamped][operation][environment], then the UNDER rows */
#define GUEST_LOOPS      0x20000
#define GUEST_STACK_0    0x40000 /* tops of the stacks, one per ring */
#define GUEST_STACK_1    0x44000
#define GUEST_STACK_3    0x48000
#define GUEST_STACK_PEER 0x4c000 /* of a second virtual CPU, in ring 0 */
#define GUEST_DESCRIPTORS 0x50000 /* a descriptor table that the guest kernel changes */
#define GUEST_STAMPS     0x51000 /* of a stamped loop: TSC before and after each iteration */
#define GUEST_ODD        0x60000 /* a page with other rights than the rest, or the APIC's */
#define GUEST_STACK_RESERVE 0x100 /* above a kernel loop, for what comes back from an outer ring */
#define GUEST_MMIO       0x100000 /* mapped by the guest, by nothing below it */
#define GUEST_PT_ALIAS   0x190000 /* GUEST_PT again, writable where that is not */
#define GUEST_DESCRIPTORS_ALIAS 0x191000 /* and GUEST_DESCRIPTORS */
#define GUEST_APIC       0x192000 /* the local APIC's registers */
#define GUEST_APIC_PHYSICAL 0xfee00000
#define GUEST_HOLE       0x1ff000 /* not even mapped by the guest */
/* Memory for operations that touch each page once, in one part for each segment of a batch. */
#define GUEST_FRESH      0x200000
#define GUEST_FRESH_PART 0x800000
#define GUEST_FRESH_STEP 0x8000  /* KVM maps up to eight pages at once */
#define GUEST_FRESH_PAGES (GUEST_FRESH_PART / GUEST_FRESH_STEP)
#define GUEST_FRESH_BYTES (GUEST_SEGMENTS * GUEST_FRESH_PART)

/*
 * What the guest touches after an exit, a line of each page: linear addresses of 512 pages and
 * more, which map the last pages of memory again and again. No two of the first 512 lines are the
 * same.
 */
#define GUEST_TOUCHED       0x2000000
#define GUEST_TOUCHED_STEP  (0x1000 + 0x40)
#define GUEST_TOUCHED_FIRST 0x60000
#define GUEST_TOUCHED_PAGES 32

/* Where KVM signals an eventfd: at any store, or at one of GUEST_NOTICE. */
#define GUEST_NOTICE_PORT       0xe0
#define GUEST_NOTICE_PORT_MATCH 0xe1
#define GUEST_NOTICE_MMIO       (GUEST_MMIO + 0x800)
#define GUEST_NOTICE_MMIO_MATCH (GUEST_MMIO + 0x900)
#define GUEST_NOTICE            0xfa
#define GUEST_PIC_PORT          0x4d0 /* of KVM's own interrupt controller: edge or level */

#define GUEST_VECTORS    38      /* exceptions, an INT n, a hypercall, the way back, interrupts */
#define GUEST_INT_VECTOR 32
#define GUEST_HYPERCALL  33
#define GUEST_BACK_VECTOR 34
#define GUEST_APIC_VECTOR 35     /* interrupts whose handler says EOI to the APIC: to its page, */
#define GUEST_X2APIC_VECTOR 36   /* or by MSR */
#define GUEST_SELF_VECTOR 37     /* or to the page that stands for it, at GUEST_ODD */
#define GUEST_SEGMENTS   3       /* of a batch: warm-up, one, and the measured one */

/* Selectors. SYSCALL, SYSRET, SYSENTER and SYSEXIT want the first six in this order. */
#define GUEST_CS         0x08
#define GUEST_SS         0x10
#define GUEST_SYSRET     0x18    /* SYSRET adds 16 for CS and 8 for SS */
#define GUEST_SS_3       0x23
#define GUEST_CS_3       0x2b
#define GUEST_SYSEXIT_SS 0x33
#define GUEST_CS_1       0x39
#define GUEST_SS_1       0x41
#define GUEST_TR         0x48
#define GUEST_OTHER_TR   0x58    /* what LTR loads; under a monitor, the monitor's own */
#define GUEST_LDT        0x68
#define GUEST_GDT_BYTES  0x78
#define MONITOR_GDT_BYTES 0x100  /* the same table, as the monitor has it loaded */
#define GUEST_TSS_BYTES  0x68

/* What operations leave in place of what was there. */
#define GUEST_NEW_SYSENTER_EIP GUEST_SCRATCH
#define GUEST_NEW_CR8          3
#define GUEST_NEW_DR0          GUEST_SCRATCH
#define GUEST_NEW_XCR0         3           /* x87 and SSE */
#define GUEST_RIP_FIELD        0x681e /* of a VMCS: what VMREAD and VMWRITE name */
#define GUEST_FIRST_KERNEL_GS  GUEST_SCRATCH
#define GUEST_PTE              (GUEST_PT + 8 * 16)
#define GUEST_PTE_MARK         0x200       /* a bit the CPU ignores */
#define GUEST_DESCRIPTOR       0x00cff3000000ffff /* a flat data segment for applications */
#define GUEST_DESCRIPTORS_CHANGED 8 /* of the table's, by one iteration: EIGHT_STORES */

/* Registers of the APIC that a VMM emulates, and what is written there. */
#define GUEST_APIC_ID          (GUEST_ODD + 0x20)
#define GUEST_APIC_EOI         (GUEST_ODD + 0xb0)
#define GUEST_APIC_COMMAND     (GUEST_ODD + 0x300)
#define GUEST_APIC_TIMER       (GUEST_ODD + 0x320)
#define GUEST_SELF_IPI         (0x40000 | GUEST_SELF_VECTOR)
#define GUEST_TIMER_MASKED     0x10000
#define GUEST_HIGH_PRIORITY    9 /* nothing here may interrupt it */

/* The command of the real APIC, as an MSR; an INIT, asserted, to the CPU whose number is in EDX. */
#define X2APIC_COMMAND         0x830
#define APIC_INIT              0x4500

/* Control registers as the guest sees them. */
#define GUEST_CR0_VALUE        0x80010033 /* PG, WP, NE, ET, MP, PE */
#define GUEST_CR4_VALUE        0x20       /* PAE */

/* How the guest says it is done: an OUT to this port, or a HLT; outside ring 0 a UD2 first. */
#define GUEST_DONE_PORT  0xf4
#define DONE_BY_OUT      0
#define DONE_BY_HLT      1

/* Offsets in struct guest_params. */
#define PARAMS_LOOP        0
#define PARAMS_RING        8
#define PARAMS_KERNEL_RING 16
#define PARAMS_DONE_BY     24
#define PARAMS_SEGMENT     32
#define PARAMS_STAMP       56
#define PARAMS_FINISHED    80
#define PARAMS_FAULTS      88
#define PARAMS_VECTOR      96
#define PARAMS_ERROR       104
#define PARAMS_FAULT_RIP   112
#define PARAMS_CS          120
#define PARAMS_TRAPS       128  /* u64 for each vector */
#define PARAMS_OUTCOME     432  /* RAX, RBX, RCX, RDX and RFLAGS as the last segment left them */

/*
 * Offsets in struct native_32_bit_batch, which begins with those; and how much of
 * its vDSO the process shows first.
 */
#define BATCH_32_BIT_OP       472
#define BATCH_32_BIT_SWITCHES 480
#define BATCH_32_BIT_ANSWER   488
#define BATCH_32_BIT_BYTES    496
#define VDSO_SHOWN_BYTES      32

/* Offsets in the virtual CPU. */
#define VCPU_IF            0
#define VCPU_PENDING       1
#define VCPU_LDTR          2
#define VCPU_TR            4
#define VCPU_KERNEL_CS     8    /* selectors the guest kernel really runs with */
#define VCPU_KERNEL_SS     16
#define VCPU_USER_RSP      24   /* of a SYSCALL on its way through the monitor */
#define VCPU_GDTR          32
#define VCPU_IDTR          48
#define VCPU_CR            64   /* 0 to 8 */
#define VCPU_DR            136  /* 0 to 7 */
#define VCPU_SYSENTER      200  /* CS, ESP, EIP */
#define VCPU_GS_BASE       224
#define VCPU_KERNEL_GS     232
#define VCPU_LSTAR         240
#define VCPU_XCR0          248
#define VCPU_CPUID         256  /* leaf 0: EAX, EBX, ECX, EDX */

#endif
