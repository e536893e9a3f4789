# SPDX-License-Identifier: GPL-2.0-only
# The bare image: engine, table and guest in one multiboot ELF, for Bochs or a multiboot loader on real hardware.

# Another BOOT and BOOT_EXTRA build another image beside it: the suite counts has one with an instruction too many.
BOOT       ?= build/boot
BOOT_FLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror -ffreestanding -nostdinc -fno-pic -fno-pie \
	-fno-stack-protector -fno-asynchronous-unwind-tables -mno-red-zone -mgeneral-regs-only \
	-fcf-protection=none -Iengine -Iengine/vmx -include driver/boot/engine_annotations.h $(BOOT_EXTRA)
BOOT_SOURCES := $(wildcard engine/*.c engine/*/*.[cS] driver/boot/*.c driver/boot/*.S) $(wildcard bench/*.c)
BOOT_OBJECTS := $(patsubst %,$(BOOT)/%.o,$(BOOT_SOURCES))

$(BOOT)/%.o: % | build/guest.bin
	@mkdir -p $(@D)
	@echo '  CC      $< (bare)'
	$(Q)$(CC) $(BOOT_FLAGS) -Wa,-Ibuild,--fatal-warnings -MMD -MP -c $< -o $@

$(BOOT)/driver/boot/guest_image.S.o: build/guest.bin

# Multiboot loaders want a 32-bit ELF file, whatever the code inside.
$(BOOT)/exitbench.elf: $(BOOT_OBJECTS) driver/boot/boot.lds
	@echo '  LINK    $@'
	$(Q)$(LD) -nostdlib --no-warn-rwx-segments -z noexecstack -T driver/boot/boot.lds -o $@.64 $(BOOT_OBJECTS)
	$(Q)objcopy -O elf32-i386 $@.64 $@

-include $(BOOT_OBJECTS:.o=.d)

$(BOOT)/exitbench.iso: $(BOOT)/exitbench.elf | build/packages-image
	tests/emulated/iso $< $@
