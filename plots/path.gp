# SPDX-License-Identifier: GPL-2.0-only
#
# The software path of an exit, lean, full and kvm side by side, each with its figure.

linear = 0
beside = 1
load 'rows.gp'
# Room for the text beside the last point.
far = far * (far / low > 30 ? 2 : 1.1)
set xrange [low:far]
load 'dots.gp'
