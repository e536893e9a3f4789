# SPDX-License-Identifier: GPL-2.0-only
#
# Multiples as a table: a row for each operation, a column for each series, darker the dearer. The
# multiple is in its cell.

# Names of columns stand slanted above them.
above = top + 10 + 4 * longest
high = above + below - 46 + 22 * rows
load 'paper.gp'
unset key
set lmargin at screen (24 + 8.2 * label_width) / wide
set rmargin at screen 1 - (28.0 + 3.5 * longest) / wide
set label 3 axis at screen 0.5, screen real(axis_at) / high center font NORMAL textcolor rgb INK
set xrange [0.5:count + 0.5]
set yrange [rows + 0.5:0.5]
unset tics
unset border
# 0 at 1 or below, 1 at 1000 and above.
level(ratio) = ratio <= 1.1 ? 0 : ratio >= 1000 ? 1 : log10(ratio) / 3
shade(ratio) = ratio < 0.9 ? 0xcfe8dd : int(255 - 42 * level(ratio)) * 65536 + int(255 - 161 * level(ratio)) * 256 + int(255 - 255 * level(ratio))
do for [i = 1:count] { set label 100 + i name(i) at first i, screen 1 - real(above - 8) / high left rotate by 35 font SMALL textcolor rgb INK }
set style fill solid 1.0 border rgb '#ffffff'
plot for [i = 1:count] data index i + 1 using (i):6:(0.5):(0.5):(shade($1)) with boxxyerror linecolor rgb variable notitle, \
	for [i = 1:count] data index i + 1 using (i):6:5 with labels center font SMALL textcolor rgb INK notitle, \
	data index 0 using (0.5):1:2 with labels right offset -1, 0 font NORMAL textcolor rgb INK notitle
