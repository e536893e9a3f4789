# SPDX-License-Identifier: GPL-2.0-only
# The program for the table's loops of 32-bit code: assembler and linker only, no 32-bit library.

$(BUILD)/native_32_bit: bench/native_32_bit.S bench/native_rows.S bench/layout.h bench/ops.def | $(BUILD)/packages-build
	@mkdir -p $(@D)
	@echo '  32-BIT  $@'
	$(Q)$(CC) -m32 -c -Ibench -Wall -Werror -Wa,--fatal-warnings $< -o $@.o
	$(Q)$(LD) -m elf_i386 -s -o $@ $@.o
