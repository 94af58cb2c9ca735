"""A row on its way into a register: what its cells say, and what is wrong with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from frappe.utils import validate_email_address, validate_phone_number, validate_url

from servicedesk.domain.answer_values import Refused
from servicedesk.domain.cell_values import CellValue, read_cell
from servicedesk.domain.problems import ParameterValue, Problem
from servicedesk.domain.table_columns import match_columns
from servicedesk.domain.table_file import Row
from servicedesk.imports.columns import ColumnSet, ImportColumn
from servicedesk.shared.plain_text import shield


@dataclass(slots=True)
class Candidate:
	"""A row as it is checked. `values` holds what cells say, by column; empty cells say nothing.

	`existing`: the stored record that the row is about, None for a new one. `postponed`: it names something that may
	come later in the file. `outcome`: what was done with it, "made", "changed" or "unchanged".
	"""

	row: Row
	values: dict[str, Any] = field(default_factory=dict)
	problems: list[Problem] = field(default_factory=list)
	existing: dict[str, Any] | None = None
	postponed: bool = False
	outcome: str = ""

	def refuse(self, column: str, code: str, **parameters: ParameterValue) -> None:
		"""Say what is wrong with the row; a column's name, or empty for the row as a whole."""
		self.problems.append(Problem(column, code, parameters))

	@property
	def is_good(self) -> bool:
		"""Whether nothing is known against the row."""
		return not self.problems


class RowReader:
	"""Makes candidates of rows. Raises FileProblem when made for a header that cannot be read."""

	def __init__(self, columns: ColumnSet, header: tuple[str, ...]) -> None:
		self.columns = columns
		self.matched = match_columns(header, columns.headings)

	def read(self, row: Row) -> Candidate:
		"""The row's values, stored as plain text like all of the app's, and what cannot be read."""
		candidate = Candidate(row)
		if row.problem:
			candidate.problems.append(row.problem)
			return candidate
		for name, place in self.matched.positions.items():
			try:
				value = self._value(self.columns.columns[name], row.cells[place])
			except Refused as refused:
				candidate.refuse(name, refused.code, **refused.parameters)
			else:
				if value != "":
					candidate.values[name] = value
		return candidate

	def written(self, row: Row, column: str) -> str:
		"""What stands in a row's cell; empty where there is no such cell."""
		place = self.matched.positions.get(column)
		return row.cells[place] if place is not None and place < len(row.cells) else ""

	def _value(self, column: ImportColumn, cell: str) -> CellValue:
		value = read_cell(cell, column.kind, self.columns.choices.get(column.name))
		if isinstance(value, tuple):
			return tuple(map(shield, value))
		if not isinstance(value, str) or not value:
			return value
		value = self._as_the_form_takes_it(column, value)
		stored = shield(value)
		longest = self.columns.lengths[column.name]
		if len(stored) > longest and not column.refers_to:
			raise Refused("too_long", {"maximum": longest, "length": len(stored)})
		return stored

	def _as_the_form_takes_it(self, column: ImportColumn, value: str) -> str:
		"""What the framework would refuse at the next save of the form is refused here."""
		rule = self.columns.rules.get(column.name)
		if rule == "URL" and ":" not in value.partition("/")[0]:
			value = f"https://{value}"
		if rule and rule in FORM_RULES:
			is_valid, code = FORM_RULES[rule]
			if not is_valid(value):
				raise Refused(code)
		return value


FORM_RULES: Mapping[str, tuple[Callable[[str], Any], str]] = {
	"Email": (validate_email_address, "bad_email"),
	"Phone": (validate_phone_number, "bad_phone"),
	"URL": (lambda address: validate_url(address, valid_schemes=("http", "https")), "bad_address"),
}
