# SPDX-License-Identifier: GPL-2.0-only
#
# Round trips, a row for each CPU: measured ones and, as diamonds, those of the literature.

linear = 0
beside = 1
load 'rows.gp'
load 'dots.gp'
