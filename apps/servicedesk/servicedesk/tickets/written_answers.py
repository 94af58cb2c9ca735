"""A stored answer as its reader writes such things: a tick as a word, days and numbers in the reader's form."""

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation

from frappe import _

from servicedesk.domain.form_definitions import FieldKind
from servicedesk.shared.written_dates import written_day, written_number


def written(kind: str, value: str) -> str:
	"""The answer to a question of that kind; several choices stay a line each.

	What is none of its kind stays as it is: staff may have put an answer right in words of their own.
	"""
	write = WRITERS.get(kind)
	try:
		return write(value) if write and value else value
	except (ValueError, InvalidOperation):
		return value


def _yes_or_no(value: str) -> str:
	return _("Yes") if value == "1" else _("No")


def _to_the_minute(value: str) -> str:
	return time.fromisoformat(value).strftime("%H:%M")


WRITERS: Mapping[str, Callable[[str], str]] = {
	FieldKind.CHECKBOX.value: _yes_or_no,
	FieldKind.DATE.value: lambda value: written_day(date.fromisoformat(value)),
	FieldKind.TIME.value: _to_the_minute,
	FieldKind.NUMBER.value: lambda value: written_number(Decimal(value)),
}
