# SPDX-License-Identifier: GPL-2.0-only
#
# The legs of a round trip, stacked: exit, handler, entry. A series holds one leg of
# every row, from where the one before ended (lo) to where it ends (hi).

linear = 1
beside = 0
load 'rows.gp'
set style fill solid 1.0 noborder
middle(from, to) = (from + to) / 2
plot for [i = 1:count] data index i + 1 using (middle($2, $3)):(at($6, $6)):2:3:(at($6 - 0.32, $6)):(at($6 + 0.32, $6)) with boxxyerror \
		fillcolor rgb colour(class(i)) title name(i), \
	for [i = 1:count] data index i + 1 using ($3 - $2 > 46.0 / plot_wide * far ? middle($2, $3) : NaN):(at($6, $6)):5 with labels center font SMALL textcolor rgb '#ffffff' notitle, \
	data index 0 using (low):(name_at($1)):2 with labels @NAME_SIDE font NORMAL textcolor rgb INK notitle, \
	data index 1 using (margin_x):(margin_at($1)):2 with labels @MARGIN_SIDE font SMALL textcolor rgb QUIET notitle
