"""No query inside a loop."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.loops import loop_findings
from checks.source_tree import told


def test_the_loops_of_the_app(app: Path) -> None:
	"""The real tree."""
	findings = loop_findings(app)
	assert not findings, told(findings)


@pytest.mark.parametrize(
	("source", "count"),
	[
		("for row in frappe.get_all('SD Ticket', filters={'a': 1}):\n\tprint(row)", 0),
		("for name in names:\n\tfrappe.db.get_value('SD Ticket', name)", 1),
		("for name in names:\n\tif name:\n\t\tdoc = frappe.get_doc('SD Ticket', name)", 1),
		("for name in names:\n\tdoc = frappe.get_doc({'doctype': 'SD Ticket'})", 0),
		("while waiting:\n\tfrappe.db.sql('select 1')", 1),
		("found = [frappe.db.exists('SD Ticket', name) for name in names]", 1),
		(
			"found = {name: 1 for name in frappe.get_all('SD Ticket', filters=f) if frappe.db.exists('x', name)}",
			1,
		),
		("found = [row for row in frappe.get_all('SD Ticket', filters=f)]", 0),
		("found = [cell for row in rows for cell in frappe.get_all('SD Cell', filters=row)]", 1),
		("for row in rows:\n\tfrappe.qb.from_(t).select(t.name).run()", 1),
		("for row in rows:\n\tsubprocess.run(row)", 0),
		("for row in rows:\n\tfrappe.db.escape(row)", 0),
		("for row in rows:\n\tdoc.db_set('a', row)  # query-in-loop: each item is committed by itself", 0),
		("for row in rows:\n\t# query-in-loop: each item is committed by itself\n\tdoc.db_set('a', row)", 0),
		("for row in rows:\n\tdoc.db_set('a', row)  # query-in-loop: yes", 1),
		("for row in rows:\n\tfor cell in row:\n\t\tfrappe.db.set_value('a', cell)", 1),
	],
)
def test_queries_in_loops_are_found(
	tmp_path: Path, write: Callable[[str, str], Path], source: str, count: int
) -> None:
	"""The head of a loop may ask, its body may not without a reason."""
	write("module.py", source + "\n")
	assert len(loop_findings(tmp_path)) == count
