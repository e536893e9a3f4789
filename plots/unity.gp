# SPDX-License-Identifier: GPL-2.0-only
#
# The line at 1, where two costs are the same; on a narrow page it spares the rows' names.

do for [i = 1:rows] {
	set arrow 500 + i from 1, first at(i - 0.5, i) to 1, first at(i + 0.5, i) nohead linewidth 1.5 linecolor rgb INK
}
