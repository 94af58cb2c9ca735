"""The answers to a generated form: checked, cleaned and turned into values.

Every form goes through here again after the browser's own checks, which anybody can leave out. Nothing raises
because of what a person typed: each fault becomes a Problem beside its field, all of them at once.

Codes and their parameters: ``missing``; ``unknown_field``; ``not_text``; ``too_long`` (maximum, length);
``bad_pattern``; ``not_a_number``; ``below_minimum`` (minimum); ``above_maximum`` (maximum);
``not_an_option``; ``bad_date``; ``bad_time``; ``bad_email``; ``bad_phone``; ``not_a_choice`` (for a
checkbox); ``too_many_files`` (maximum); ``too_early`` (minimum, a date or time); ``too_late`` (maximum);
``too_few_chosen`` (minimum); ``too_many_chosen`` (maximum).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from servicedesk.domain import answer_values, safe_pattern
from servicedesk.domain.answer_values import AnswerValue, Refused
from servicedesk.domain.form_definitions import (
	DEFAULT_MAXIMUM_FILES,
	DEFAULT_MAXIMUM_LENGTHS,
	LINKS,
	SILENT,
	DefinitionError,
	FieldDefinition,
	FieldKind,
	FromToday,
	check_definitions,
	parents_of,
)
from servicedesk.domain.problems import Problem
from servicedesk.domain.text_normalisation import clean_line

__all__ = [
	"DEFAULT_MAXIMUM_FILES",
	"DEFAULT_MAXIMUM_LENGTHS",
	"DefinitionError",
	"FieldDefinition",
	"FieldKind",
	"FormAnswers",
	"check_definitions",
	"validate",
]

MAXIMUM_UNKNOWN_FIELDS_REPORTED = 10
MAXIMUM_NAME_LENGTH = 140


class FormAnswers(NamedTuple):
	"""The outcome: values by field name in the form's order, and what is wrong. Values of faulty fields are
	left out.
	"""

	cleaned: Mapping[str, AnswerValue]
	problems: Sequence[Problem]


def validate(
	definitions: Sequence[FieldDefinition],
	answers: Mapping[str, object],
	*,
	today: date | None = None,
	records: Mapping[str, Collection[str]] | None = None,
) -> FormAnswers:
	"""Check all answers of a form.

	A field that is not shown, because of what another one says, counts as absent: its answer is dropped and
	it is not mandatory. Absent optional answers are left out. ``today`` is the day of the answers, for bounds
	that move with it; without it these don't bound. ``records`` holds, by field, the records that may be named:
	whatever else is named is refused, as if it did not exist. Raises DefinitionError as ``check_definitions``
	does.
	"""
	check_definitions(definitions)
	form = _Form({definition.name: definition for definition in definitions}, answers, today, records or {})
	for definition in definitions:
		form.settle(definition)
	names = [definition.name for definition in definitions]
	cleaned = {name: form.cleaned[name] for name in names if name in form.cleaned}
	problems = [form.problems[name] for name in names if name in form.problems]
	return FormAnswers(cleaned, problems + _unknown(form.definitions, answers))


def _unknown(definitions: Mapping[str, FieldDefinition], answers: Mapping[str, object]) -> list[Problem]:
	"""Report answers to questions not asked, a few of them, with names cut to what a page can show."""
	asked = {name for name, definition in definitions.items() if definition.kind not in SILENT}
	names = [name for name in answers if name not in asked][:MAXIMUM_UNKNOWN_FIELDS_REPORTED]
	return [Problem(clean_line(name)[:MAXIMUM_NAME_LENGTH], "unknown_field") for name in names]


class _Form:
	"""One filled-in form while it is being checked."""

	def __init__(
		self,
		definitions: Mapping[str, FieldDefinition],
		answers: Mapping[str, object],
		today: date | None,
		records: Mapping[str, Collection[str]],
	) -> None:
		self.definitions = definitions
		self.answers = answers
		self.today = today
		self.records = records
		self.cleaned: dict[str, AnswerValue] = {}
		self.problems: dict[str, Problem] = {}
		self.settled: set[str] = set()

	def settle(self, definition: FieldDefinition) -> None:
		"""Check one field, after those that it depends on."""
		if definition.name in self.settled or definition.kind in SILENT:
			return
		self.settled.add(definition.name)
		for name in parents_of(definition):
			self.settle(self.definitions[name])
		if not self._is_shown(definition):
			return
		try:
			value = self._value(definition)
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
		if definition.options_of and not self._offered(definition):
			return False
		if definition.depends_on is None:
			return True
		name, wanted = definition.depends_on
		return not set(wanted).isdisjoint(_as_texts(self.cleaned.get(name)))

	def _offered(self, definition: FieldDefinition) -> Sequence[str]:
		"""What a choice offers, after the answer that decides about it."""
		if not definition.options_of:
			return definition.options
		chosen = _as_texts(self.cleaned.get(definition.options_of))
		return [option for answer in chosen for option in definition.groups.get(answer, ())]

	def _value(self, definition: FieldDefinition) -> AnswerValue | None:
		"""Return one field's value, None when nothing was given; raises Refused."""
		kind, answer = definition.kind, self.answers.get(definition.name)
		if kind is FieldKind.CHECKBOX:
			return answer_values.checkbox(answer)
		if kind in (FieldKind.MULTIPLE_CHOICE, FieldKind.FILE):
			return _several(definition, answer_values.texts(answer)) or None
		try:
			text = answer_values.text(answer, keep_lines=kind is FieldKind.LONG_TEXT)
		except Refused as refused:
			raise _within(definition, refused) from None
		return self._single(definition, text) if text else None

	def _single(self, definition: FieldDefinition, text: str) -> str | Decimal | date | time:
		kind = definition.kind
		if kind is FieldKind.CHOICE:
			return answer_values.option(text, self._offered(definition))
		if kind in LINKS:
			return answer_values.option(text, tuple(self.records.get(definition.name, ())))
		return self._bounded(definition, text) if kind in _BOUNDED else _checked_text(definition, text)

	def _bounded(self, definition: FieldDefinition, text: str) -> Decimal | date | time:
		"""A number, a date or a time within its bounds."""
		bounds = (self._bound(definition.minimum), self._bound(definition.maximum))
		return _BOUNDED[definition.kind](text, *bounds)  # type: ignore[no-any-return]

	def _bound(self, bound: Any) -> Any:
		if not isinstance(bound, FromToday):
			return bound
		return bound.on(self.today) if self.today else None


_BOUNDED: Mapping[FieldKind, Any] = {
	FieldKind.NUMBER: answer_values.number,
	FieldKind.DATE: answer_values.calendar_date,
	FieldKind.TIME: answer_values.clock_time,
}


def _as_texts(value: AnswerValue | None) -> tuple[str, ...]:
	if value is None:
		return ()
	if isinstance(value, tuple):
		return value
	return (str(int(value)),) if isinstance(value, bool) else (str(value),)


def _several(definition: FieldDefinition, chosen: tuple[str, ...]) -> tuple[str, ...]:
	minimum, maximum = _count(definition.minimum), _count(definition.maximum)
	if definition.kind is FieldKind.FILE:
		most = DEFAULT_MAXIMUM_FILES if maximum is None else maximum
		if len(chosen) > most:
			raise Refused("too_many_files", {"maximum": most})
		return chosen
	picked = {answer_values.option(option, definition.options) for option in chosen}
	# Nothing chosen is for "mandatory" to judge.
	if picked and minimum is not None and len(picked) < minimum:
		raise Refused("too_few_chosen", {"minimum": minimum})
	if maximum is not None and len(picked) > maximum:
		raise Refused("too_many_chosen", {"maximum": maximum})
	return tuple(option for option in definition.options if option in picked)


def _count(bound: Any) -> int | None:
	return None if bound is None else int(bound)


def _within(definition: FieldDefinition, refused: Refused) -> Refused:
	"""The refusal of far too much, with the limit of the field and not the one of what is looked at."""
	longest = definition.max_length or DEFAULT_MAXIMUM_LENGTHS.get(definition.kind)
	if refused.code != "too_long" or longest is None:
		return refused
	return Refused("too_long", {**refused.parameters, "maximum": longest})


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
