# SPDX-License-Identifier: GPL-2.0-only
#
# Cost as a multiple of the native one, the cost itself beside each point. The line is 1: native.

linear = 0
beside = 1
load 'rows.gp'
load 'unity.gp'
load 'dots.gp'
