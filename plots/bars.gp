# SPDX-License-Identifier: GPL-2.0-only
#
# The legs of a round trip, stacked: exit, handler, entry. A series holds one leg of every row, from
# where the one before ended (lo) to where it ends (hi). The margin has the total.

linear = 1
load 'rows.gp'
set style fill solid 1.0 noborder
middle(from, to) = (from + to) / 2
ink(i) = class(i) eq 'handler' ? INK : '#ffffff'
plot data index 0 using (low):($4 > 0 ? $4 : NaN):(far - low):(0) with vectors nohead linecolor rgb LINE notitle, \
	for [i = 1:count] data index i + 1 using (middle($2, $3)):4:2:3:($4 - 0.5):($4 + 0.5) with boxxyerror \
		fillcolor rgb colour(class(i)) title name(i), \
	for [i = 1:count] data index i + 1 using ($3 - $2 > 46.0 / plot_wide * far ? middle($2, $3) : NaN):4:5 with labels center font SMALL textcolor rgb ink(i) notitle, \
	data index 0 using (low):($3 > 0 ? NaN : $1):2 with labels right offset -1, 0 font NORMAL textcolor rgb INK notitle, \
	data index 0 using (low):($3 > 0 ? $1 : NaN):2 with labels right offset -1, 0 font BOLD textcolor rgb INK notitle, \
	data index 1 using (far):1:2 with labels left offset 1, 0 font SMALL textcolor rgb QUIET notitle
