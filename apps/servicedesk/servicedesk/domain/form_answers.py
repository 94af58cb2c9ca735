"""The answers to a generated form: checked, cleaned and turned into values.

Every form goes through here again after the browser's own checks, which anybody can leave out. Nothing raises
because of what a person typed: each fault becomes a Problem beside its field, all of them at once.

Codes and their parameters: ``missing``; ``unknown_field``; ``not_text``; ``too_long`` (maximum, length);
``bad_pattern``; ``not_a_number``; ``below_minimum`` (minimum); ``above_maximum`` (maximum);
``not_an_option``; ``bad_date``; ``bad_time``; ``bad_email``; ``bad_phone``; ``not_a_choice`` (for a
checkbox); ``too_many_files`` (maximum).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from servicedesk.domain import answer_values, safe_pattern
from servicedesk.domain.answer_values import AnswerValue, Refused
from servicedesk.domain.problems import Problem
from servicedesk.domain.text_normalisation import clean_line

MAXIMUM_UNKNOWN_FIELDS_REPORTED = 10
MAXIMUM_NAME_LENGTH = 140


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
	SECTION = "section"
	"""A heading; has no answer."""

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


class DefinitionError(ValueError):
	"""A form that cannot be filled in, whatever the answers: to be refused when staff save it."""


@dataclass(frozen=True, slots=True)
class FieldDefinition:
	"""One field of a form.

	``max_length`` counts characters (None or 0: the kind's own limit). ``minimum`` and ``maximum`` bound a
	number; for files ``maximum`` bounds how many. ``pattern`` must match a whole text (see ``safe_pattern``).
	``depends_on`` names another field and the answers with which this one is shown; a checkbox's answers are
	``1`` and ``0``. Raises DefinitionError.
	"""

	name: str
	label: str
	kind: FieldKind
	mandatory: bool = False
	max_length: int | None = None
	minimum: Decimal | int | None = None
	maximum: Decimal | int | None = None
	pattern: str = ""
	options: Sequence[str] = ()
	depends_on: tuple[str, Sequence[str]] | None = None

	def __post_init__(self) -> None:
		if not self.name:
			raise DefinitionError("a field needs a name")
		if self.kind in CHOICES and not self.options:
			raise DefinitionError(f"{self.name}: a choice needs options")
		if self.max_length is not None and self.max_length < 0:
			raise DefinitionError(f"{self.name}: the maximum length is negative")
		if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
			raise DefinitionError(f"{self.name}: the minimum is greater than the maximum")
		try:
			safe_pattern.compiled(self.pattern)
		except safe_pattern.UnsafePattern as error:
			raise DefinitionError(f"{self.name}: the pattern is not accepted: {error}") from error


class FormAnswers(NamedTuple):
	"""The outcome: values by field name in the form's order, and what is wrong. Values of faulty fields are
	left out.
	"""

	cleaned: Mapping[str, AnswerValue]
	problems: Sequence[Problem]


def check_definitions(definitions: Sequence[FieldDefinition]) -> None:
	"""Raise DefinitionError for a name used twice, and a field that depends on a missing one or itself."""
	by_name = {definition.name: definition for definition in definitions}
	if len(by_name) < len(definitions):
		raise DefinitionError("two fields have the same name")
	for definition in definitions:
		seen = {definition.name}
		following = definition
		while following.depends_on is not None:
			parent = by_name.get(following.depends_on[0])
			if parent is None or parent.kind is FieldKind.SECTION:
				raise DefinitionError(
					f"{following.name} depends on {following.depends_on[0]}, which has no answers"
				)
			if parent.name in seen:
				raise DefinitionError(f"{parent.name} depends on itself")
			seen.add(parent.name)
			following = parent


def validate(definitions: Sequence[FieldDefinition], answers: Mapping[str, object]) -> FormAnswers:
	"""Check all answers of a form.

	A field that is not shown, because of what another one says, counts as absent: its answer is dropped and
	it is not mandatory. Absent optional answers are left out. Raises DefinitionError as ``check_definitions``
	does.
	"""
	check_definitions(definitions)
	form = _Form({definition.name: definition for definition in definitions}, answers)
	for definition in definitions:
		form.settle(definition)
	names = [definition.name for definition in definitions]
	cleaned = {name: form.cleaned[name] for name in names if name in form.cleaned}
	problems = [form.problems[name] for name in names if name in form.problems]
	return FormAnswers(cleaned, problems + _unknown(form.definitions, answers))


def _unknown(definitions: Mapping[str, FieldDefinition], answers: Mapping[str, object]) -> list[Problem]:
	"""Report answers to questions not asked, a few of them, with names cut to what a page can show."""
	asked = {name for name, definition in definitions.items() if definition.kind is not FieldKind.SECTION}
	names = [name for name in answers if name not in asked][:MAXIMUM_UNKNOWN_FIELDS_REPORTED]
	return [Problem(clean_line(name)[:MAXIMUM_NAME_LENGTH], "unknown_field") for name in names]


class _Form:
	"""One filled-in form while it is being checked."""

	def __init__(self, definitions: Mapping[str, FieldDefinition], answers: Mapping[str, object]) -> None:
		self.definitions = definitions
		self.answers = answers
		self.cleaned: dict[str, AnswerValue] = {}
		self.problems: dict[str, Problem] = {}
		self.settled: set[str] = set()

	def settle(self, definition: FieldDefinition) -> None:
		"""Check one field, after the one it depends on."""
		if definition.name in self.settled or definition.kind is FieldKind.SECTION:
			return
		self.settled.add(definition.name)
		if not self._is_shown(definition):
			return
		try:
			value = _value(definition, self.answers.get(definition.name))
		except Refused as refused:
			self.problems[definition.name] = Problem(definition.name, refused.code, refused.parameters)
			return
		if value is not None:
			self.cleaned[definition.name] = value
		# By identity: the number 0 is an answer, and equal to False.
		if definition.mandatory and (value is None or value is False):
			self.problems[definition.name] = Problem(definition.name, "missing")
			self.cleaned.pop(definition.name, None)

	def _is_shown(self, definition: FieldDefinition) -> bool:
		if definition.depends_on is None:
			return True
		name, wanted = definition.depends_on
		self.settle(self.definitions[name])
		return not set(wanted).isdisjoint(_as_texts(self.cleaned.get(name)))


def _as_texts(value: AnswerValue | None) -> tuple[str, ...]:
	if value is None:
		return ()
	if isinstance(value, tuple):
		return value
	return (str(int(value)),) if isinstance(value, bool) else (str(value),)


def _value(definition: FieldDefinition, answer: object) -> AnswerValue | None:
	"""Return one field's value, None when nothing was given; raises Refused."""
	kind = definition.kind
	if kind is FieldKind.CHECKBOX:
		return answer_values.checkbox(answer)
	if kind in (FieldKind.MULTIPLE_CHOICE, FieldKind.FILE):
		return _several(definition, answer_values.texts(answer)) or None
	text = answer_values.text(answer, keep_lines=kind is FieldKind.LONG_TEXT)
	return _single(definition, text) if text else None


def _several(definition: FieldDefinition, chosen: tuple[str, ...]) -> tuple[str, ...]:
	if definition.kind is FieldKind.FILE:
		maximum = DEFAULT_MAXIMUM_FILES if definition.maximum is None else int(definition.maximum)
		if len(chosen) > maximum:
			raise Refused("too_many_files", {"maximum": maximum})
		return chosen
	picked = {answer_values.option(option, definition.options) for option in chosen}
	return tuple(option for option in definition.options if option in picked)


def _single(definition: FieldDefinition, text: str) -> str | Decimal | date | time:
	kind = definition.kind
	if kind is FieldKind.NUMBER:
		return answer_values.number(text, definition.minimum, definition.maximum)
	if kind is FieldKind.DATE:
		return answer_values.calendar_date(text)
	if kind is FieldKind.TIME:
		return answer_values.clock_time(text)
	if kind is FieldKind.CHOICE:
		return answer_values.option(text, definition.options)
	return _checked_text(definition, text)


def _checked_text(definition: FieldDefinition, text: str) -> str:
	maximum = definition.max_length or DEFAULT_MAXIMUM_LENGTHS[definition.kind]
	if len(text) > maximum:
		raise Refused("too_long", {"maximum": maximum, "length": len(text)})
	if definition.kind is FieldKind.EMAIL:
		text = answer_values.email(text)
	if definition.kind is FieldKind.PHONE:
		text = answer_values.phone(text)
	if definition.pattern and not safe_pattern.matches(definition.pattern, text):
		raise Refused("bad_pattern")
	return text
