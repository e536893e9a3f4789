# SPDX-License-Identifier: GPL-2.0-only
# The bare image: engine, table and guest in one multiboot ELF, for Bochs or GRUB on real hardware.

BOOT_FLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror -ffreestanding -nostdinc -fno-pic -fno-pie \
	-fno-stack-protector -fno-asynchronous-unwind-tables -mno-red-zone -mgeneral-regs-only \
	-fcf-protection=none -Iengine -include driver/boot/engine_annotations.h
BOOT_SOURCES := $(wildcard engine/*.c engine/*.S driver/boot/*.c driver/boot/*.S) bench/cell.c bench/outcome.c
BOOT_OBJECTS := $(patsubst %,build/boot/%.o,$(BOOT_SOURCES))

build/boot/%.o: % | build/guest.bin
	@mkdir -p $(@D)
	@echo '  CC      $< (bare)'
	$(Q)$(CC) $(BOOT_FLAGS) -Wa,-Ibuild -MMD -c $< -o $@

build/boot/driver/boot/guest_image.S.o: build/guest.bin

# Multiboot loaders want a 32-bit ELF file, whatever the code inside.
build/boot/exitbench.elf: $(BOOT_OBJECTS) driver/boot/boot.lds
	@echo '  LINK    $@'
	$(Q)$(LD) -nostdlib --no-warn-rwx-segments -z noexecstack -T driver/boot/boot.lds -o $@.64 $(BOOT_OBJECTS)
	$(Q)objcopy -O elf32-i386 $@.64 $@

-include $(BOOT_OBJECTS:.o=.d)

build/boot/exitbench.iso: build/boot/exitbench.elf | build/packages-emulate
	tests/emulated/iso $< $@
