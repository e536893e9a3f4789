/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fixed-width names for the engine, spelled as the Linux kernel spells them so
 * that a host may include both. Nothing outside engine/ is included, not even
 * the compiler's own headers: the engine builds with -nostdinc.
 */
#ifndef ENGINE_TYPES_H
#define ENGINE_TYPES_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

#define PAGE_BYTES 4096
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define BIT_IS_SET(word, bit) ((int)(((word) >> (bit)) & 1))

/* Offsets that both C and assembly use are asserted where the struct is. */
#define OFFSET_OF(type, member) __builtin_offsetof(type, member)

#endif
