# SPDX-License-Identifier: GPL-2.0-only
# `make check`: every suite in tests/suites, counted by tests/check. First those that boot no machine, as they begin while
# the machines are prepared. Each can be run alone:
#   make check SUITES="unit bare"

include tests/unit/unit.mk tests/unit/harness.mk tests/emulated/emulated.mk
include tests/fuzz/fuzz.mk

SUITES ?= report unit trouble freestanding shells screen rooms odd gates guest module svm beside_kvm nested figures second_emulator counts bare

# Suites that are no part of the default have packages that they alone need: a part by their name, and others. They
# need no module and no program for the emulated machine.
APART       := packages fleet stick
CHECK_PARTS := build emulate suites $(if $(filter-out $(APART),$(SUITES)),image check) $(filter $(APART),$(SUITES)) $(if $(filter stick,$(SUITES)),boot) \
	$(if $(filter packages fleet,$(SUITES)),debian)

# What the program is built with first, then it is built while the rest is installed. Meanwhile, as apt-get does one thing
# after the other, the clean Debians are made that suites begin with: nobody waits here, but the suites do, and say why there
# is none. Ctrl-C, which a shell keeps from what it has in the background, ends them, too. Who has to install by hand is told
# all at once.
CLEAN := $(strip $(if $(filter packages,$(SUITES)),trixie-backports) $(if $(filter packages fleet,$(SUITES)),bookworm))
check:
	$(if $(filter no,$(INSTALL_PACKAGES)),,@scripts/install-packages --can $(CHECK_PARTS))
	@mkdir -p $(BUILD)
	@$(call install-parts,$(filter debian,$(CHECK_PARTS)))
	$(if $(CLEAN),@env --default-signal=INT sh -c 'for suite in $(CLEAN); do tests/clean_debian $$suite; done' >/dev/null 2>&1 &)
	@$(call install-parts,build)
	+@$(MAKE) --no-print-directory check-packages $(PROGRAM) -j$(shell nproc)
	+@$(MAKE) --no-print-directory check-built -j$(shell nproc)

.PHONY: check-packages
check-packages:
	@$(call install-parts,$(CHECK_PARTS))

# In a make of its own, so that what was just installed is seen.
.PHONY: check-built machines check-modules
check-built: export KCFLAGS = -Werror
check-built: $(PROGRAM) $(if $(filter $(APART),$(SUITES)),static)
	+tests/check $(SUITES)

# What goes into the machines that suites boot, made while others run.
machines: $(BUILD)/boot/exitbench.elf $(BUILD)/boot/exitbench.iso check-modules $(EMULATED_PROGRAMS)

check-modules:
	+@tests/emulated/modules
