# SPDX-License-Identifier: GPL-2.0-only
#
# Runs against the first: ratios with their intervals. The line is 1: no difference.

linear = 0
beside = 1
load 'rows.gp'
load 'unity.gp'
load 'dots.gp'
