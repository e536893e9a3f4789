/* SPDX-License-Identifier: GPL-2.0-only */
/* A console and the end. */
#ifndef BOOT_CONSOLE_H
#define BOOT_CONSOLE_H

void console_setup(void);

/* To port 0xE9 and COM1, a line at a time. Formats: %s %u (u32) %U (u64) %x (u64). */
void print(const char *format, ...);

/* Power off where that is known to work, else halt. */
_Noreturn void power_off(void);

#endif
