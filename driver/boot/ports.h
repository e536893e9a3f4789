/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O ports, a byte wide but where a name says otherwise. */
#ifndef BOOT_PORTS_H
#define BOOT_PORTS_H

#include "../../engine/types.h"

static inline void port_write(u16 port, u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_write_all(u16 port, const char *bytes, u32 count)
{
	asm volatile("rep outsb" : "+S"(bytes), "+c"(count) : "d"(port) : "memory");
}

static inline void port_write_32(u16 port, u32 value)
{
	asm volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline u8 port_read(u16 port)
{
	u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

#endif
