# SPDX-License-Identifier: GPL-2.0-only
# The stick: Linux, the driver and the harness in one image that boots by BIOS and UEFI and measures.
#   make stick               build/stick/exitbench-stick.img
#   make stick KEY=PLACE     its driver signed, for Secure Boot; stick/build says what PLACE may be
# STICK_KERNEL is a series of tests/emulated/kernels, with -amd64.
STICK        := $(BUILD)/stick
STICK_KERNEL ?= $(shell tests/emulated/kernel --default)-amd64
STICK_IMAGE  := $(STICK)/exitbench-stick$(if $(KEY),-signed).img

.PHONY: stick
stick: $(STICK_IMAGE)
	@echo '$(STICK_IMAGE): '$$(($$(stat -c %s $(STICK_IMAGE)) >> 20))' MiB, boots by BIOS, UEFI and UEFI with Secure Boot.'
	@echo 'To write it, name the whole stick (lsblk shows it), not a partition; ALL THAT IS ON THE STICK IS LOST:'
	@echo '  dd if=$(STICK_IMAGE) of=/dev/sdX bs=4M conv=fsync status=progress       (or any image writer)'
	@echo 'Boot a machine from it: README.txt on the stick says what it does. Results are in its folder results/.'

$(STICK_IMAGE): $(BUILD)/exitbench-static $(module_sources) $(wildcard stick/* tests/emulated/*.sh results/published/*) tests/emulated/kernel \
		$(if $(KEY),FORCE) \
		| $(BUILD)/packages-emulate $(BUILD)/packages-stick
	@echo '  STICK   $@'
	+$(Q)KEY='$(KEY)' stick/build $@ $(STICK_KERNEL)
