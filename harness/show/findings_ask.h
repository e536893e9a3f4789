/* SPDX-License-Identifier: GPL-2.0-only */
/* The predicates of findings.c, each a question to a machine's description (machine.h). */
#ifndef HARNESS_FINDINGS_ASK_H
#define HARNESS_FINDINGS_ASK_H

#include "show/findings.h"

enum finding_level clock_is_bad(const json_t *machine);
enum finding_level clock_is_scaled(const json_t *machine);
enum finding_level is_emulated(const json_t *machine);
enum finding_level has_no_vmx(const json_t *machine);
enum finding_level vmx_is_obstructed(const json_t *machine);
enum finding_level has_hypervisor_above(const json_t *machine);
enum finding_level has_no_kvm(const json_t *machine);
enum finding_level governor_is_slow(const json_t *machine);
enum finding_level turbo_is_on(const json_t *machine);
enum finding_level sibling_shares_the_core(const json_t *machine);
enum finding_level cpu_is_not_isolated(const json_t *machine);
enum finding_level idles_deeply(const json_t *machine);
enum finding_level kvm_holds_vmx(const json_t *machine);
enum finding_level another_holds_vmx(const json_t *machine);
enum finding_level hides_registers(const json_t *machine);
enum finding_level watchdog_interrupts(const json_t *machine);
enum finding_level clocksource_is_not_tsc(const json_t *machine);
enum finding_level is_busy(const json_t *machine);
enum finding_level is_locked_down(const json_t *machine);
enum finding_level is_realtime(const json_t *machine);
enum finding_level is_mitigated(const json_t *machine);
enum finding_level has_no_pmu(const json_t *machine);

#endif
