# SPDX-License-Identifier: GPL-2.0-only
#
# Distributions: which share of the batches costs at most so much. A series is a cell; its value is
# the cost, its row 10000 times the share. Hollow points are marks, with their text.

legend_columns = 1
legend_rows = count
above = top + 12 + 23.5 * legend_rows
high = above + below + 420
load 'paper.gp'
set lmargin at screen 76.0 / wide
set rmargin at screen 1 - 24.0 / wide
set label 3 axis at screen 0.5, screen real(axis_at) / high center font NORMAL textcolor rgb INK
set logscale x
set xrange [least / 1.05:most * 1.25]
set xtics () font NORMAL
# Ticks as rows.gp has them near 1, fewer where the spread is wide.
tight = most / least < 1.12
step = tight ? 0.01 : most / least < 1.6 ? 0.05 : most / least < 6 ? 0.5 : 0
do for [i = 0:60] {
	tick = step > 0 ? (tight ? 0.9 : 0.5) + i * step : 0.5 * 2 ** i
	if (tick > 0 && tick < most * 2) { set xtics add (sprintf('%.4g', tick) tick) }
}
set yrange [0:1.02]
set ytics ("0" 0, "25 %%" 0.25, "50 %%" 0.5, "75 %%" 0.75, "100 %%" 1)
set grid ytics linecolor rgb LINE
plot for [i = 1:count] data index i + 1 using ($7 > 0 ? NaN : $1):($6 / 10000.0) with steps linewidth 2 \
		linecolor rgb colour(class(i)) title name(i), \
	for [i = 1:count] for [mark in 'floor median p99'] data index i + 1 using (strcol(5) eq mark ? $1 : NaN):($6 / 10000.0) \
		with points pointtype mark eq 'floor' ? 5 : mark eq 'median' ? 7 : 9 pointsize 1.3 * DOT linecolor rgb colour(class(i)) notitle
