# SPDX-License-Identifier: GPL-2.0-only
# Programs that run inside the emulated machine: each of EMULATED is one tests/emulated/NAME.c, linked statically
# with the guest, the table's code and what they share. See tests/suites/ for who boots them.

EMULATED := device nonsense batches hangs cpuid_leaves beside_kvm steady crash_guard multiboot
EMULATED_BUILD    := $(BUILD)/emulated
EMULATED_PROGRAMS := $(EMULATED:%=$(EMULATED_BUILD)/%)
EMULATED_SHARED   := $(EMULATED_BUILD)/guest_vm.o $(EMULATED_BUILD)/kvm_guest.o $(patsubst bench/%.c,$(EMULATED_BUILD)/%.o,$(wildcard bench/*.c)) \
                     $(EMULATED_BUILD)/blobs.o
EMULATED_CFLAGS    = -std=gnu11 -O2 -g -Wall -Wextra -Werror -MMD -MP -Wa,-I$(BUILD)

$(EMULATED_BUILD)/%.o: tests/emulated/%.c
	@mkdir -p $(@D)
	@echo '  CC      $<'
	$(Q)$(CC) $(EMULATED_CFLAGS) -c $< -o $@

$(EMULATED_BUILD)/%.o: bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(EMULATED_CFLAGS) -c $< -o $@

$(EMULATED_BUILD)/blobs.o: harness/backends/blobs.S $(BLOBS)
	@mkdir -p $(@D)
	$(Q)$(CC) $(EMULATED_CFLAGS) -c $< -o $@

$(EMULATED_PROGRAMS): %: %.o $(EMULATED_SHARED)
	@echo '  LINK    $@'
	$(Q)$(CC) -static -pthread $^ -lm -o $@

-include $(wildcard $(EMULATED_BUILD)/*.d)
