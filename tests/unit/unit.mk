# SPDX-License-Identifier: GPL-2.0-only
# Unit tests of the engine and the table: each tests/unit/engine/*.c and tests/unit/bench/*.c is one
# cmocka program, linked with the engine as it is and a fake CPU found first in the include path.
#   make check-unit            build them all with sanitizers and run them
#   make check-freestanding    the engine compiles with nothing around it

UNIT_CC       ?= $(CC)
UNIT_BUILD    ?= build/unit
UNIT_CFLAGS    = -std=gnu11 -g -O1 -Wall -Wextra -Werror -MMD -MP \
                 -fsanitize=address,undefined -fno-sanitize-recover=all \
                 -Itests/fake -Itests/unit -Iengine/vmx -Iengine -I. -DGUEST_BIN='"$(BUILD)/guest.bin"'
UNIT_TESTS    := $(patsubst %.c,$(UNIT_BUILD)/%,$(wildcard tests/unit/engine/*.c tests/unit/bench/*.c))
UNIT_OBJECTS  := $(patsubst %.c,$(UNIT_BUILD)/%.o,$(wildcard engine/*.c engine/*/*.c tests/fake/*.c) $(wildcard bench/*.c))

$(UNIT_BUILD)/engine/%.o: engine/%.c
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_CFLAGS) -ffreestanding -c $< -o $@

$(UNIT_BUILD)/bench/%.o: bench/%.c
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_CFLAGS) -ffreestanding -c $< -o $@

$(UNIT_BUILD)/tests/fake/%.o: tests/fake/%.c
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_CFLAGS) -c $< -o $@

$(UNIT_TESTS): $(UNIT_BUILD)/%: %.c $(UNIT_OBJECTS) | $(BUILD)/guest.bin
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_CFLAGS) -O0 -MF $@.d -MT $@ $< $(UNIT_OBJECTS) -o $@ -lcmocka

# Every program runs, whatever became of those before it.
.PHONY: check-unit
check-unit: $(UNIT_TESTS)
	@failed=; for test in $(UNIT_TESTS); do $$test || failed="$$failed $$test"; done; \
	if [ -n "$$failed" ]; then echo "check-unit: failed:$$failed" >&2; exit 1; fi

FREESTANDING_COMPILERS ?= gcc clang
FREESTANDING_CFLAGS     = -std=gnu11 -O2 -nostdinc -ffreestanding -mgeneral-regs-only \
                          -Wall -Wextra -Werror -Iengine -Iengine/vmx

# Each file alone, each header as if it were the only one.
.PHONY: check-freestanding
check-freestanding:
	@set -e; for compiler in $(FREESTANDING_COMPILERS); do \
		for file in engine/*.c engine/*/*.[cS]; do \
			$$compiler $(FREESTANDING_CFLAGS) -c $$file -o /dev/null; done; \
		for header in engine/*.h engine/*/*.h; do \
			$$compiler $(FREESTANDING_CFLAGS) -fsyntax-only -include $$header -x c /dev/null; done; \
		echo "check-freestanding: $$compiler"; done

-include $(UNIT_OBJECTS:.o=.d) $(UNIT_TESTS:=.d)
