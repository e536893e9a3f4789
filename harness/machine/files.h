/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What files under /sys and /proc say about the machine. A file that is not there gives null, never
 * an error and never a guess. `root` stands before each path: "" but in a test, which has a tree of
 * its own. New references.
 */
#ifndef HARNESS_MACHINE_FILES_H
#define HARNESS_MACHINE_FILES_H

#include <jansson.h>

/* Each as the kernel says it; `cpu` is the one that measures. */
json_t *machine_state_of_files(const char *root, int cpu);

/* Vulnerability to what the kernel does about it; null where it does not tell. */
json_t *machine_mitigations(const char *root);

/* Module to its parameters, of those that are there. */
json_t *machine_kvm_modules(const char *root);

#endif
