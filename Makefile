# SPDX-License-Identifier: GPL-2.0-only
# exitbench: what does a VM exit cost? `make help` lists the targets.
# Missing packages are installed (on Debian) or named, from packages.list, part by part, when a target needs them;
# INSTALL_PACKAGES=no leaves that to whoever builds. CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX and DESTDIR are honoured.
# V=1 shows the commands; SANITIZE=1 builds the harness with ASan and UBSan into a place of its own.

# A release is the file VERSION and a tag of that name. In a checkout of anything else the commit is named, too.
RELEASE := $(shell cat VERSION)
COMMIT  := $(if $(wildcard .git),$(shell git describe --always --dirty --exclude='*' 2>/dev/null))
TAG     := $(if $(COMMIT),$(shell git describe --exact-match --dirty --match='v$(RELEASE)' 2>/dev/null))
VERSION := $(if $(COMMIT),$(if $(filter v$(RELEASE),$(TAG)),$(RELEASE),$(RELEASE)+$(COMMIT)),$(RELEASE))
PREFIX  ?= /usr/local
BUILD   := build
HARNESS := $(BUILD)/harness$(if $(SANITIZE),-sanitized)
PROGRAM := $(if $(SANITIZE),$(HARNESS)/exitbench,$(BUILD)/exitbench)

LIBRARIES = jansson gsl hwloc libmd zlib
CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror
# Asked once, when the first file is compiled: before that the package may be missing.
LIBRARY_CFLAGS = $(eval LIBRARY_CFLAGS := $(shell pkg-config --cflags $(LIBRARIES)))$(LIBRARY_CFLAGS)
HARNESS_CFLAGS = -std=gnu11 $(WARNINGS) $(CPPFLAGS) $(CFLAGS) -I. -Iharness $(LIBRARY_CFLAGS) \
	$(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all)
HARNESS_LIBS = $(shell pkg-config $(1) --libs $(LIBRARIES)) -lpfm -lm
HARNESS_SOURCES := $(wildcard harness/*.c harness/*/*.[cS])
HARNESS_OBJECTS := $(patsubst %,$(HARNESS)/%.o,$(HARNESS_SOURCES) $(wildcard bench/*.c))
comma := ,
Q := $(if $(V),,@)

.PHONY: all help bench check image static dist install install-harness install-dkms clean
all: $(PROGRAM)

help:
	@echo 'make            build/exitbench, the harness'
	@echo 'make bench      install what is missing, build, measure on the best backends here, plot'
	@echo 'make check      all tests; ends with the line "N passed, N failed, N skipped"'
	@echo 'make image      build/boot/exitbench.iso, the bare image, to boot by itself'
	@echo 'make stick      build/stick/exitbench-stick.img: boots any PC from USB, measures, saves on the stick; KEY= signs'
	@echo 'make module     exitbench.ko for the running kernel; KERNELS= or KDIR= for others'
	@echo 'make static     build/exitbench-static, the harness as one file that runs on any Linux'
	@echo 'make dist       build/exitbench-$(VERSION).tar.gz, the sources, which build without git'
	@echo 'make install    install-harness, into PREFIX=$(PREFIX), and install-dkms, the module sources for dkms'
	@echo 'make clean      remove build/'

# Each part of packages.list, once; apt-get is asked only when dpkg misses something.
install-parts = $(if $(filter no,$(INSTALL_PACKAGES)),,$(if $(1),scripts/install-packages $(1) && touch $(patsubst %,$(BUILD)/packages-%,$(1))))
$(BUILD)/packages-%: packages.list
	@mkdir -p $(@D)
	@$(call install-parts,$*)

# The guest: the same bytes from any compiler; its hash is in every result.
$(BUILD)/guest.bin: $(wildcard bench/*.def bench/*.h bench/guest/*) | $(BUILD)/packages-build
	@mkdir -p $(BUILD)/guest
	@echo '  GUEST   $@'
	$(Q)$(CC) -c -Ibench -Wall -Werror -Wa,--fatal-warnings bench/guest/guest.S -o $(BUILD)/guest/guest.o
	$(Q)$(LD) --no-warn-rwx-segments -T bench/guest/guest.lds -o $(BUILD)/guest/guest.elf $(BUILD)/guest/guest.o
	$(Q)objcopy -O binary $(BUILD)/guest/guest.elf $@

$(BUILD)/guest.sha256: $(BUILD)/guest.bin
	sha256sum < $< | cut -c1-64 > $@

# What is measured and how it is checked: in every result, too.
$(BUILD)/table.sha256: $(sort $(wildcard bench/*.def bench/*.h bench/*.c))
	@mkdir -p $(@D)
	cat $^ | sha256sum | cut -c1-64 > $@

# One file names the version, and is built again when that changes.
$(BUILD)/version: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@
FORCE:
$(HARNESS)/harness/text/words.c.o: HARNESS_CFLAGS += -DEXITBENCH_VERSION='"$(VERSION)"'
$(HARNESS)/harness/text/words.c.o: $(BUILD)/version
$(HARNESS)/harness/text/places.c.o: HARNESS_CFLAGS += -DPLOTS_DIR='"$(PREFIX)/share/exitbench/plots"'

# With no process but the compiler's: there are many files.
HARNESS_FOLDERS := $(sort $(dir $(HARNESS_OBJECTS) $(HARNESS)/harness/machine/static/))
$(HARNESS_FOLDERS):
	@mkdir -p $@
$(HARNESS)/%.o: % | $(BUILD)/guest.bin $(HARNESS_FOLDERS)
	$(info $()  CC      $<)
	$(Q)$(CC) $(HARNESS_CFLAGS) -Wa,-I$(BUILD),--fatal-warnings -MMD -MP -c $< -o $@

# What harness/backends/blobs.S puts into a program.
BLOBS := $(BUILD)/guest.bin $(BUILD)/guest.sha256 $(BUILD)/table.sha256 $(BUILD)/native_32_bit
$(HARNESS)/harness/backends/blobs.S.o: $(BLOBS)
# And harness/report/assets.S.
PAGE_PARTS := $(BUILD)/page.js.sha256 $(BUILD)/method.html
$(HARNESS)/harness/report/assets.S.o: harness/report/page.css harness/report/page.js doc/PAGE.md $(PAGE_PARTS)

# As the page's content policy wants it: base64.
$(BUILD)/page.js.sha256: harness/report/page.js
	@mkdir -p $(@D)
	$(Q)env printf "$$(sha256sum <$< | cut -c1-64 | sed 's/../\\x&/g')" | base64 | tr -d '\n' >$@

# cmark leaves raw HTML out and says so: that is an error. Headings go below those of the page.
$(BUILD)/method.html: doc/METHOD.md | $(BUILD)/packages-build
	$(Q)cmark $< >$@.new
	$(Q)if grep -q 'raw HTML omitted' $@.new; then echo '$<: raw HTML' >&2; exit 1; fi
	$(Q)sed 's,\(</*h\)3>,\15>,g; s,\(</*h\)2>,\14>,g; s,\(</*h\)1>,\13>,g' $@.new >$@ && rm $@.new

# Man pages and shell completion come from the tables that --help comes from.
COMMANDS  := $(shell sed -n 's/^\tX.\([a-z]*\), .*/\1/p' harness/commands/command.h)
MAN_PAGES := $(BUILD)/man/exitbench.1 $(COMMANDS:%=$(BUILD)/man/exitbench-%.1)
$(BUILD)/man/exitbench.h2m: doc/exitbench.h2m harness/commands/command.h
	@mkdir -p $(@D)
	$(Q){ sed 's,@PREFIX@,$(PREFIX),' $<; printf '.BR %s (1),\n' exitbench $(COMMANDS:%=exitbench-%); echo '.BR gnuplot (1)'; } >$@
$(BUILD)/man/%.1: $(PROGRAM) $(BUILD)/man/exitbench.h2m | $(BUILD)/packages-build
	@echo '  MAN     $@'
	$(Q)name=$$($(PROGRAM) --help | sed -n 's/^  $(*:exitbench-%=%)   *//p'); \
	help2man -N -I $(BUILD)/man/exitbench.h2m -n "$${name:-what does a VM exit cost?}" \
		'$(dir $(PROGRAM))$(subst -, ,$*)' | sed '/^\.TH/s/EXITBENCH/\U$*/; s/^exitbench \\-/$(subst -,\\-,$*) \\-/' >$@
$(BUILD)/exitbench.%: $(PROGRAM)
	$(PROGRAM) completion $* >$@
$(PROGRAM): $(HARNESS_OBJECTS)
	@echo '  LINK    $@'
	$(Q)$(CC) $(HARNESS_CFLAGS) $(LDFLAGS) $^ -o $@ $(HARNESS_LIBS)

# Runs where glibc is older or none. What hwloc asks for and a static program cannot have is answered with no.
static: $(BUILD)/exitbench-static
$(BUILD)/exitbench-static: $(HARNESS_OBJECTS) $(HARNESS)/harness/machine/static/hwloc_needs.c.o
	@echo '  LINK    $@'
	$(Q)$(CC) $(HARNESS_CFLAGS) $(LDFLAGS) -static -Wl,--wrap=dlopen $^ -o $@ $(filter-out -ludev,$(call HARNESS_LIBS,--static))
	$(Q)strip $@

include harness/backends/native_32_bit.mk driver/boot/boot.mk driver/linux/module.mk stick/stick.mk tests/tests.mk

image: $(BUILD)/boot/exitbench.iso

# VT-x present: the driver on this machine. Otherwise the driver in the emulated one.
bench:
	+@scripts/bench

# In the tarball the file VERSION has the version in full. The same tree makes the same bytes.
DIST := exitbench-$(VERSION)
dist:
	@rm -rf $(BUILD)/$(DIST)
	@mkdir -p $(BUILD)/$(DIST)
	@{ test -e .git && git ls-files || find . -path ./$(BUILD) -prune -o -type f -printf '%P\n'; } | xargs -d '\n' cp --parents -t $(BUILD)/$(DIST)
	@echo '$(VERSION)' >$(BUILD)/$(DIST)/VERSION
	@tar -C $(BUILD) --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$(EPOCH) -c $(DIST) | gzip -9n >$(BUILD)/$(DIST).tar.gz
	@rm -r $(BUILD)/$(DIST)
	@echo '  DIST    $(BUILD)/$(DIST).tar.gz'
EPOCH = $(or $(if $(COMMIT),$(shell git log -1 --format=%ct)),$(shell stat -c %Y VERSION))

install: install-harness install-dkms

install-harness: $(PROGRAM) $(MAN_PAGES) $(addprefix $(BUILD)/exitbench.,bash zsh fish)
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(MAN_PAGES) $(DESTDIR)$(PREFIX)/share/man/man1
	install -D -m 644 $(BUILD)/exitbench.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/exitbench
	install -D -m 644 $(BUILD)/exitbench.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_exitbench
	install -D -m 644 $(BUILD)/exitbench.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/exitbench.fish
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/exitbench
	install -d $(DESTDIR)$(PREFIX)/share/exitbench/plots
	install -m 644 plots/* $(DESTDIR)$(PREFIX)/share/exitbench/plots
	install -d $(DESTDIR)$(PREFIX)/share/exitbench/published
	install -m 644 results/published/* $(DESTDIR)$(PREFIX)/share/exitbench/published

clean:
	rm -rf $(BUILD)

-include $(HARNESS_OBJECTS:.o=.d)
