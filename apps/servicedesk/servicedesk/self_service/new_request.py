"""The catalogue and the form of a new request, as the portal shows them and takes them in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.record_options import Option
from servicedesk.catalogue.request_forms import (
	FormField,
	RequestForm,
	form_by_route,
	form_of,
	published_forms,
)
from servicedesk.domain.message_template import fill
from servicedesk.self_service.file_rules import FileRules, file_rules
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.report_address import report_address
from servicedesk.self_service.request_block import block_names, filled, own_answers
from servicedesk.self_service.request_subject import NAMES, Subject, chosen_customer, subject_of
from servicedesk.shared.errors import refuse
from servicedesk.shared.people import full_name
from servicedesk.shared.visibility import Scope, scope_of
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.intake import TicketRequest, open_ticket

PREFIX = "f_"


@dataclass(frozen=True)
class Offering:
	"""A request type on the catalogue's page."""

	title: str
	description: str
	icon: str
	address: str
	kind: str


@dataclass(frozen=True)
class Question:
	"""A field of the form with what was typed and what is wrong with it."""

	name: str
	label: str
	kind: str
	mandatory: bool
	help_text: str
	value: str
	values: tuple[str, ...]
	options: tuple[Option, ...]
	max_length: int | None
	error: str
	depends_on: str
	depends_values: str


@dataclass(frozen=True)
class FormPage:
	"""The form's page."""

	title: str
	description: str
	route: str
	questions: list[Question]
	about: Subject
	errors: dict[str, str]
	key: str
	file_rules: FileRules
	address: str
	# Of a request that is changed: its number, and the version of it that the form shows.
	number: str = ""
	version: str = ""
	# The questions that the picked piece of equipment answers.
	block: Sequence[str] = ()


def catalogue(about: Mapping[str, Any] | None = None) -> list[Offering]:
	"""What the signed-in customer may ask for; for something that it is about, with that in the address."""
	given = {name: value for name in NAMES if (value := text_of(about or {}, name))}
	scope = scope_of(frappe.session.user)
	return [
		Offering(
			own_words(row["title"]),
			own_words(row["description"] or ""),
			row["icon"] or "",
			report_address(f"/portal/new/{row['route']}", **given),
			row["kind"],
		)
		for row in published_forms()
		if _is_offered(row["services"], scope) and _fits(row["services"], given.get("service"))
	]


def is_about_something(given: Mapping[str, Any]) -> bool:
	"""Whether the address says what a request will be about."""
	return any(text_of(given, name) for name in NAMES)


def form_page(
	route: str,
	typed: Mapping[str, Any] | None = None,
	errors: Mapping[str, str] | None = None,
	about: Mapping[str, Any] | None = None,
) -> FormPage:
	"""The form at that address, empty or with what was typed; raises PageDoesNotExistError for none.

	`about` is what the request is known to be about before anything is typed: customer, contract, service, equipment.
	"""
	form = _form(route)
	found = dict(errors or {})
	subject = subject_of(form, typed if typed is not None else about or {})
	given = {**(typed or {}), **_filled_block(form, typed or {}, subject.piece)}
	return FormPage(
		title=own_words(form.title),
		description=own_words(form.description),
		route=form.route,
		questions=questions(form, given, found, is_new=typed is None),
		about=subject,
		errors=found,
		key=str(given.get("key") or frappe.generate_hash(length=20)),
		file_rules=file_rules(),
		address=f"/portal/new/{form.route}",
		block=[PREFIX + name for name in block_names(form)],
	)


def _filled_block(form: RequestForm, typed: Mapping[str, Any], piece: str) -> dict[str, Any]:
	"""What the form shows of the block: what was typed, and what the picked piece says of the rest."""
	answers = filled(form, own_answers(form, answers_of(form, typed), typed), piece)
	return {PREFIX + name: answers.get(name, "") for name in block_names(form) if name in answers or typed}


def questions(
	form: RequestForm, given: Mapping[str, Any], errors: dict[str, str], *, is_new: bool
) -> list[Question]:
	"""The form's questions with what was typed; a form that is new begins with its defaults."""
	return [_question(field, given, errors, is_new) for field in form.fields]


def submit(route: str, typed: Mapping[str, Any], files: Sequence[IncomingFile]) -> Any:
	"""Open the ticket that was filled in; return it. Raises as `intake.open_ticket` does."""
	form = _form(route)
	user = frappe.session.user
	key = str(typed.get("key") or "")[:60]
	return open_ticket(
		TicketRequest(
			request_type=form.name,
			customer=_customer(typed),
			requester=user,
			channel="Portal",
			answers=own_answers(form, answers_of(form, typed), typed),
			service=text_of(typed, "service") or None,
			contract=text_of(typed, "contract") or None,
			equipment=text_of(typed, "equipment") or None,
			files=files,
			key=f"{user}:{key}" if key else None,
		)
	)


def _customer(typed: Mapping[str, Any]) -> str:
	"""The customer that was chosen, or the only one there is; nobody's request lands with another by accident."""
	customer = chosen_customer(typed, scope_of(frappe.session.user))
	if not customer:
		refuse({"customer": _("Please choose from the list.")})
	return customer


def field_of_file(name: str) -> str:
	"""The form's field behind the name of an uploaded part."""
	return name[len(PREFIX) :] if name.startswith(PREFIX) else name


def _form(route: str) -> RequestForm:
	form = form_by_route(route)
	if not form or not _is_offered(form.services, scope_of(frappe.session.user)):
		raise frappe.PageDoesNotExistError
	return form_of(form.name)


def _is_offered(services: Sequence[str] | frozenset[str], scope: Scope) -> bool:
	"""A type for certain services is offered to whoever is subscribed to one of them, or to all."""
	return not services or not scope.services or not scope.services.isdisjoint(services)


def _fits(services: Sequence[str] | frozenset[str], service: str | None) -> bool:
	"""A type for certain services is no way to report a problem with another one."""
	return not services or not service or service in services


def answers_of(form: RequestForm, typed: Mapping[str, Any]) -> dict[str, Any]:
	"""What was typed into the form, by its fields' names."""
	answers = {}
	for field in form.fields:
		name = PREFIX + field.definition.name
		if name in typed:
			answers[field.definition.name] = typed[name]
	return answers


def _begun(default: str) -> str:
	"""What an answer begins with; a default may name whoever fills the form in: "{requester}"."""
	return fill(default, {"requester": full_name(frappe.session.user)}) if "{" in default else default


def _question(field: FormField, given: Mapping[str, Any], errors: dict[str, str], is_new: bool) -> Question:
	definition = field.definition
	raw = given.get(PREFIX + definition.name, _begun(field.default) if is_new else "")
	values = tuple(str(part) for part in raw) if isinstance(raw, (list, tuple)) else (str(raw),)
	depends_on, depends_values = definition.depends_on or ("", ())
	return Question(
		name=PREFIX + definition.name,
		label=own_words(definition.label),
		kind=str(definition.kind),
		mandatory=definition.mandatory,
		help_text=own_words(field.help_text),
		value=values[0] if values else "",
		values=values,
		options=tuple(replace(choice, label=own_words(choice.label)) for choice in field.choices),
		max_length=definition.max_length,
		error=errors.get(definition.name, ""),
		depends_on=PREFIX + depends_on if depends_on else "",
		depends_values="\n".join(depends_values),
	)
