"""The columns that a table may have: which field each is, how it is read, under which headings it is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import frappe
from frappe.translate import get_all_translations

from servicedesk.domain.cell_values import CellKind, choice_key

LANGUAGES = ("bg", "ru", "uk", "ro")
DATA_LENGTH = 140
# Bytes of a text column, of which a letter takes up to four.
TEXT_LENGTH = 16_000


@dataclass(frozen=True)
class ImportColumn:
	"""A column of a table. Its label is that of the field of the same name, unless `labelled_as` names another field.

	`refers_to`: the DocType that a reference looks in. `needed`: a new record cannot do without it.
	"""

	name: str
	kind: CellKind = CellKind.LINE
	refers_to: str = ""
	needed: bool = False
	labelled_as: tuple[str, str] | None = None


class ColumnSet:
	"""A register's columns with what the DocType says of them."""

	def __init__(self, doctype: str, columns: Sequence[ImportColumn]) -> None:
		self.doctype = doctype
		self.columns = {column.name: column for column in columns}

	def field(self, name: str) -> Any | None:
		"""The DocType's field behind a column; None for a column that is stored elsewhere."""
		return frappe.get_meta(self.doctype).get_field(name)

	def label(self, name: str) -> str:
		"""A column's label in English."""
		doctype, fieldname = self.columns[name].labelled_as or (self.doctype, name)
		return str(frappe.get_meta(doctype).get_field(fieldname).label)

	@cached_property
	def headings(self) -> Mapping[str, Sequence[str]]:
		"""For each column its label in every language."""
		return {name: _in_all_languages(self.label(name)) for name in self.columns}

	@cached_property
	def choices(self) -> Mapping[str, Mapping[str, str]]:
		"""For each column of choices what may be written, to what is stored."""
		return {
			name: self._choices_of(name)
			for name, column in self.columns.items()
			if column.kind is CellKind.CHOICE
		}

	def _choices_of(self, name: str) -> dict[str, str]:
		options = [option for option in self.field(name).options.split("\n") if option]  # type: ignore[union-attr]
		found: dict[str, str] = {}
		for option in options:
			for written in _in_all_languages(option):
				found.setdefault(choice_key(written), option)
		return found

	@cached_property
	def lengths(self) -> Mapping[str, int]:
		"""For each column how many characters can be stored."""
		return {name: self._length_of(name) for name in self.columns}

	@cached_property
	def rules(self) -> Mapping[str, str]:
		"""For each column that the form checks as it is saved, by which rule: Email, Phone, URL."""
		found = {}
		for name, column in self.columns.items():
			field = self.field(name)
			rule = field.options if field is not None and field.fieldtype == "Data" else None
			if rule or column.kind is CellKind.EMAIL:
				found[name] = rule or "Email"
		return found

	def _length_of(self, name: str) -> int:
		field = self.field(name)
		if field is not None and field.fieldtype in ("Data", "Link", "Select"):
			return int(field.length or DATA_LENGTH)
		return TEXT_LENGTH


def _in_all_languages(text: str) -> list[str]:
	return [text, *(get_all_translations(language).get(text) or text for language in LANGUAGES)]
