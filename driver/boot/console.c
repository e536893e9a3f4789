// SPDX-License-Identifier: GPL-2.0-only
/* What the bare image says, on the debug port and the first serial line; and how it ends. */
#include "console.h"
#include "numbers.h"
#include "ports.h"

#define PORT_E9         0xe9   /* of Bochs and QEMU */
#define PORT_LINE       0xe8   /* of tests/emulated/multiboot.c: the address of a string */
#define COM1            0x3f8
#define COM1_STATUS     0x3fd
#define COM1_READY      0x20
#define COM1_EMPTY      0x40

void console_setup(void)
{
	port_write(COM1 + 1, 0); /* no interrupts, 115200 bits a second, 8N1 */
	port_write(COM1 + 3, 0x80);
	port_write(COM1, 1);
	port_write(COM1 + 1, 0);
	port_write(COM1 + 3, 3);
}

#define LINE_MOST 200

static char line[LINE_MOST + 1];
static u32 used;

static void write_serial(void)
{
	for (u32 i = 0; i < used; i++) {
		u32 tries = 100000;

		while (tries-- && !(port_read(COM1_STATUS) & COM1_READY))
			;
		port_write(COM1, line[i]);
	}
}

static void write_line(void)
{
	line[used] = 0;
	if (numbers.by_address)
		port_write_32(PORT_LINE, (u32)(u64)line);
	else
		port_write_all(PORT_E9, line, used);
	if (numbers.com1)
		write_serial();
	used = 0;
}

static void print_character(char character)
{
	line[used++] = character;
	if (character == '\n' || used == LINE_MOST)
		write_line();
}

static void print_number(u64 number, u32 base)
{
	char digits[20];
	u32 count = 0;

	do
		digits[count++] = "0123456789abcdef"[number % base];
	while (number /= base);
	while (count)
		print_character(digits[--count]);
}

static void print_string(const char *string)
{
	while (*string)
		print_character(*string++);
}

void print(const char *format, ...)
{
	__builtin_va_list arguments;

	__builtin_va_start(arguments, format);
	for (; *format; format++) {
		if (*format != '%') {
			print_character(*format);
			continue;
		}
		switch (*++format) {
		case 's': print_string(__builtin_va_arg(arguments, const char *)); break;
		case 'u': print_number(__builtin_va_arg(arguments, u32), 10); break;
		case 'U': print_number(__builtin_va_arg(arguments, u64), 10); break;
		case 'x': print_number(__builtin_va_arg(arguments, u64), 16); break;
		}
	}
	__builtin_va_end(arguments);
}

_Noreturn void power_off(void)
{
	const char *word = "Shutdown"; /* Bochs's own port for it */

	while (!(port_read(COM1_STATUS) & COM1_EMPTY))
		;
	while (*word)
		port_write(0x8900, *word++);
	for (;;)
		asm volatile("cli; hlt");
}
