# SPDX-License-Identifier: GPL-2.0-only
#
# The headline: operations down, cost across, one dot with its interval for each
# place an operation ran in. frame.gp loads it.

plot for [i = 1:count] data index i + 1 using 1:4:2:3 with xerrorbars \
		pointtype shape(part(word(series, i), 2), part(word(series, i), 3)) pointsize DOT \
		linecolor rgb colour(part(word(series, i), 1)) title label(word(series, i)), \
	data index 0 using (low):1:2 with labels right offset -1, 0 font NORMAL textcolor rgb INK notitle, \
	data index 1 using (far):1:2 with labels left offset 1, 0 font SMALL textcolor rgb QUIET notitle
