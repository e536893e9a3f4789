/* Sorts a table by a column, filters its rows, turns the page dark. The page is whole without it. */
(function () {
	'use strict';
	var each = Function.prototype.call.bind(Array.prototype.forEach);
	var second = { ns: 1e-9, 'µs': 1e-6, ms: 1e-3, s: 1 };

	function button(text, parent) {
		var made = parent.appendChild(document.createElement('button'));
		made.type = 'button';
		made.textContent = text;
		return made;
	}

	/* The heads that stand right above the body, each with the number of its column. */
	function heads_of(table) {
		var taken = [], found = [], rows = table.tHead.rows;
		each(rows, function (row, r) {
			var column = 0;
			each(row.cells, function (head) {
				while (taken[r] && taken[r][column]) column++;
				if (r + head.rowSpan === rows.length) found.push([head, column]);
				for (var down = r; down < r + head.rowSpan; down++)
					for (var right = 0; right < head.colSpan; right++)
						(taken[down] = taken[down] || {})[column + right] = true;
				column += head.colSpan;
			});
		});
		return found;
	}

	/* A number where the cell shows one; a time in seconds; otherwise the text. */
	function key_of(row, column) {
		var cell = row.cells[column], text = cell ? cell.textContent.trim() : '';
		var exact = cell && (cell.dataset.floor || cell.dataset.value);
		var number = /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?(?![-\w.])/.exec(text), unit = /^\S+ (ns|µs|ms|s)$/.exec(text);
		if (exact) return +exact;
		return number ? +number[0] * (unit ? second[unit[1]] : 1) : text;
	}

	/* Numbers come before words and words before nothing, in both orders. */
	function rank(key) { return typeof key === 'number' ? 0 : key ? 1 : 2; }

	function sort(table, column, down) {
		var keyed = Array.prototype.map.call(table.tBodies[0].rows, function (row) { return [key_of(row, column), row]; });
		keyed.sort(function (a, b) {
			var x = a[0], y = b[0], order = x < y ? -1 : x > y ? 1 : 0;
			return rank(x) - rank(y) || (down ? -order : order);
		}).forEach(function (pair) { table.tBodies[0].appendChild(pair[1]); });
	}

	each(document.querySelectorAll('table.sortable'), function (table) {
		var heads = heads_of(table);
		heads.forEach(function (pair) {
			var head = pair[0], face = button(head.textContent, head);
			while (head.firstChild !== face) head.removeChild(head.firstChild);
			face.addEventListener('click', function () {
				var down = head.getAttribute('aria-sort') === 'ascending';
				heads.forEach(function (other) { other[0].removeAttribute('aria-sort'); });
				head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
				sort(table, pair[1], down);
			});
		});
	});

	/* A table may have room; folded it has no width yet. */
	var hints = Array.prototype.map.call(document.querySelectorAll('.scroll'), function (frame) { return [frame, frame.previousElementSibling]; });
	function hint() {
		hints.forEach(function (pair) { pair[1].style.display = pair[0].clientWidth && pair[0].scrollWidth <= pair[0].clientWidth ? 'none' : ''; });
	}
	addEventListener('resize', hint);
	hint();

	function filter(table, words) {
		each(table.tBodies[0].rows, function (row) { row.hidden = row.textContent.toLowerCase().indexOf(words) < 0; });
	}

	each(document.querySelectorAll('table.filtered'), function (table) {
		var frame = table.closest('.scroll'), label = document.createElement('label'), box = document.createElement('input');
		label.className = 'filter';
		label.textContent = 'Show rows with ';
		box.type = 'search';
		box.addEventListener('input', function () { filter(table, box.value.trim().toLowerCase()); });
		label.appendChild(box);
		frame.parentNode.insertBefore(label, frame);
	});

	/* A figure that a picture points to may be folded away. */
	function unfold() {
		var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		for (var at = target; at; at = at.parentElement)
			if (at.tagName === 'DETAILS') at.open = true;
		if (target) target.scrollIntoView({ block: 'center' });
	}
	addEventListener('hashchange', unfold);
	if (location.hash) unfold();

	var folded = [];
	addEventListener('beforeprint', function () {
		each(document.querySelectorAll('details.printed:not([open])'), function (part) { part.open = true; folded.push(part); });
	});
	addEventListener('afterprint', function () { folded.forEach(function (part) { part.open = false; }); folded = []; });

	var dark = matchMedia('(prefers-color-scheme:dark)').matches, nav = document.querySelector('nav') || document.querySelector('header');
	button('dark or light', nav).addEventListener('click', function () {
		dark = !dark;
		document.documentElement.className = dark ? 'dark' : 'light';
	});
})();
