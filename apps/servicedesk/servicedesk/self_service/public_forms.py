"""Public forms as the portal shows them to strangers: the form's questions, and who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.catalogue.request_forms import RequestForm
from servicedesk.channels.public_form import passes
from servicedesk.channels.public_form.inbound import PASS, PROOF, receive
from servicedesk.channels.public_form.settings import public_form, public_forms, question_of
from servicedesk.self_service.file_rules import file_rules
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.new_request import FormPage, answers_of, questions
from servicedesk.self_service.request_subject import Subject
from servicedesk.tickets.attachments import IncomingFile

NOTHING_KNOWN = Subject([], "", [], "", [], "", [], "", "", False)


@dataclass(frozen=True)
class PublicOffer:
	"""A form that is open to everybody."""

	title: str
	description: str
	icon: str
	kind: str
	address: str


@dataclass(frozen=True)
class PublicPage:
	"""The form with what a stranger is asked about themselves; `pass_text` is sent along unseen."""

	form: FormPage
	pass_text: str
	contact_name: str
	contact_email: str
	question: str
	proof: str


def public_offers() -> list[PublicOffer]:
	"""What anybody may ask for."""
	return [
		PublicOffer(
			own_words(form.title), own_words(form.description), form.icon, form.kind, address_of(form)
		)
		for form in public_forms()
	]


def open_form(route: str) -> RequestForm:
	"""The public form at that address; raises PageDoesNotExistError."""
	form = public_form(route)
	if not form:
		raise frappe.PageDoesNotExistError
	return form


def public_page(
	route: str,
	typed: Mapping[str, Any] | None = None,
	problems: Mapping[str, str] | None = None,
	*,
	new_pass: bool = True,
	had_files: bool = False,
) -> PublicPage:
	"""The form, empty or with what was typed; `new_pass`: the one that was sent is over, or there was none.

	`had_files`: files came along. Those of strangers are not kept anywhere.
	"""
	form = open_form(route)
	given, found = typed or {}, dict(problems or {})
	return PublicPage(
		form=FormPage(
			title=own_words(form.title),
			description=own_words(form.description),
			route=form.route,
			questions=questions(form, given, found, is_new=typed is None),
			about=NOTHING_KNOWN,
			errors=found,
			key="",
			file_rules=file_rules(),
			address=address_of(form),
			choose_again=had_files,
		),
		pass_text=passes.issue(route) if new_pass else str(given.get(PASS) or ""),
		contact_name=str(given.get("contact_name") or ""),
		contact_email=str(given.get("contact_email") or ""),
		question=own_words(question_of(form)[0]),
		proof=str(given.get(PROOF) or ""),
	)


def take_in(route: str, typed: Mapping[str, Any], files: list[IncomingFile]) -> str:
	"""Open the ticket; return its number. Raises as `inbound.receive` does."""
	form = open_form(route)
	return receive(form, typed, answers_of(form, typed), files, str(frappe.local.lang or ""))


def address_of(form: RequestForm) -> str:
	"""Where the form is."""
	return f"/portal/public/{form.route}"
