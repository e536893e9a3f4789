# SPDX-License-Identifier: GPL-2.0-only
# Unit tests of the harness: each tests/unit/ROOM/*.c of a room of harness/ is one cmocka program, linked
# with an archive of the harness, so that what a test defines itself (backends, a guest)
# stands in for the real one. With ASan and UBSan. A test itself is not optimized: that takes longer than it saves.
#   make check-unit-harness

HARNESS_UNIT         := build/unit-harness
HARNESS_UNIT_CFLAGS   = -std=gnu11 -g -O1 -Wall -Wextra -Werror -MMD -MP -I. -Iharness -Itests/unit -Wa,-I$(BUILD) \
                        -fsanitize=address,undefined -fno-sanitize-recover=all \
                        $(LIBRARY_CFLAGS)
HARNESS_UNIT_OBJECTS := $(patsubst %,$(HARNESS_UNIT)/%.o, \
                        $(filter-out harness/main.c,$(filter %.c,$(HARNESS_SOURCES))) $(wildcard bench/*.c))
HARNESS_UNIT_TESTS   := $(patsubst %.c,$(HARNESS_UNIT)/%,$(filter-out tests/unit/engine/% tests/unit/bench/%,$(wildcard tests/unit/*/*.c)))

$(HARNESS_UNIT)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CC) $(HARNESS_UNIT_CFLAGS) -c $< -o $@

$(HARNESS_UNIT)/harness.a: $(HARNESS_UNIT_OBJECTS)
	rm -f $@
	ar rcs $@ $^

$(HARNESS_UNIT)/tests/unit/%: tests/unit/%.c $(HARNESS_UNIT)/harness.a $(BLOBS) $(PAGE_PARTS)
	@mkdir -p $(@D)
	$(CC) $(HARNESS_UNIT_CFLAGS) -O0 -MF $@.d -MT $@ harness/backends/blobs.S harness/backends/native_loops.S \
		harness/report/assets.S $< $(HARNESS_UNIT)/harness.a -o $@ \
		$(HARNESS_LIBS) -lcmocka

.PHONY: check-unit-harness
check-unit-harness: $(HARNESS_UNIT_TESTS)
	@failed=; for test in $(HARNESS_UNIT_TESTS); do $$test || failed="$$failed $$test"; done; \
	if [ -n "$$failed" ]; then echo "check-unit-harness: failed:$$failed" >&2; exit 1; fi

-include $(HARNESS_UNIT_OBJECTS:.o=.d) $(HARNESS_UNIT_TESTS:=.d)
