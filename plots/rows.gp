# SPDX-License-Identifier: GPL-2.0-only
#
# The frame of plots with a row for each operation, CPU or cell: names left, an axis
# across, a margin on the right for what has no figure. Logarithmic unless `linear`.

if (!exists('linear')) { linear = 0 }
# Many rows are drawn closer together, or nobody would scroll to the end.
row_high = rows > 24 && count > 3 ? 30 : 18 + 2.6 * count
high = above + below + row_high * rows
load 'paper.gp'

set lmargin at screen (24 + 8.2 * label_width) / wide
set rmargin at screen 1 - (28 + 6.4 * margin_width) / wide
set label 3 axis at graph 0.5, screen 46.0 / high center font NORMAL textcolor rgb INK
set yrange [rows + 0.6:0.4]
unset ytics

# Air around the points, and never less than the span the chart asks for.
low = least / 1.4
far = most * 1.4
if (far / low < span) { middle = sqrt(far * low); low = middle / sqrt(span); far = middle * sqrt(span) }
if (linear) { low = 0; far = most * 1.12 }
set xrange [low:far]
if (!linear) {
	# Decades; twos and fives where there are few of them; finer still around 1.
	set logscale x
	set xtics () font NORMAL
	near = far / low < 9
	fine = far / low < 300
	do for [decade = int(floor(log10(low))):int(ceil(log10(far)))] {
		set xtics add (sprintf('%.10g', 10.0 ** decade) 10.0 ** decade)
		if (fine) { set xtics add (sprintf('%.10g', 2 * 10.0 ** decade) 2 * 10.0 ** decade, sprintf('%.10g', 5 * 10.0 ** decade) 5 * 10.0 ** decade) }
		if (near) { do for [tenth = 8:18] { if (tenth != 10) { set xtics add (sprintf('%.10g', tenth * 10.0 ** (decade - 1)) tenth * 10.0 ** (decade - 1)) } } }
	}
}
do for [i = 1:rows - 1] {
	set arrow 100 + i from graph 0, first i + 0.5 to graph 1, first i + 0.5 nohead linecolor rgb LINE
}
