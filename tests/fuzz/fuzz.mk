# SPDX-License-Identifier: GPL-2.0-only
# The fuzzer for the loader of result files; not part of `make check`, which replays the corpus instead.
#   make fuzz FUZZ_SECONDS=600     start from tests/fuzz/corpus, keep what is found in build/fuzz/corpus
#   make fuzz-minimize             the smallest corpus with the same coverage, into build/fuzz/least

FUZZ_SECONDS ?= 600
FUZZ         := build/fuzz
# Obstacks of glibc align by offsets from NULL, which clang would report.
FUZZ_CFLAGS   = -std=gnu11 -g -O1 -Wall -Wextra -Werror -MMD -MP -I. -Iharness \
                -fsanitize=address,undefined -fno-sanitize=pointer-overflow -fno-sanitize-recover=all \
                $(LIBRARY_CFLAGS)
FUZZ_OBJECTS := $(patsubst %,$(FUZZ)/%.o, $(filter-out harness/main.c,$(filter %.c,$(HARNESS_SOURCES))) $(wildcard bench/*.c))

$(FUZZ)/%.c.o: %.c | $(BUILD)/guest.bin
	@mkdir -p $(@D)
	clang $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -c $< -o $@

$(FUZZ)/harness.a: $(FUZZ_OBJECTS)
	rm -f $@
	ar rcs $@ $^

# What is embedded in the program (the guest, native loops) is the same for any compiler.
$(FUZZ)/result_load: $(FUZZ)/tests/fuzz/result_load.c.o $(FUZZ)/harness.a $(patsubst %,$(HARNESS)/%.o,$(filter %.S,$(HARNESS_SOURCES)))
	clang $(FUZZ_CFLAGS) -fsanitize=fuzzer $^ -o $@ $(HARNESS_LIBS)

.PHONY: fuzz fuzz-minimize
fuzz: $(FUZZ)/result_load
	@mkdir -p $(FUZZ)/corpus $(FUZZ)/found
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -max_len=16384 \
		-dict=tests/fuzz/result.dict -artifact_prefix=$(FUZZ)/found/ $(FUZZ)/corpus tests/fuzz/corpus

fuzz-minimize: $(FUZZ)/result_load
	@mkdir -p $(FUZZ)/least
	$< -merge=1 -max_len=4096 -artifact_prefix=$(FUZZ)/found/ $(FUZZ)/least tests/fuzz/corpus $(FUZZ)/corpus

-include $(FUZZ_OBJECTS:.o=.d) $(FUZZ)/tests/fuzz/result_load.c.d
