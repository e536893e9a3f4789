# SPDX-License-Identifier: GPL-2.0-only
#
# The frame of plots with a row for each operation, CPU or cell: names left, an axis across, a margin
# on the right. Logarithmic unless `linear`. Down it counts lines of text.

line_high = rows > 24 && lines < 1.6 * rows ? 14 : 16
# gnuplot gives the legend no more lines than the plot is high.
if (line_high * lines < 25 * legend_rows) { line_high = 25.0 * legend_rows / lines }
# A tall picture says its scale at the top, too.
scale_above = line_high * lines > 500 && !linear
if (scale_above) { above = above + 18 }
high = above + below + line_high * lines
load 'paper.gp'

left_side = 24 + 8.2 * label_width
right_side = 28 + 6.4 * margin_width
plot_wide = wide - left_side - right_side
set lmargin at screen left_side / wide
set rmargin at screen 1 - right_side / wide
# Below the plot's middle, or the page's if it is longer than that leaves room for.
middle_x = (left_side + wide - right_side) / 2
axis_wide = 7.6 * (strlen(axis) < 110 ? strlen(axis) : 110)
if (axis_wide > 2 * (wide - middle_x) - 32 || axis_wide > 2 * middle_x - 32) { middle_x = wide / 2 }
set label 3 axis at screen real(middle_x) / wide, screen real(axis_at) / high \
	center font NORMAL textcolor rgb INK
set yrange [lines:0]
unset ytics

low = least
far = most
# At most five ticks: beside long names there is no room for more.
if (linear) { low = 0; far = most * 1.12; decade = 10.0 ** floor(log10(far)); step = decade * (far / decade > 4 ? 2 : far / decade > 2 ? 1 : 0.5); set xtics step }
# Room for the text beside the last point.
text_wide = 16 + 7 * text_width
if (!linear) { far = far * (far / low) ** (text_wide / (plot_wide - text_wide)) }
set xrange [low:far]
if (!linear) {
	# Decades; twos and fives where there are few of them; finer still around 1.
	set logscale x
	set xtics () font NORMAL
	near = far / low < 4
	fine = far / low < 300
	tight = far / low < 1.5
	do for [decade = int(floor(log10(low))):int(ceil(log10(far)))] {
		set xtics add (sprintf('%.10g', 10.0 ** decade) 10.0 ** decade)
		if (scale_above && 10.0 ** decade >= low && 10.0 ** decade <= far) {
			set label 50 + decade sprintf('%.10g', 10.0 ** decade) at first 10.0 ** decade, screen 1 - real(above - 9) / high center font NORMAL textcolor rgb INK
		}
		if (fine) { set xtics add (sprintf('%.10g', 2 * 10.0 ** decade) 2 * 10.0 ** decade, sprintf('%.10g', 5 * 10.0 ** decade) 5 * 10.0 ** decade) }
		if (tight) { do for [part = 16:26] { set xtics add (sprintf('%.10g', part * 10.0 ** decade / 20) part * 10.0 ** decade / 20) } }
		if (near) { do for [tenth = 8:18] { if (tenth != 10) { set xtics add (sprintf('%.10g', tenth * 10.0 ** (decade - 1)) tenth * 10.0 ** (decade - 1)) } } }
	}
}
