# SPDX-License-Identifier: GPL-2.0-only
#
# The terminal, once a script knows how high its picture is.

if (format eq 'svg') {
	set terminal svg size wide, high font "DejaVu Sans,13" background "white" noenhanced
}
if (format eq 'png') {
	set terminal pngcairo size 2 * wide, 2 * high font NORMAL background "white" noenhanced linewidth 2 pointscale 2
}
if (format eq 'pdf') {
	set terminal pdfcairo size wide / 96.0, high / 96.0 font NORMAL background "white" noenhanced linewidth 1
}
set output output_name

set tmargin at screen 1 - real(above) / high
set bmargin at screen real(below) / high
set label 1 heading at screen 16.0 / wide, screen 1 - 22.0 / high left font LARGE textcolor rgb INK
set label 2 caption at screen 16.0 / wide, screen real(caption_at) / high left font SMALL textcolor rgb QUIET
set key at screen 16.0 / wide, screen 1 - real(top) / high left top Left reverse vertical maxrows legend_rows \
	samplen 1 spacing 1.25 textcolor rgb INK font NORMAL
