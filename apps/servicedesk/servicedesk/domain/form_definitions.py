"""What a form asks: its fields, their kinds and limits, and which forms could never be filled in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum

from servicedesk.domain import safe_pattern


class FieldKind(str, Enum):
	"""What is asked for."""

	TEXT = "text"
	LONG_TEXT = "long_text"
	NUMBER = "number"
	DATE = "date"
	TIME = "time"
	CHOICE = "choice"
	MULTIPLE_CHOICE = "multiple_choice"
	CHECKBOX = "checkbox"
	EMAIL = "email"
	PHONE = "phone"
	FILE = "file"
	CONTRACT = "contract"
	SERVICE = "service"
	EQUIPMENT = "equipment"
	COLLEAGUE = "colleague"
	SECTION = "section"
	"""A heading; has no answer."""
	NOTE = "note"
	"""Words between the questions; has no answer."""

	def __str__(self) -> str:
		return self.value


DEFAULT_MAXIMUM_LENGTHS = {
	FieldKind.TEXT: 140,
	FieldKind.LONG_TEXT: 20_000,
	FieldKind.EMAIL: 254,
	FieldKind.PHONE: 40,
}
DEFAULT_MAXIMUM_FILES = 20
CHOICES = frozenset({FieldKind.CHOICE, FieldKind.MULTIPLE_CHOICE})
LINKS = frozenset({FieldKind.CONTRACT, FieldKind.SERVICE, FieldKind.EQUIPMENT, FieldKind.COLLEAGUE})
"""Questions answered with a record. Which records somebody may name is told to the check, not written in the form."""
SILENT = frozenset({FieldKind.SECTION, FieldKind.NOTE})
"""What stands in a form and has no answer."""


class DefinitionError(ValueError):
	"""A form that cannot be filled in, whatever the answers: to be refused when staff save it."""


@dataclass(frozen=True, slots=True)
class FromToday:
	"""A bound of dates that moves with the calendar: so many days after the day of the answer, or before it."""

	days: int = 0

	def on(self, today: date) -> date:
		"""Return the day that is meant; raises OverflowError beyond the calendar."""
		return today + timedelta(days=self.days)


Bound = Decimal | int | date | time | FromToday
BOUNDS: Mapping[FieldKind, tuple[type, ...]] = {
	FieldKind.DATE: (date, FromToday),
	FieldKind.TIME: (time,),
	FieldKind.NUMBER: (Decimal, int),
	FieldKind.FILE: (Decimal, int),
	FieldKind.MULTIPLE_CHOICE: (Decimal, int),
}
"""What bounds each kind; the others have none."""


@dataclass(frozen=True, slots=True)
class FieldDefinition:
	"""One field of a form.

	``max_length`` counts characters (None or 0: the kind's own limit). ``minimum`` and ``maximum`` bound a
	number, a date or a time; of several choices and of files they bound how many. ``pattern`` must match a
	whole text (see ``safe_pattern``). ``depends_on`` names another field and the answers with which this one
	is shown; a checkbox's answers are ``1`` and ``0``. ``options_of`` names the choice whose answer decides
	what this one offers: ``groups`` then holds the options for each of its answers, and the field is asked
	only where there are some. Raises DefinitionError.
	"""

	name: str
	label: str
	kind: FieldKind
	mandatory: bool = False
	max_length: int | None = None
	minimum: Bound | None = None
	maximum: Bound | None = None
	pattern: str = ""
	options: Sequence[str] = ()
	depends_on: tuple[str, Sequence[str]] | None = None
	options_of: str = ""
	groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

	def __post_init__(self) -> None:
		if not self.name:
			raise DefinitionError("a field needs a name")
		if self.kind in CHOICES and not self.options and not self.options_of:
			raise DefinitionError(f"{self.name}: a choice needs options")
		if self.options_of and (self.kind is not FieldKind.CHOICE or not self.groups):
			raise DefinitionError(f"{self.name}: only a choice offers options by another answer")
		if self.max_length is not None and self.max_length < 0:
			raise DefinitionError(f"{self.name}: the maximum length is negative")
		self._check_bounds()
		try:
			safe_pattern.compiled(self.pattern)
		except safe_pattern.UnsafePattern as error:
			raise DefinitionError(f"{self.name}: the pattern is not accepted: {error}") from error

	def _check_bounds(self) -> None:
		known = BOUNDS.get(self.kind, ())
		for bound in (self.minimum, self.maximum):
			if bound is not None and not isinstance(bound, known):
				raise DefinitionError(f"{self.name}: {bound} is no limit of this kind of field")
		if is_reversed(self.minimum, self.maximum):
			raise DefinitionError(f"{self.name}: the minimum is greater than the maximum")


def is_reversed(minimum: Bound | None, maximum: Bound | None) -> bool:
	"""Tell whether nothing lies between; of a fixed day and one that moves nobody knows yet."""
	if isinstance(minimum, FromToday) and isinstance(maximum, FromToday):
		return minimum.days > maximum.days
	if minimum is None or maximum is None or FromToday in (type(minimum), type(maximum)):
		return False
	return minimum > maximum  # type: ignore[operator]  # both are of the kind's own type


def check_definitions(definitions: Sequence[FieldDefinition]) -> None:
	"""Raise DefinitionError for a name used twice, and a field that depends on a missing one or itself."""
	by_name = {definition.name: definition for definition in definitions}
	if len(by_name) < len(definitions):
		raise DefinitionError("two fields have the same name")
	checked: set[str] = set()
	for definition in definitions:
		_check_parents(definition, by_name, (definition.name,), checked)


def _check_parents(
	definition: FieldDefinition,
	by_name: Mapping[str, FieldDefinition],
	seen: tuple[str, ...],
	checked: set[str],
) -> None:
	"""Follow each field once: two lines of dependence may cross as often as they like."""
	if definition.name in checked:
		return
	for name in parents_of(definition):
		parent = by_name.get(name)
		if parent is None or parent.kind in SILENT:
			raise DefinitionError(f"{definition.name} depends on {name}, which has no answers")
		if name in seen:
			raise DefinitionError(f"{name} depends on itself")
		_check_parents(parent, by_name, (*seen, name), checked)
	checked.add(definition.name)


def parents_of(definition: FieldDefinition) -> tuple[str, ...]:
	"""Return the names of the fields whose answers decide about this one."""
	shown_by = definition.depends_on[0] if definition.depends_on else ""
	return tuple(dict.fromkeys(name for name in (shown_by, definition.options_of) if name))


def with_all_parents(parents: Mapping[str, Collection[str]]) -> set[str]:
	"""Of questions, each with those that it hangs on, the ones that can be asked: none of theirs is missing.

	They stand in any order, and what hangs on one that cannot be asked cannot be asked either.
	"""
	left = set(parents)
	while gone := {name for name in left if not left.issuperset(parents[name])}:
		left -= gone
	return left
