// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line that a multiboot loader hands over, as numbers. A word that is not
 * understood is an error.
 */
#include "numbers.h"

#define MULTIBOOT_HAS_COMMAND_LINE (1u << 2)

struct multiboot_information {
	u32 flags, memory_low, memory_high, boot_device, command_line;
};

extern const u64 boot_information;

struct boot_numbers numbers = {
#define NUMBER(name, initially, least, most, words) .name = initially,
	BOOT_NUMBERS(NUMBER)
#undef NUMBER
};

static const struct {
	const char *name;
	u32 *number, least, most;
} rows[] = {
#define NUMBER(name, initially, least, most, words) { #name "=", &numbers.name, least, most },
	BOOT_NUMBERS(NUMBER)
#undef NUMBER
};

/* What follows `start` in `word`, or NULL. */
static const char *after(const char *word, const char *start)
{
	while (*start)
		if (*word++ != *start++)
			return 0;
	return word;
}

/* What follows the digits; `most` + 1 is as good as anything larger. */
static const char *read_number(const char *at, u32 most, u32 *number)
{
	for (*number = 0; *at >= '0' && *at <= '9'; at++)
		*number = *number > most ? *number : *number * 10 + (u32)(*at - '0');
	return at;
}

/* What follows the word, or NULL if it is not understood. */
static const char *read_word(const char *word)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		const char *digits = after(word, rows[i].name), *end;
		u32 number;

		if (!digits)
			continue;
		end = read_number(digits, rows[i].most, &number);
		if (end == digits || (*end && *end != ' ') || number < rows[i].least ||
		    number > rows[i].most)
			return 0;
		*rows[i].number = number;
		return end;
	}
	return 0;
}

/* Some loaders put the image's path before what the user gave. */
static const char *after_word(const char *at)
{
	while (*at && *at != ' ')
		at++;
	return at;
}

const char *numbers_read(void)
{
	const struct multiboot_information *information = (const void *)boot_information;
	const char *at = information->flags & MULTIBOOT_HAS_COMMAND_LINE ?
				 (const char *)(u64)information->command_line : "";

	if (*at == '/')
		at = after_word(at);
	while (*at) {
		const char *end = *at == ' ' ? at + 1 : read_word(at);

		if (!end)
			return at;
		at = end;
	}
	return 0;
}
