# SPDX-License-Identifier: GPL-2.0-only
#
# Cost as a multiple of the native one, the cost itself beside each point. The line is 1: native.

linear = 0
beside = 1
load 'rows.gp'
set arrow 99 from 1, graph 0 to 1, graph 1 nohead linewidth 1.5 linecolor rgb INK
load 'dots.gp'
