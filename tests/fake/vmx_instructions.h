/* SPDX-License-Identifier: GPL-2.0-only */
/* The engine's instructions, acting on the fake CPU: found before engine/'s by include path. */
#ifndef ENGINE_VMX_INSTRUCTIONS_H
#define ENGINE_VMX_INSTRUCTIONS_H

#include <cpu_queries.h>

int vmxon(u64 region);
int vmxoff(void);
int vmclear(u64 region);
int vmptrld(u64 region);
u64 vmptrst(void);
int vmwrite(u32 field, u64 value);
u64 vmread(u32 field);
int invept(u64 type, u64 eptp);
int invvpid(u64 type, u64 vpid);

#endif
