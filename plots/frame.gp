# SPDX-License-Identifier: GPL-2.0-only
#
# Where every plot begins: its arguments (command_plot.c), the terminal, the frame
# (rows down, a logarithmic axis across, a margin for what has no dot), and then
# the plot's own script. `load` forgets arguments, so they get names first.
#
#   1 data  2 output  3 svg or png  4 title  5 unit  6 caption  7 series
#   8 "rows least most label_width margin_width", widths in characters
#   9 the script that draws

data = ARG1; output_name = ARG2; format = ARG3; heading = ARG4; unit = ARG5; caption = ARG6
series = ARG7; drawing = ARG9
rows = word(ARG8, 1) + 0; least = word(ARG8, 2) + 0; most = word(ARG8, 3) + 0
label_width = word(ARG8, 4) + 0; margin_width = word(ARG8, 5) + 0
count = words(series)

load 'style.gp'

# All lengths are pixels of the SVG; the PNG has twice as many. Its type is in points.
wide = 1000
legend_rows = (count + 2) / 3
row_high = 24 + 10 * count
above = 52 + 22 * legend_rows
below = 88
high = above + below + row_high * rows
scale = format eq 'svg' ? 1.0 : 1.5
DOT = format eq 'svg' ? 0.8 : 1.1
SMALL  = sprintf('DejaVu Sans,%g', 11 * scale)
NORMAL = sprintf('DejaVu Sans,%g', 13 * scale)
LARGE  = sprintf('DejaVu Sans,%g', 16 * scale)

if (format eq 'svg') {
	set terminal svg size wide, high font "DejaVu Sans,13" background "white" noenhanced
} else {
	set terminal pngcairo size 2 * wide, 2 * high font NORMAL background "white" noenhanced linewidth 2 pointscale 2
}
set output output_name

set lmargin at screen (24 + 8.5 * label_width) / wide
set rmargin at screen 1 - (24 + 6.3 * margin_width) / wide
set tmargin at screen 1 - real(above) / high
set bmargin at screen real(below) / high

set label 1 heading at screen 16.0 / wide, screen 1 - 22.0 / high left font LARGE textcolor rgb INK
set label 2 caption at screen 16.0 / wide, screen 14.0 / high left font SMALL textcolor rgb QUIET
exact = unit eq 'instructions'
set label 3 unit.' per operation: floor'.(exact ? ', exact' : ', with its 95 % interval').'; logarithmic axis' \
	at graph 0.5, screen 44.0 / high center font NORMAL textcolor rgb INK
set key at screen 16.0 / wide, screen 1 - 38.0 / high left top Left reverse vertical maxrows legend_rows \
	samplen 0.5 spacing 1.25 textcolor rgb INK font NORMAL

# Air around the dots, and at least one decade across.
low = least / 1.5
far = most * 1.5 > low * 12 ? most * 1.5 : low * 12
set logscale x
set xrange [low:far]
set yrange [rows + 0.55:0.45]
unset ytics

# Decades; and twos and fives where there are few of them.
set xtics () font NORMAL
fine = far / low < 300
do for [decade = int(floor(log10(low))):int(ceil(log10(far)))] {
	set xtics add (sprintf('%.10g', 10.0 ** decade) 10.0 ** decade)
	if (fine) { set xtics add (sprintf('%.10g', 2 * 10.0 ** decade) 2 * 10.0 ** decade, sprintf('%.10g', 5 * 10.0 ** decade) 5 * 10.0 ** decade) }
}
do for [i = 1:rows - 1] {
	set arrow 100 + i from graph 0, first i + 0.5 to graph 1, first i + 0.5 nohead linecolor rgb LINE
}

load drawing
