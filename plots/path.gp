# SPDX-License-Identifier: GPL-2.0-only
#
# The software path of an exit, lean, full and kvm side by side, each with its figure.

linear = 0
beside = 1
load 'rows.gp'
load 'dots.gp'
