# SPDX-License-Identifier: GPL-2.0-only
#
# The frame of plots with a row for each operation, CPU or cell: names left, an axis
# across, a margin on the right for what has no figure. Logarithmic unless `linear`.
# `beside`: each point's text is next to it, and needs a line of its own. On a narrow
# page name and margin stand above their row.

if (!exists('linear')) { linear = 0 }
if (!exists('beside')) { beside = 0 }
# Many rows are drawn closer together, to keep the picture short.
body_high = beside && lanes > 1 ? 6 + 13 * lanes : rows > 24 && count > 3 ? 30 : 18 + 2.6 * (beside ? lanes : count)
two_lines = narrow && margin_width > 0 && 8.2 * label_width + 6.6 * margin_width > wide - 40
head_high = narrow ? (two_lines ? 34 : 19) : 0
row_high = body_high + head_high
# gnuplot gives the legend no more lines than the plot is high.
if (row_high * rows < 25 * legend_rows) { body_high = body_high + (25.0 * legend_rows - row_high * rows) / rows }
row_high = body_high + head_high
# A tall picture says its scale at the top, too.
scale_above = row_high * rows > 500 && !linear
if (scale_above) { above = above + 18 }
high = above + below + row_high * rows
load 'paper.gp'

body = real(body_high) / row_high
at(y, row) = row + (1 - body) / 2 + (y - row) * body
name_at(row) = narrow ? row - 0.5 + 10.0 / row_high : row
margin_at(row) = two_lines ? row - 0.5 + 25.0 / row_high : name_at(row)
NAME_SIDE = narrow ? 'left offset 0, 0' : 'right offset -1, 0'
MARGIN_SIDE = narrow ? (two_lines ? 'left offset 0, 0' : 'right offset 0, 0') : 'left offset 1, 0'

left_side = narrow ? 14.0 : 24 + 8.2 * label_width
right_side = narrow ? 16.0 : 28 + 6.4 * margin_width
set lmargin at screen left_side / wide
set rmargin at screen 1 - right_side / wide
# Below the plot's middle, or the page's if it is longer than that leaves room for.
middle_x = (left_side + wide - right_side) / 2
axis_wide = 7.6 * (strlen(axis) < 110 ? strlen(axis) : 110)
if (narrow || axis_wide > 2 * (wide - middle_x) - 32 || axis_wide > 2 * middle_x - 32) { middle_x = wide / 2 }
set label 3 axis at screen real(middle_x) / wide, screen real(axis_at) / high \
	center font AXIS textcolor rgb INK
set yrange [rows + 0.6:0.4]
unset ytics

# Air around the points, and never less than the span the chart asks for.
air = span < 2 ? 1.03 : 1.4
low = least / air
far = most * air
if (far / low < span) { middle = sqrt(far * low); low = middle / sqrt(span); far = middle * sqrt(span) }
# At most five ticks: beside long names there is no room for more.
if (linear) { low = 0; far = most * 1.12; decade = 10.0 ** floor(log10(far)); step = decade * (far / decade > 4 ? 2 : far / decade > 2 ? 1 : 0.5); set xtics step }
# Room for the text beside the last point.
plot_wide = wide - left_side - right_side
text_wide = 16 + 7 * text_width
if (beside) { far = far * (far / low) ** (text_wide / (plot_wide - text_wide)) }
margin_x = two_lines ? low : far
set xrange [low:far]
if (narrow) { set xtics font SMALL }
if (!linear) {
	# Decades; twos and fives where there are few of them; finer still around 1.
	set logscale x
	set xtics () font AXIS
	near = far / low < (narrow ? 2.2 : 4)
	fine = far / low < (narrow ? 30 : 300)
	tight = far / low < (narrow ? 1.3 : 1.5)
	do for [decade = int(floor(log10(low))):int(ceil(log10(far)))] {
		set xtics add (sprintf('%.10g', 10.0 ** decade) 10.0 ** decade)
		if (scale_above && 10.0 ** decade >= low && 10.0 ** decade <= far) {
			set label 50 + decade sprintf('%.10g', 10.0 ** decade) at first 10.0 ** decade, screen 1 - real(above - 9) / high center font AXIS textcolor rgb INK
		}
		if (fine) { set xtics add (sprintf('%.10g', 2 * 10.0 ** decade) 2 * 10.0 ** decade, sprintf('%.10g', 5 * 10.0 ** decade) 5 * 10.0 ** decade) }
		if (tight) { do for [part = 16:26] { set xtics add (sprintf('%.10g', part * 10.0 ** decade / 20) part * 10.0 ** decade / 20) } }
		if (near) { do for [tenth = 8:18] { if (tenth != 10) { set xtics add (sprintf('%.10g', tenth * 10.0 ** (decade - 1)) tenth * 10.0 ** (decade - 1)) } } }
	}
}
do for [i = 1:rows - 1] {
	set arrow 100 + i from graph 0, first i + 0.5 to graph 1, first i + 0.5 nohead linecolor rgb LINE
}
