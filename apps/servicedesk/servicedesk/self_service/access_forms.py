"""What the forms of access show: registration, and passwords."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.access import registration, secret_questions
from servicedesk.domain.person_details import Detail

ADDRESS_OF_FORM = "/portal/register/form"


@dataclass(frozen=True)
class Field:
	"""One field to fill in. `kind` is the input's type, or `long`."""

	name: str
	label: str
	kind: str
	value: str
	error: str
	mandatory: bool
	longest: int
	autocomplete: str


@dataclass(frozen=True)
class RegistrationForm:
	"""The page of registration."""

	fields: list[Field]
	questions: list[str]
	question: str
	answer: str
	question_needed: bool
	errors: Mapping[str, str]
	paper: str
	waits_for_staff: bool


def registration_form(
	typed: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None
) -> RegistrationForm:
	"""The form, with what was typed and what is wrong with it."""
	given, wrong = typed or {}, errors or {}
	settings = frappe.get_cached_doc("SD Settings")
	return RegistrationForm(
		fields=[
			_field(name, label, kind, autocomplete, given, wrong)
			for name, label, kind, autocomplete in _labels()
		],
		questions=secret_questions.questions(),
		question=_single(given, "question"),
		answer=_single(given, "answer"),
		question_needed=bool(settings.secret_question_required),
		errors=wrong,
		paper=ADDRESS_OF_FORM if settings.registration_form else "",
		waits_for_staff=registration.mode() == registration.BY_APPROVAL,
	)


def is_registration_offered() -> bool:
	"""Whether people may register by themselves."""
	return registration.mode() != registration.OFF


def paper_without_registration() -> str:
	"""The address of the form to have signed where staff register all accounts; manual software-vendor 1."""
	paper = frappe.get_cached_doc("SD Settings").registration_form
	return ADDRESS_OF_FORM if paper and not is_registration_offered() else ""


def _labels() -> tuple[tuple[str, str, str, str], ...]:
	return (
		("organisation", _("Organisation"), "text", "organization"),
		("first_name", _("First name"), "text", "given-name"),
		("last_name", _("Last name"), "text", "family-name"),
		("position", _("Position"), "text", "organization-title"),
		("city", _("City"), "text", "address-level2"),
		("address", _("Address"), "long", "street-address"),
		("phone", _("Phone number"), "tel", "tel"),
		("email", _("Email"), "email", "email"),
	)


def _field(
	name: str, label: str, kind: str, autocomplete: str, given: Mapping[str, Any], wrong: Mapping[str, str]
) -> Field:
	detail: Detail = registration.WANTED[name]
	return Field(
		name=name,
		label=label,
		kind=kind,
		value=_single(given, name),
		error=wrong.get(name, ""),
		mandatory=detail.mandatory,
		longest=detail.longest,
		autocomplete=autocomplete,
	)


def _single(given: Mapping[str, Any], name: str) -> str:
	value = given.get(name)
	return str((value[-1] if isinstance(value, list) else value) or "")
