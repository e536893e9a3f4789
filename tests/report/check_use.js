// SPDX-License-Identifier: GPL-2.0-only
// What does not work of a page's filter, its switch to dark and the links of its pictures, as lines of text.
(function () {
	var wrong = [], table = document.querySelector('table.filtered'), box = document.querySelector('.filter input');
	function say(words) { wrong.push(words); }
	function visible() { return Array.prototype.filter.call(table.tBodies[0].rows, function (row) { return !row.hidden; }); }
	function type(words) { box.value = words; box.dispatchEvent(new Event('input')); }
	var all = visible().length;
	type(' CPUID ');
	if (!visible().length || visible().length === all || !visible().every(function (row) { return /cpuid/i.test(row.textContent); }))
		say('the filter shows ' + visible().length + ' of ' + all + ' rows');
	type('');
	if (visible().length !== all) say('without a word the filter hides rows');
	var paper = function () { return getComputedStyle(document.body).backgroundColor; }, before = paper();
	document.querySelector('nav button').click();
	if (paper() === before) say('the paper stays ' + before);
	document.querySelector('nav button').click();
	if (paper() !== before) say('the paper does not come back');
	/* Scrolled far down and to the right, the head stays at the top and the operation's name at the left. */
	var frame = table.closest('.scroll'), name = table.tBodies[0].rows[0].cells[0], head = table.tHead.rows[0].cells[1];
	document.querySelectorAll('details').forEach(function (fold) { fold.open = true; });
	frame.scrollTop = frame.scrollLeft = 1000;
	var edge = frame.getBoundingClientRect();
	if (frame.scrollTop > 100 && Math.abs(head.getBoundingClientRect().top - edge.top) > 4) say('the head is ' + (head.getBoundingClientRect().top - edge.top) + ' pixels from the top');
	if (Math.abs(name.getBoundingClientRect().left - edge.left) > 4) say('names are ' + (name.getBoundingClientRect().left - edge.left) + ' pixels from the left');
	frame.scrollTop = frame.scrollLeft = 0;
	var links = document.querySelectorAll('svg.plot a[href], table.screen a[href]');
	if (links.length < 10 && document.getElementById('plots')) say(links.length + ' links');
	Array.prototype.forEach.call(links, function (link) {
		var to = decodeURIComponent(link.getAttribute('href').slice(1));
		if (!document.getElementById(to)) say('nothing is called ' + to);
	});
	Array.prototype.forEach.call(document.querySelectorAll('svg.plot a'), function (link) {
		if (!link.querySelector('title').textContent) say('a point without a title');
	});
	return wrong.slice(0, 10).join('\n');
})()
