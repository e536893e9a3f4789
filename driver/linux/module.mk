# SPDX-License-Identifier: GPL-2.0-only
# The Linux module, for one kernel or several: build/module/RELEASE/exitbench.ko.
#   make module                             for the running kernel
#   make module KERNELS="6.1.0-56-cloud-amd64 6.12.117+deb12-cloud-amd64"
#   make module-all                         for every kernel whose headers are installed
#   make install-dkms DESTDIR=...           the sources under /usr/src, for dkms
# For a kernel that tests/emulated/kernel has fetched: build/kernels/SERIES/module/exitbench.ko.
KERNELS ?= $(shell uname -r)
KERNELS_INSTALLED := $(patsubst /lib/modules/%/build,%,$(wildcard /lib/modules/*/build))

module_sources := $(wildcard engine/*.* engine/*/* bench/*.* driver/abi.h driver/linux/*)
dkms_tree = $(DESTDIR)/usr/src/exitbench-$(VERSION)

.PHONY: module module-all install-dkms
module: $(KERNELS:%=build/module/%/exitbench.ko)
module-all: $(KERNELS_INSTALLED:%=build/module/%/exitbench.ko)

# KDIR may name the headers of a kernel that is not in /lib/modules.
build/module/%/exitbench.ko: KDIR ?= /lib/modules/$*/build
build/module/%/exitbench.ko: $(module_sources)
	+EXITBENCH_VERSION=$(VERSION) driver/linux/build $(@D) $(KDIR)

# Inside a minimal system, where it is a kernel of another Debian release.
build/kernels/%/module/exitbench.ko: $(module_sources) build/kernels/%/release
	+EXITBENCH_VERSION=$(VERSION) driver/linux/build $(@D) $$(cat build/kernels/$*/kdir) \
		$$(sed 's,.,tests/emulated/inside &,' build/kernels/$*/system)

install-dkms:
	mkdir -p $(dkms_tree)/driver
	cp -r engine bench $(dkms_tree)
	cp -r driver/abi.h driver/linux $(dkms_tree)/driver
	mv $(dkms_tree)/driver/linux/Kbuild $(dkms_tree)
	sed 's/#MODULE_VERSION#/$(VERSION)/' driver/linux/dkms.conf >$(dkms_tree)/dkms.conf
	rm $(dkms_tree)/driver/linux/dkms.conf $(dkms_tree)/driver/linux/module.mk $(dkms_tree)/driver/linux/build
