# SPDX-License-Identifier: GPL-2.0-only
#
# Distributions: which share of the batches costs at most so much. A series is a cell;
# its value is the cost, its row 10000 times the share. The hollow part was disturbed.

legend_columns = narrow ? 1 : 2
legend_rows = (count + legend_columns - 1) / legend_columns
above = top + 12 + 23.5 * legend_rows
high = above + below + (narrow ? 300 : 420)
load 'paper.gp'
set lmargin at screen (narrow ? 52.0 : 76.0) / wide
set rmargin at screen 1 - (narrow ? 14.0 : 24.0) / wide
set label 3 axis at screen 0.5, screen real(axis_at) / high center font AXIS textcolor rgb INK
set logscale x
set xrange [least / 1.05:most * 1.05]
set xtics () font AXIS
# Ticks as rows.gp has them near 1, fewer where the spread is wide.
do for [hundredth = 0:60] {
	tick = most / least < 1.12 ? 0.9 + hundredth * 0.01 : most / least < 1.6 ? 0.5 + hundredth * 0.05 : 0.5 * hundredth
	if (tick > 0) { set xtics add (sprintf('%.4g', tick) tick) }
}
set yrange [0:1.02]
set ytics ("0" 0, "25 %%" 0.25, "50 %%" 0.5, "75 %%" 0.75, "100 %%" 1)
set grid ytics linecolor rgb LINE
shade(i) = word('#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000 #7f7f7f', (i - 1) % 8 + 1)
plot for [i = 1:count] data index i + 1 using ($7 > 0 ? NaN : $1):($6 / 10000.0) with steps linewidth 2 \
		linecolor rgb shade(i) title name(i), \
	for [i = 1:count] data index i + 1 using ($7 > 0 ? $1 : NaN):($6 / 10000.0) with points pointtype 6 \
		pointsize DOT linecolor rgb shade(i) notitle
