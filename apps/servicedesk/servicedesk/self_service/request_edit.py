"""A request that its customer changes: the form once more, filled in with what it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import frappe

from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.self_service.choices import Choice
from servicedesk.self_service.file_rules import file_rules
from servicedesk.self_service.new_request import PREFIX, FormPage, answers_of, questions
from servicedesk.self_service.reading import readable, text_of, title_of
from servicedesk.self_service.request_subject import Subject, piece_of, subject_of
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import amendment
from servicedesk.tickets.amendment import Amendment
from servicedesk.tickets.attachments import IncomingFile


def may_edit(number: str) -> bool:
	"""Whether the reader may change the request now; raises PageDoesNotExistError for whoever may not see it."""
	return amendment.may_edit(readable("SD Ticket", number), frappe.session.user)


def edit_page(
	number: str, typed: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None
) -> FormPage:
	"""The form, with what the request holds or with what was typed; raises PageDoesNotExistError as `may_edit`."""
	ticket = readable("SD Ticket", number)
	form = amendment.form_for(ticket)
	given = _stored(ticket, form) if typed is None else typed
	found = dict(errors or {})
	return FormPage(
		title=unshield(ticket.subject),
		description="",
		route=form.route,
		questions=questions(form, {**given, "customer": ticket.customer}, found, is_new=False),
		about=_about(ticket, form, given),
		errors=found,
		key="",
		file_rules=file_rules(),
		address=f"/portal/requests/{ticket.name}/edit",
		number=ticket.name,
		version=amendment.version_of(ticket),
	)


def save(number: str, typed: Mapping[str, Any], files: Sequence[IncomingFile]) -> None:
	"""Write the changes into the request. Raises as `amendment.amend` does."""
	ticket = readable("SD Ticket", number)
	form = amendment.form_for(ticket)
	amendment.amend(
		ticket.name,
		Amendment(
			answers=answers_of(form, typed),
			contract=text_of(typed, "contract") or None,
			service=text_of(typed, "service") or None,
			equipment=_piece(ticket, typed),
			files=files,
			version=text_of(typed, "version"),
		),
	)


def as_comment(number: str, typed: Mapping[str, Any]) -> str:
	"""What was typed and differs, as a comment that could be sent instead: for whoever came too late."""
	ticket = readable("SD Ticket", number)
	form = amendment.form_for(ticket)
	stored, given = amendment.answers_of(ticket, form), answers_of(form, typed)
	labels = {field.definition.name: field.definition.label for field in form.fields}
	return "\n".join(
		f"{labels[name]}: {_one_text(value)}"
		for name, value in given.items()
		if _one_text(value) != _one_text(stored[name])
	)


def _stored(ticket: Any, form: Any) -> dict[str, Any]:
	answers = amendment.answers_of(ticket, form)
	about = {name: ticket.get(name) or "" for name in ("contract", "service", "equipment")}
	return {**{PREFIX + name: value for name, value in answers.items()}, **about}


def _piece(ticket: Any, typed: Mapping[str, Any]) -> str | None:
	"""What was chosen, "" for none; nothing where the form could not show the request's piece to whoever fills it in."""
	chosen = text_of(typed, "equipment")
	is_said = "equipment" in typed and (chosen or piece_of(ticket.equipment or ""))
	return chosen if is_said else None


def _about(ticket: Any, form: Any, given: Mapping[str, Any]) -> Subject:
	"""What may be chosen: of the request's own customer, which stays."""
	subject = subject_of(form, {**given, "customer": ticket.customer})
	name = title_of("SD Customer", ticket.customer, "customer_name")
	contracts = _with_own(subject.contracts, ticket.contract)
	services = _with_own(subject.services, ticket.service)
	return replace(
		subject,
		customers=[Choice(ticket.customer, name)],
		customer=ticket.customer,
		contracts=contracts,
		contract=_selected(contracts, text_of(given, "contract")),
		services=services,
		service=_selected(services, text_of(given, "service")),
	)


def _with_own(offered: Sequence[Choice], own: str | None) -> list[Choice]:
	"""What may be chosen, and what the request has although it may have ended; a single one is not chosen for anybody."""
	if own and all(choice.value != own for choice in offered):
		return [Choice(own, own), *offered]
	return list(offered) if own or len(offered) > 1 else []


def _selected(choices: Sequence[Choice], value: str) -> str:
	return value if any(choice.value == value for choice in choices) else ""


def _one_text(value: Any) -> str:
	text = ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
	return clean_lines(text)
