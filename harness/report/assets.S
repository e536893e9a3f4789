/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of every page: style, script, the script's hash for the content policy, the method. */
	.section .rodata
.macro asset name, file
	.global page_\name, page_\name\()_end
page_\name:
	.incbin "\file"
page_\name\()_end:
	.byte 0
.endm
	asset css, "harness/report/page.css"
	asset js, "harness/report/page.js"
	asset method, "method.html"
	asset words, "doc/PAGE.md"
	asset js_hash, "page.js.sha256"
	.section .note.GNU-stack, "", @progbits
