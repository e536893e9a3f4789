// SPDX-License-Identifier: GPL-2.0-only
// Presses every head of every table that sorts, twice, and says what each column then shows: for tests/report/check_sorting.
(function () {
	function column_of(head) {      // where the head is on the screen says which column it is over
		var at = head.getBoundingClientRect(), middle = (at.left + at.right) / 2;
		return Array.prototype.findIndex.call(head.closest('table').tBodies[0].rows[0].cells, function (cell) {
			var box = cell.getBoundingClientRect();
			return box.left < middle && middle < box.right;
		});
	}
	function is_leg(cell) { return cell.dataset.value && cell.closest('table.legs'); }
	var seen = [];
	document.querySelectorAll('details').forEach(function (fold) { fold.open = true; });
	document.querySelectorAll('table.sortable').forEach(function (table, number) {
		var heads = Array.prototype.map.call(table.querySelectorAll('thead th button'), function (face) {
			return [face, face.closest('th'), column_of(face.closest('th'))];
		});
		heads.forEach(function (of) {
			[1, 2].forEach(function () {
				var head = of[1], column = of[2];
				of[0].click();
				seen.push({
					table: table.className + ' ' + number, head: head.textContent, order: head.getAttribute('aria-sort'),
					sorted: table.querySelectorAll('[aria-sort]').length,
					cells: Array.prototype.map.call(table.tBodies[0].rows, function (row) {
						var cell = row.cells[column];
						return [cell.id || null, is_leg(cell) ? (row.id || row.dataset.of) + ' ' + head.textContent : cell.dataset.of || null, cell.textContent.trim()];
					}),
				});
			});
		});
	});
	return seen;
})()
