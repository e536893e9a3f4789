# SPDX-License-Identifier: GPL-2.0-only
#
# The legs of a round trip, stacked: exit, handler, entry. A series holds one leg of
# every row, from where the one before ended (lo) to where it ends (hi).

linear = 1
load 'rows.gp'
set style fill solid 1.0 noborder
middle(from, to) = (from + to) / 2
plot for [i = 1:count] data index i + 1 using (middle($2, $3)):6:2:3:($6 - 0.32):($6 + 0.32) with boxxyerror \
		fillcolor rgb colour(class(i)) title name(i), \
	for [i = 1:count] data index i + 1 using ($3 - $2 > 0.06 * far ? middle($2, $3) : NaN):6:5 with labels center font SMALL textcolor rgb '#ffffff' notitle, \
	data index 0 using (low):1:2 with labels right offset -1, 0 font NORMAL textcolor rgb INK notitle, \
	data index 1 using (far):1:2 with labels left offset 1, 0 font SMALL textcolor rgb QUIET notitle
