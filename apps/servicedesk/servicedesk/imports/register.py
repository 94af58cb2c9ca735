"""What every register has in common when a table is loaded into it.

A batch of rows goes through these steps: references are looked up, rows say which record they are about, stored records
are found and locked, rules are checked, and what is new or different is written. Each step asks the database a fixed
number of times for the whole batch.
"""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

import frappe

from servicedesk.domain.cell_values import CellKind
from servicedesk.domain.text_normalisation import comparison_key
from servicedesk.imports.candidates import Candidate
from servicedesk.imports.columns import ColumnSet, ImportColumn
from servicedesk.imports.references import TARGETS, names_of
from servicedesk.imports.writing import Change, Stamp, insert_records, new_name, update_records

Identity = tuple[str, ...]


class Register:
	"""A kind of table. One object loads one file; it remembers which records the file has named."""

	kind: ClassVar[str]
	doctype: ClassVar[str]
	columns: ClassVar[tuple[ImportColumn, ...]]
	# Columns whose values do not go into a field of the same name.
	stored_elsewhere: ClassVar[frozenset[str]] = frozenset()
	# Fields that are made from others.
	made_fields: ClassVar[tuple[str, ...]] = ()
	# What is wrong with a row whose counterpart comes nowhere in the file: column and code.
	never_found: ClassVar[tuple[str, str]] = ("", "")
	# Columns without which no row could say which record it is about.
	demanded: ClassVar[tuple[str, ...]] = ()

	def __init__(self) -> None:
		self.column_set = ColumnSet(self.doctype, self.columns)
		self.seen: dict[Identity, int] = {}

	# --- what each register says for itself

	def identities(self, candidate: Candidate) -> list[Identity]:
		"""By what the row names its record, for telling the same record twice in a file; refuses a row that doesn't."""
		raise NotImplementedError

	def find(self, batch: Sequence[Candidate]) -> None:
		"""Set `existing` of the rows whose record is stored."""
		raise NotImplementedError

	def check(self, candidate: Candidate) -> None:
		"""Refuse what the register's rules forbid; give values that follow from others."""

	def name_for(self, candidate: Candidate) -> str:
		"""The name of a new record."""
		return new_name()

	def row_changes(self, candidate: Candidate) -> dict[str, list[Any]]:
		"""What changes in the child tables of a stored record, as a Version holds it."""
		return {}

	def written(self, batch: Sequence[Candidate], stamp: Stamp) -> None:
		"""What else belongs to records that were made or changed: child rows, caches."""

	# --- the steps

	def prepare(self, batch: Sequence[Candidate]) -> list[Candidate]:
		"""Look up, find and check; return the rows that can be written."""
		readable = self.note(batch)
		if readable:
			self.find(readable)
		for candidate in readable:
			if candidate.is_good and not candidate.postponed:
				self._check_whole(candidate)
		return [each for each in readable if each.is_good and not each.postponed]

	def note(self, batch: Sequence[Candidate]) -> list[Candidate]:
		"""Look up references and remember which records the rows name; return the rows without a fault so far."""
		readable = [candidate for candidate in batch if candidate.is_good]
		self.resolve(readable)
		for candidate in readable:
			if candidate.is_good and not candidate.postponed:
				self._note_identity(candidate)
		return [candidate for candidate in readable if candidate.is_good]

	def _note_identity(self, candidate: Candidate) -> None:
		for identity in self.identities(candidate):
			line = self.seen.setdefault(identity, candidate.row.line)
			if line != candidate.row.line:
				candidate.refuse("", "stands_twice", line=line)
				return

	def _check_whole(self, candidate: Candidate) -> None:
		if candidate.existing is None:
			for column in self.columns:
				if column.needed and column.name not in candidate.values:
					candidate.refuse(column.name, "missing")
		if candidate.is_good:
			self.check(candidate)

	def resolve(self, batch: Sequence[Candidate]) -> None:
		"""Put names in the place of what references are called. One statement for each DocType referred to."""
		for doctype in sorted({c.refers_to for c in self.columns if c.refers_to in TARGETS}):
			columns = [column for column in self.columns if column.refers_to == doctype]
			written = {text for column in columns for each in batch for text in _texts(each, column)}
			found = names_of(doctype, written)
			for column in columns:
				for candidate in batch:
					_put_names(candidate, column, found)

	def load(self, names: Collection[str]) -> dict[str, dict[str, Any]]:
		"""Stored records by name, locked until the transaction ends."""
		if not names:
			return {}
		table = frappe.qb.DocType(self.doctype)
		rows = (
			frappe.qb.from_(table)
			.select(table.name, *(table[fieldname] for fieldname in self.stored_fields()))
			.where(table.name.isin(sorted(names)))
			.for_update()
		).run(as_dict=True)
		return {row["name"]: row for row in rows}

	def stored_fields(self) -> list[str]:
		"""The fields that a table can fill."""
		columns = (column.name for column in self.columns if column.name not in self.stored_elsewhere)
		return list(dict.fromkeys((*columns, *self.made_fields)))

	def write(self, batch: Sequence[Candidate], stamp: Stamp) -> None:
		"""Write checked rows, and set their outcome."""
		made = [candidate for candidate in batch if candidate.existing is None]
		records = []
		for candidate in made:
			candidate.outcome = "made"
			candidate.values["name"] = self.name_for(candidate)
			records.append(candidate.values)
		if records:
			insert_records(self.doctype, self.stored_fields(), records, stamp)
		changes = [change for each in batch if (change := self._change(each))]
		if changes:
			update_records(self.doctype, changes, stamp)
			# All cached records of the kind: one by one it would take longer than writing them.
			frappe.clear_document_cache(self.doctype)
		self.written([candidate for candidate in batch if candidate.outcome != "unchanged"], stamp)

	def _change(self, candidate: Candidate) -> Change | None:
		before = candidate.existing
		if before is None:
			return None
		values = {
			fieldname: candidate.values[fieldname]
			for fieldname in self.stored_fields()
			if fieldname in candidate.values and not _same(before[fieldname], candidate.values[fieldname])
		}
		rows = self.row_changes(candidate)
		candidate.outcome = "changed" if values or rows else "unchanged"
		return Change(before, values, rows) if values or rows else None


def _texts(candidate: Candidate, column: ImportColumn) -> tuple[str, ...]:
	value = candidate.values.get(column.name, ())
	return value if isinstance(value, tuple) else (value,)


def _put_names(candidate: Candidate, column: ImportColumn, found: dict[str, str]) -> None:
	texts = _texts(candidate, column)
	names = tuple(found.get(comparison_key(text), "") for text in texts)
	if not names:
		return
	for text, name in zip(texts, names, strict=True):
		if not name:
			candidate.refuse(column.name, "not_found", value=text)
	if column.kind is CellKind.REFERENCES:
		candidate.values[column.name] = tuple(dict.fromkeys(names))
	else:
		candidate.values[column.name] = names[0]


def _same(stored: Any, given: Any) -> bool:
	return (stored or "") == (given or "")
