"""What a form's questions offer beyond their own words: records that the reader may see, and options by other answers.

`completed` gives the questions of a page what they are drawn with (`templates/portal/field_kinds.html`): for a question
answered with a record `options`, `words` (what was searched) and `more` (there are others: words find them); for a
dependent choice `groups` and `options_of`. What is sent is checked again by the intake (`tickets.record_answers`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

import frappe
from frappe.utils import today

from servicedesk.agreements.coverage import covers, narrowed
from servicedesk.catalogue.record_options import Option
from servicedesk.catalogue.request_forms import FormField, OptionGroup, RequestForm
from servicedesk.domain.form_definitions import LINKS, FieldKind, FromToday
from servicedesk.self_service.equipment_list import equipment_rows
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.reading import patterns, text_of
from servicedesk.self_service.request_subject import chosen_customer
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets.record_answers import colleagues, named

MOST = 50
WORDS = "_words"


@dataclass(frozen=True)
class Records:
	"""Records to choose from, under what was searched; `more`: there are others."""

	options: tuple[Option, ...]
	more: bool = False


def completed(questions: Sequence[Any], form: RequestForm, given: Mapping[str, Any]) -> list[Any]:
	"""The page's questions with what they offer.

	One statement for the pieces of equipment and one for the colleagues, where the form asks for them; one more for a
	question whose chosen record is not among the first.
	"""
	customer = _customer(given)
	found: dict[tuple[FieldKind, str], Records] = {}
	return [
		_completed(question, field, form, given, customer, found)
		for question, field in zip(questions, form.fields, strict=True)
	]


def limit(bound: Any, kind: FieldKind) -> str:
	"""A limit as a browser's input takes it: of numbers, dates and times; "" for others, which no input knows."""
	if bound is None or kind not in (FieldKind.NUMBER, FieldKind.DATE, FieldKind.TIME):
		return ""
	if isinstance(bound, FromToday):
		bound = bound.on(date.fromisoformat(today()))
	return bound.isoformat() if isinstance(bound, (date, time)) else str(bound)


def _customer(given: Mapping[str, Any]) -> str:
	scope = scope_of(frappe.session.user)
	chosen = chosen_customer(given, scope)
	return chosen if chosen in scope.customers else ""


def _completed(
	question: Any,
	field: FormField,
	form: RequestForm,
	given: Mapping[str, Any],
	customer: str,
	found: dict[tuple[FieldKind, str], Records],
) -> Any:
	kind = field.definition.kind
	if field.groups:
		options_of = question.name.removesuffix(field.definition.name) + field.definition.options_of
		return replace(question, groups=_translated(field.groups), options_of=options_of)
	if kind not in LINKS:
		return question
	words = text_of(given, question.name + WORDS)
	key = (kind, words)
	if key not in found:
		found[key] = _records(kind, customer, words) if customer else Records(())
	options = _with_chosen(found[key].options, question.value, field, form, customer)
	return replace(question, options=options, words=words, more=found[key].more)


def _records(kind: FieldKind, customer: str, words: str) -> Records:
	if kind is FieldKind.EQUIPMENT:
		rows = equipment_rows({"customer": customer, "q": words, "usable": "1"}, MOST + 1)
		called = [Option(row.name, " · ".join(filter(None, (row.title, row.place)))) for row in rows]
		return Records(tuple(called[:MOST]), bool(words) or len(called) > MOST)
	if kind is FieldKind.COLLEAGUE:
		people = colleagues(customer, frappe.session.user, patterns(words), MOST + 1)
		options = tuple(Option(user, name) for user, name in people[:MOST])
		return Records(options, bool(words) or len(people) > MOST)
	covered = narrowed(covers([customer], date.fromisoformat(today())), scope_of(frappe.session.user))
	names = [cover.contract if kind is FieldKind.CONTRACT else cover.service for cover in covered]
	return Records(tuple(Option(name, name) for name in dict.fromkeys(names) if name))


def _with_chosen(
	options: tuple[Option, ...], chosen: str, field: FormField, form: RequestForm, customer: str
) -> tuple[Option, ...]:
	"""The record that was chosen is always among the options, if it may be named at all."""
	if not chosen or not customer or any(option.value == chosen for option in options):
		return options
	question = field.definition.name
	known = named(form, {question: chosen}, customer, frappe.session.user).get(question, {})
	return (*(Option(name, called) for name, called in known.items()), *options)


def _translated(groups: Sequence[OptionGroup]) -> tuple[tuple[str, str, tuple[Option, ...]], ...]:
	"""Each answer of the other question, how it is called, and what it opens."""
	return tuple(
		(
			group.label,
			own_words(group.label),
			tuple(replace(option, label=own_words(option.label)) for option in group.options),
		)
		for group in groups
	)
