/* SPDX-License-Identifier: GPL-2.0-only */
/* exitbench report: in which form. */
#ifndef HARNESS_COMMANDS_REPORT_H
#define HARNESS_COMMANDS_REPORT_H

#include "commands/command.h"

enum report_format { AS_PAGES, AS_TEXT, AS_MARKDOWN, AS_CSV, AS_JSON };

/* One file in the directory, index.txt or its like, of all results in any form but pages. */
enum program_status report_in_a_file(enum report_format format);

#endif
