"""Child tables whose rows are a list of references in one cell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.imports.candidates import Candidate
from servicedesk.imports.writing import Stamp, insert_children


@dataclass(frozen=True)
class ChildTable:
	"""A table field of a DocType, whose column in a file lists what its rows refer to.

	`link`: the rows' field that refers. `companions`: columns of the file that fill the field of the same name in each
	row. A cell that is not empty is the whole list: rows that it does not name go.
	"""

	doctype: str
	fieldname: str
	child_doctype: str
	link: str
	companions: tuple[str, ...] = ()

	def rows_of(self, parents: Collection[str]) -> dict[str, list[dict[str, Any]]]:
		"""The stored rows of each parent, in order. One statement."""
		found: dict[str, list[dict[str, Any]]] = {}
		rows = frappe.get_all(
			self.child_doctype,
			filters={"parent": ("in", list(parents) or [""]), "parenttype": self.doctype},
			fields=["name", "parent", "idx", self.link, *self.companions],
			order_by="parent asc, idx asc",
		)
		for row in rows:
			found.setdefault(row.parent, []).append(row)
		return found

	def changes(self, candidate: Candidate) -> dict[str, list[Any]]:
		"""What the row of the file changes, as a Version holds it: added, removed, row_changed."""
		stored = (candidate.existing or {}).get(self.fieldname, [])
		wanted = candidate.values.get(self.fieldname) or tuple(row[self.link] for row in stored)
		known = {row[self.link] for row in stored}
		companions = {name: candidate.values[name] for name in self.companions if name in candidate.values}
		added = [link for link in wanted if link not in known]
		changed = []
		for row in stored:
			new = [[name, row[name], value] for name, value in companions.items() if row[name] != value]
			if row[self.link] in wanted and new:
				changed.append([self.fieldname, row["idx"] - 1, row["name"], new])
		return {
			"added": [[self.fieldname, self._values(link, companions)] for link in added],
			"removed": [[self.fieldname, dict(row)] for row in stored if row[self.link] not in wanted],
			"row_changed": changed,
		}

	def _values(self, link: str, companions: dict[str, Any]) -> dict[str, Any]:
		return {self.link: link, **{name: companions.get(name) for name in self.companions}}

	def write(self, batch: Sequence[Candidate], stamp: Stamp) -> None:
		"""Write the changes of written parents. A few statements for all of them."""
		new, gone, changed = [], [], []
		for candidate in batch:
			parent = (candidate.existing or candidate.values)["name"]
			stored = (candidate.existing or {}).get(self.fieldname, [])
			changes = self.changes(candidate)
			last = max((row["idx"] for row in stored), default=0)
			new += [
				(parent, last + place, values)
				for place, (_field, values) in enumerate(changes["added"], start=1)
			]
			gone += [row["name"] for _field, row in changes["removed"]]
			changed += changes["row_changed"]
		insert_children(self.child_doctype, (self.doctype, self.fieldname), new, stamp)
		if gone:
			frappe.db.delete(self.child_doctype, {"name": ("in", gone)})
		self._update(changed, stamp)

	def _update(self, changed: Sequence[Any], stamp: Stamp) -> None:
		by_values: dict[tuple[tuple[str, Any], ...], list[str]] = {}
		for _field, _index, name, new in changed:
			by_values.setdefault(tuple((fieldname, value) for fieldname, _old, value in new), []).append(name)
		for values, names in by_values.items():
			# query-in-loop: one statement for all rows that get the same values
			frappe.db.set_value(self.child_doctype, {"name": ("in", names)}, dict(values))
