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
	function luminance(colour) {
		var part = colour.match(/[\d.]+/g).slice(0, 3).map(function (value) {
			value /= 255;
			return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
		});
		return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
	}
	function contrast(a, b) {
		var of = [luminance(a), luminance(b)];
		return (Math.max(of[0], of[1]) + 0.05) / (Math.min(of[0], of[1]) + 0.05);
	}
	/* A line, and a mark that is hollow, are seen by their edge. */
	function ink_of(mark) {
		var style = getComputedStyle(mark);
		return /line|path/.test(mark.tagName) || mark.classList.contains('hollow') ? style.stroke : style.fill;
	}
	dispatchEvent(new Event('resize'));
	document.querySelectorAll('.scroll').forEach(function (frame) {
		var hint = frame.previousElementSibling;
		while (!hint.classList.contains('hint')) hint = hint.previousElementSibling;
		if (hint.offsetParent && frame.scrollWidth <= frame.clientWidth) say('"' + hint.textContent + '" above ' + frame.textContent.slice(0, 40));
		if (wide < 700 && !hint.offsetParent && frame.clientWidth && frame.scrollWidth > frame.clientWidth) say('no hint above ' + frame.textContent.slice(0, 40));
	});
	var paper = getComputedStyle(document.body).backgroundColor, faint = {};
	document.querySelectorAll('.plot use, .plot .bar, .plot path, .plot a rect, .legend rect, .legend use, .legend .bar').forEach(function (mark) {
		if (contrast(ink_of(mark), paper) < 3) faint['marks of ' + ink_of(mark) + ' on ' + paper] = true;
	});
	document.querySelectorAll('.plot .inside').forEach(function (text) {
		var bar = getComputedStyle(text.parentNode).color, ink = getComputedStyle(text).fill;
		if (contrast(ink, bar) < 4.5) faint['letters of ' + ink + ' on ' + bar] = true;
	});
	/* Of these axe-core cannot tell what is behind them. */
	document.querySelectorAll('.plot text:not(.inside)').forEach(function (text) {
		var ink = getComputedStyle(text).fill;
		if (contrast(ink, paper) < 4.5) faint['letters of ' + ink + ' on ' + paper] = true;
	});
	Object.keys(faint).forEach(function (words) { say(words + ' can hardly be seen'); });
	var named = {};
	document.querySelectorAll('[role=region], nav').forEach(function (region) {
		var name = region.getAttribute('aria-label');
		if (named[name]) say('two regions are called ' + name);
		named[name] = true;
	});
	if (matchMedia('print').matches && Array.prototype.some.call(document.querySelectorAll('nav, header button, input'), function (face) {
		return face.getBoundingClientRect().width;
	})) say('what one presses is printed');
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
