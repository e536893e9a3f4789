/* SPDX-License-Identifier: GPL-2.0-only */
/* Privileged state of the fake CPU, under the names of engine/cpu_instructions.h. */
#ifndef ENGINE_CPU_INSTRUCTIONS_H
#define ENGINE_CPU_INSTRUCTIONS_H

#include "fake_cpu.h"

#define REGISTER_READ(type, name)  static inline type name##_read(void) { return fake.name; }
#define REGISTER_WRITE(type, name)                                                                 \
	static inline void name##_write(type value)                                                \
	{                                                                                          \
		fake.name = value;                                                                 \
	}
#define REGISTER_ACCESS(type, name) REGISTER_READ(type, name) REGISTER_WRITE(type, name)

REGISTER_ACCESS(u64, cr0)
REGISTER_ACCESS(u64, cr2)
REGISTER_ACCESS(u64, cr3)
REGISTER_ACCESS(u64, cr4)
REGISTER_ACCESS(u64, cr8)
REGISTER_ACCESS(u64, dr0)
REGISTER_ACCESS(u64, dr1)
REGISTER_ACCESS(u64, dr2)
REGISTER_ACCESS(u64, dr3)
REGISTER_ACCESS(u64, dr6)
REGISTER_ACCESS(u64, dr7)
REGISTER_READ(u64, xcr0)
REGISTER_READ(u32, pkru)
REGISTER_READ(u16, cs)
REGISTER_READ(u16, ss)
REGISTER_ACCESS(u16, ds)
REGISTER_ACCESS(u16, es)
REGISTER_READ(u16, fs)
REGISTER_READ(u16, gs)
REGISTER_READ(u16, tr)
REGISTER_READ(u16, ldtr)
REGISTER_ACCESS(struct table_register, gdtr)
REGISTER_ACCESS(struct table_register, idtr)

/* Loading one of these loads the base as well. */
void fs_write(u16 selector);
void ldtr_write(u16 selector);
u32 segment_limit(u16 selector);

#endif
