// SPDX-License-Identifier: GPL-2.0-only
// What is wrong with a page on this screen, as lines of text: for tests/report/browse --ask.
(function () {
	var wrong = [], wide = innerWidth;
	function say(words) { wrong.push(words); }
	function is_inside(a, b, slack) {
		return a.left >= b.left - slack && a.right <= b.right + slack && a.top >= b.top - slack && a.bottom <= b.bottom + slack;
	}
	function overlap(a, b) {
		return Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
	}
	if (document.documentElement.scrollWidth > wide) say('the page is ' + document.documentElement.scrollWidth + ' pixels wide, the screen ' + wide);
	document.querySelectorAll('figure').forEach(function (figure) {
		if (!figure.getBoundingClientRect().width) return;      // not printed
		var seen = Array.prototype.filter.call(figure.querySelectorAll('svg.plot, table.heat'), function (drawn) {
			return drawn.getBoundingClientRect().width;
		});
		if (seen.length !== 1) return say(figure.id + ' shows ' + seen.length + ' pictures');
		var frame = seen[0].getBoundingClientRect(), texts = Array.prototype.filter.call(seen[0].querySelectorAll('text'), function (text) {
			return text.textContent.trim();
		});
		texts.forEach(function (text) {
			var size = parseFloat(getComputedStyle(text).fontSize);
			if (size < 9) say(figure.id + ' has letters of ' + size + ' pixels');
		});
		var boxes = texts.map(function (text) { return text.getBoundingClientRect(); });
		boxes.forEach(function (box, i) {
			if (!is_inside(box, frame, 2)) say(figure.id + ' cuts "' + texts[i].textContent + '"');
			for (var j = 0; j < i; j++)
				if (overlap(box, boxes[j]) > 4) say(figure.id + ' has "' + texts[i].textContent + '" over "' + texts[j].textContent + '"');
		});
	});
	return wrong.slice(0, 20).join('\n');
})()
