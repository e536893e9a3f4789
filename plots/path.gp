# SPDX-License-Identifier: GPL-2.0-only
#
# The software path of an exit, lean, full and kvm side by side, each with its
# value in figures. frame.gp loads it.

# Room for the figure beside the last dot.
far = far * 1.6
set xrange [low:far]

plot for [i = 1:count] data index i + 1 using 1:4:2:3 with xerrorbars \
		pointtype shape(part(word(series, i), 2), part(word(series, i), 3)) pointsize 1.2 * DOT \
		linecolor rgb colour(part(word(series, i), 1)) title label(word(series, i)), \
	for [i = 1:count] data index i + 1 using 3:4:5 with labels left offset 1.5, 0 \
		font NORMAL textcolor rgb INK notitle, \
	data index 0 using (low):1:2 with labels right offset -1, 0 font NORMAL textcolor rgb INK notitle, \
	data index 1 using (far):1:2 with labels left offset 1, 0 font SMALL textcolor rgb QUIET notitle
