"""The answers of a form on their way into a ticket: checked against what is asked now, and as rows to be kept.

Whoever filled in an older version of the form (`TicketRequest.form_version`) is taken at their word as long as it still
fits; if not, they learn that the form has changed, beside what is wrong by each field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.form_messages import problem_messages
from servicedesk.catalogue.request_forms import FormField, RequestForm
from servicedesk.domain.form_answers import validate
from servicedesk.domain.form_definitions import LINKS, FieldKind
from servicedesk.domain.uploads import safe_file_name
from servicedesk.shared.plain_text import shield
from servicedesk.tickets import affected, record_answers

LABEL_LENGTH = 140


@dataclass(frozen=True)
class Checked:
	"""Values by question, what the records among them are called, and a sentence for each field that is refused."""

	values: Mapping[str, Any]
	named: Mapping[str, Mapping[str, str]]
	problems: dict[str, str]


def checked(request: Any, form: RequestForm, piece: str | None) -> Checked:
	"""What was given, checked; what the register knows of the affected `piece` stands in for what was left empty."""
	given = {**request.answers, **affected.filled_in(form, request.answers, piece), **_files(request, form)}
	is_stale = bool(request.form_version) and request.form_version != form.version
	if is_stale:
		given = _without_empty(given, form)
	named = record_answers.named(form, given, request.customer, request.requester)
	today = date.fromisoformat(frappe.utils.today())
	definitions = [form_field.definition for form_field in form.fields]
	values, found = validate(definitions, given, today=today, records=named)
	problems = problem_messages(found)
	if is_stale and problems:
		problems["form"] = _("The form has changed. Please check it and send it again.")
	return Checked(values, named, problems)


def rows(form: RequestForm, given: Checked) -> list[dict[str, str]]:
	"""The answers as rows of the ticket, each with its question as it was asked and what a record was called."""
	return [
		{
			"label": form_field.definition.label,
			"field_name": form_field.definition.name,
			"field_type": str(form_field.definition.kind),
			"value": shield(as_text(given.values[form_field.definition.name])),
			"shown_as": shield(_called(form_field, given))[:LABEL_LENGTH],
		}
		for form_field in form.fields
		if form_field.definition.name in given.values
	]


def as_text(value: Any) -> str:
	"""An answer as it is stored and shown: several choices on a line each, a check mark as a word."""
	if isinstance(value, bool):
		return "1" if value else "0"
	if isinstance(value, (list, tuple)):
		return "\n".join(str(part) for part in value)
	return str(value)


def _called(form_field: FormField, given: Checked) -> str:
	"""What an answer is called where that is not what is stored; "" for every other."""
	name, kind = form_field.definition.name, form_field.definition.kind
	answer = given.values[name]
	if kind in LINKS:
		return given.named[name][answer]
	labels = {option.value: option.label for option in form_field.choices if option.label != option.value}
	return labels.get(answer, "") if labels else ""


def _files(request: Any, form: RequestForm) -> dict[str, list[str]]:
	"""The names of the files by question; a name that was typed instead is no file."""
	asked = [each.definition.name for each in form.fields if each.definition.kind is FieldKind.FILE]
	found = {name: list(request.kept_files.get(name, ())) for name in asked}
	for incoming in request.files:
		found.setdefault(incoming.field, []).append(safe_file_name(incoming.name))
	return found


def _without_empty(given: Mapping[str, Any], form: RequestForm) -> dict[str, Any]:
	"""Without the questions that are asked no more and that nobody answered."""
	asked: Sequence[str] = [form_field.definition.name for form_field in form.fields]
	return {name: value for name, value in given.items() if name in asked or value not in ("", None, [])}
