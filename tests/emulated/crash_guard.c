// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who ends VMX operation in a crash: while a file of ours is open, the kernel's one callback is the
 * module's, and before and after that there is none. Read from the kernel's memory (/proc/kcore), as
 * nothing shows it before a crash. Runs inside the emulated machine as root, without kvm_intel.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "guest_vm.h"

static u64 callback, ours;  /* addresses of the kernel's pointer and of our function; 0: not there */

/* There are 200,000 lines, so in one pass. */
static void find_symbols(void)
{
	char line[512];
	FILE *file = fopen("/proc/kallsyms", "r");

	insist(file, "the_kernels_symbols_can_be_read");
	while ((!callback || !ours) && fgets(line, sizeof(line), file)) {
		if (strstr(line, " cpu_emergency_virt_callback\n"))
			callback = strtoull(line, NULL, 16);
		if (strstr(line, " leave_vmx_operation\t"))
			ours = strtoull(line, NULL, 16);
	}
	fclose(file);
}

/* A word of the kernel's memory: /proc/kcore is an ELF file, with a segment for each of its areas. */
static u64 word_at(u64 address)
{
	int file = open("/proc/kcore", O_RDONLY);
	Elf64_Ehdr header = { 0 };
	Elf64_Phdr segment;
	u64 word = ~0ull;

	insist(file >= 0 && read(file, &header, sizeof(header)) == sizeof(header),
	       "the_kernels_memory_can_be_read");
	for (u32 i = 0; i < header.e_phnum; i++) {
		off_t at = (off_t)(header.e_phoff + i * sizeof(segment));

		if (pread(file, &segment, sizeof(segment), at) != sizeof(segment))
			continue;
		if (segment.p_type == PT_LOAD && address - segment.p_vaddr < segment.p_memsz &&
		    pread(file, &word, sizeof(word),
			  (off_t)(segment.p_offset + address - segment.p_vaddr)) == sizeof(word))
			break;
	}
	close(file);
	return word;
}

int main(void)
{
	struct guest_vm first, second;
	u64 word;

	find_symbols();
	if (!callback) {
		printf("ok a_crash_ends_vmx # SKIP modules cannot register for it on this kernel\n");
		return 0;
	}
	word = word_at(callback);
	tell("nobody_is_called_in_a_crash_without_a_file", ours && !word, "0x%llx", word);
	guest_open(&first);
	guest_open(&second);
	word = word_at(callback);
	tell("a_crash_ends_vmx_while_files_are_open", word == ours, "0x%llx, not 0x%llx", word, ours);
	guest_close(&first);
	word = word_at(callback);
	tell("a_crash_ends_vmx_while_one_file_is_open", word == ours, "0x%llx, not 0x%llx", word, ours);
	guest_close(&second);
	word = word_at(callback);
	tell("nobody_is_called_after_the_last_file_is_closed", !word, "0x%llx", word);
	return 0;
}
