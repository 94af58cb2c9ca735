"""The form of a new request, as the portal shows it and takes it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.form_versions import answers_no_more, asked_no_more
from servicedesk.catalogue.record_options import Option
from servicedesk.catalogue.request_forms import FormField, RequestForm, form_by_route
from servicedesk.domain.form_definitions import DEFAULT_MAXIMUM_LENGTHS
from servicedesk.domain.message_template import fill
from servicedesk.self_service import record_choices
from servicedesk.self_service.file_rules import FileRules, file_rules
from servicedesk.self_service.form_drafts import PREFIX, intake_key
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.offered import covered_services, is_offered
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.request_block import block_names, filled, own_answers
from servicedesk.self_service.request_subject import Subject, chosen_customer, subject_of
from servicedesk.shared.errors import refuse
from servicedesk.shared.people import full_name
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.intake import TicketRequest, open_ticket

SUBJECT = "subject"


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
	# Whether requests that fit are shown while this one is typed.
	suggests: bool = False
	# Of a choice whose options another answer decides: that question's name, and (answer, its label, options) for each.
	options_of: str = ""
	groups: tuple[tuple[str, str, tuple[Option, ...]], ...] = ()
	# Of a record to choose: what was searched, and whether there are more than are listed.
	words: str = ""
	more: bool = False
	minimum: str = ""
	maximum: str = ""


@dataclass(frozen=True)
class KeptFile:
	"""A file that was chosen before and is kept with the form's draft."""

	name: str
	file_name: str
	size: str


@dataclass(frozen=True)
class DraftOffer:
	"""A form that the reader has left half-filled: its key, and when."""

	key: str
	saved: str


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
	# Whether what fits is shown while the subject is typed: not to strangers.
	suggests: bool = False
	# Whether everything is looked over before it is sent.
	review: bool = False
	# Which version of the form is shown, for what comes back from a page that was left open.
	form_version: str = ""
	# What was typed for questions that the form has asked before, and asks no more: label and text.
	gone: Sequence[tuple[str, str]] = ()
	kept_files: Sequence[KeptFile] = ()
	offer: DraftOffer | None = None
	# Whether files came along that are not kept: a browser without script forgets what was chosen.
	choose_again: bool = False


def form_page(
	route: str,
	typed: Mapping[str, Any] | None = None,
	errors: Mapping[str, str] | None = None,
	about: Mapping[str, Any] | None = None,
) -> FormPage:
	"""The form at that address, empty or with what was typed; raises PageDoesNotExistError for none.

	`about` is what the request is known to be about before anything is typed: customer, contract, service, equipment.
	"""
	form = offered_form(route)
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
		suggests=True,
		review=form.review,
		form_version=form.version,
		gone=_asked_no_more(form, typed or {}),
	)


def _asked_no_more(form: RequestForm, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
	"""What was typed into a page of an older form. No statement where it is the form of now."""
	gone = asked_no_more(text_of(typed, "form_version"), form, _without_prefix(typed))
	return [(own_words(label), text) for label, text in gone]


def _answers_no_more(form: RequestForm, typed: Mapping[str, Any]) -> dict[str, Any]:
	"""What was typed there as answers, for the intake to refuse: dropped in silence it would be lost."""
	return answers_no_more(text_of(typed, "form_version"), form, _without_prefix(typed))


def _without_prefix(typed: Mapping[str, Any]) -> dict[str, Any]:
	return {name.removeprefix(PREFIX): value for name, value in typed.items() if name.startswith(PREFIX)}


def _filled_block(form: RequestForm, typed: Mapping[str, Any], piece: str) -> dict[str, Any]:
	"""What the form shows of the block: what was typed, and what the picked piece says of the rest."""
	answers = filled(form, own_answers(form, answers_of(form, typed), typed), piece)
	return {PREFIX + name: answers.get(name, "") for name in block_names(form) if name in answers or typed}


def questions(
	form: RequestForm, given: Mapping[str, Any], errors: dict[str, str], *, is_new: bool
) -> list[Question]:
	"""The form's questions with what was typed; a form that is new begins with its defaults."""
	asked = [_question(field, given, errors, is_new) for field in form.fields]
	return record_choices.completed(asked, form, given)


def submit(route: str, typed: Mapping[str, Any], files: Sequence[IncomingFile]) -> Any:
	"""Open the ticket that was filled in; return it. Raises as `intake.open_ticket` does."""
	return open_ticket(ticket_request(offered_form(route), typed, files))


def ticket_request(
	form: RequestForm, typed: Mapping[str, Any], files: Sequence[IncomingFile]
) -> TicketRequest:
	"""What was filled in, as the intake takes it. Raises Refused for no customer."""
	return TicketRequest(
		request_type=form.name,
		customer=_customer(typed),
		requester=frappe.session.user,
		channel="Portal",
		answers={**own_answers(form, answers_of(form, typed), typed), **_answers_no_more(form, typed)},
		service=text_of(typed, "service") or None,
		contract=text_of(typed, "contract") or None,
		equipment=text_of(typed, "equipment") or None,
		files=files,
		key=intake_key(str(typed.get("key") or "")),
		form_version=text_of(typed, "form_version"),
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


def offered_form(route: str) -> RequestForm:
	"""The form at that address, if the reader is offered it; raises PageDoesNotExistError."""
	form = form_by_route(route)
	scope = scope_of(frappe.session.user)
	if not form or not is_offered(form.services, scope, covered_services(scope, scope.customers)):
		raise frappe.PageDoesNotExistError
	return form


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
	if "{" not in default:
		return default
	user = frappe.session.user
	return fill(default, {"requester": "" if user == "Guest" else full_name(user)})


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
		options=tuple(_in_own_words(choice) for choice in field.choices),
		max_length=definition.max_length or DEFAULT_MAXIMUM_LENGTHS.get(definition.kind),
		error=errors.get(definition.name, ""),
		depends_on=PREFIX + depends_on if depends_on else "",
		depends_values="\n".join(depends_values),
		suggests=field.maps_to == SUBJECT,
		minimum=record_choices.limit(definition.minimum, definition.kind),
		maximum=record_choices.limit(definition.maximum, definition.kind),
	)


def _in_own_words(choice: Option) -> Option:
	return replace(choice, label=own_words(choice.label), help=own_words(choice.help))
