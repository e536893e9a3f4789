/* Sorting by a click on a column's head. The page is whole without it. */
document.querySelectorAll('table.sortable').forEach(function (table) {
	var heads = table.tHead.rows[table.tHead.rows.length - 1].cells, body = table.tBodies[0];
	Array.prototype.forEach.call(heads, function (head, column) {
		var down = false;
		function key(row) {
			var cell = row.cells[column], text = cell ? cell.dataset.floor || cell.textContent : '';
			var number = parseFloat(text);
			return isNaN(number) ? text : number;
		}
		function sort() {
			down = !down;
			Array.prototype.slice.call(body.rows).sort(function (a, b) {
				var x = key(a), y = key(b), order = typeof x !== typeof y ? (typeof x === 'number' ? -1 : 1) :
					x < y ? -1 : x > y ? 1 : 0;
				return down || typeof x !== typeof y ? order : -order;
			}).forEach(function (row) { body.appendChild(row); });
		}
		head.className += ' sorts';
		head.title = 'sort by this column';
		head.tabIndex = 0;
		head.addEventListener('click', sort);
		head.addEventListener('keydown', function (event) { if (event.key === 'Enter') sort(); });
	});
});
