// SPDX-License-Identifier: GPL-2.0-only
// What axe-core finds that is serious or worse, with all that is folded open, as lines of text.
(function () {
	document.querySelectorAll('details').forEach(function (fold) { fold.open = true; });
	return axe.run(document, { resultTypes: ['violations'] }).then(function (found) {
		return found.violations.filter(function (fault) { return fault.impact === 'serious' || fault.impact === 'critical'; }).map(function (fault) {
			return fault.id + ', ' + fault.nodes.length + ' times: ' + fault.nodes[0].html.slice(0, 120);
		}).join('\n');
	});
})()
