/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A random name for this machine, so that results of one machine can be told from another's
 * without saying whose it is. It lies in /var/lib/exitbench/machine-id, where whoever shares the
 * machine may put one for all, else in $XDG_CONFIG_HOME/exitbench/machine-id or
 * ~/.config/exitbench/machine-id, where the first run leaves it. Derived from nothing; remove the
 * file to be somebody else.
 */
#ifndef HARNESS_MACHINE_ID_H
#define HARNESS_MACHINE_ID_H

#define MACHINE_ID_DIGITS 32

/*
 * 32 hexadecimal digits, made and kept if there are none yet; NULL if they cannot be kept. The
 * caller frees.
 */
char *machine_id(void);

#endif
