# SPDX-License-Identifier: GPL-2.0-only
#
# The headline: operations down, cost across, a point for each place an operation ran in.

linear = 0
beside = 0
load 'rows.gp'
load 'dots.gp'
