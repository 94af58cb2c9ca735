"""The page before sending: everything as it will be sent, and the way back (manual internal-desk 4)."""

from collections.abc import Mapping
from dataclasses import dataclass

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import FormField
from servicedesk.domain.form_definitions import LINKS, FieldKind
from servicedesk.self_service.form_walk import FilledForm
from servicedesk.self_service.formatting import file_size, own_words
from servicedesk.self_service.new_request import ticket_request
from servicedesk.self_service.reading import title_of
from servicedesk.self_service.report_address import report_address
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets.intake import Filled, examine
from servicedesk.tickets.written_answers import written


@dataclass(frozen=True)
class ReviewRow:
	"""A question with its answer."""

	label: str
	value: str


@dataclass(frozen=True)
class ReviewPart:
	"""What stands under one heading of the form; the first part has none."""

	heading: str
	rows: list[ReviewRow]


@dataclass(frozen=True)
class ReviewFile:
	"""A file that goes along."""

	file_name: str
	size: str


@dataclass(frozen=True)
class ReviewPage:
	"""All that will be sent; `back` is the form with everything in it."""

	title: str
	about: list[ReviewRow]
	parts: list[ReviewPart]
	files: list[ReviewFile]
	key: str
	address: str
	back: str
	form_address: str


def review_page(filled: FilledForm) -> ReviewPage:
	"""The form as the intake would take it now. Raises Refused and NotCovered, as it may have changed since."""
	request = ticket_request(filled.form, filled.typed, filled.files)
	examined = examine(request, filled.form)
	form_address = f"/portal/new/{filled.form.route}"
	return ReviewPage(
		title=own_words(filled.form.title),
		about=_about(examined),
		parts=_parts(filled, examined),
		files=[ReviewFile(file.name, file_size(len(file.content))) for file in filled.files],
		key=filled.key,
		address=f"{form_address}/review",
		back=report_address(form_address, draft=filled.key),
		form_address=form_address,
	)


def _about(examined: Filled) -> list[ReviewRow]:
	values = examined.values
	rows = (
		(_("Requester"), full_name(frappe.session.user)),
		(_("Customer"), title_of("SD Customer", values["customer"], "customer_name")),
		(_("Contract"), values["contract"]),
		(_("Service"), values["service"]),
		(_("Equipment"), title_of("SD Equipment", values["equipment"], "title")),
	)
	return [ReviewRow(label, value) for label, value in rows if value]


def _parts(filled: FilledForm, examined: Filled) -> list[ReviewPart]:
	"""The answers under the form's headings, in its order; a heading under which nothing was said is left out.

	Files have a list of their own.
	"""
	answers = {row["field_name"]: row for row in examined.answers}
	parts = [ReviewPart("", [])]
	for field in filled.form.fields:
		definition = field.definition
		if definition.kind is FieldKind.SECTION:
			parts.append(ReviewPart(own_words(definition.label), []))
		elif definition.kind is not FieldKind.FILE and answers.get(definition.name):
			parts[-1].rows.append(
				ReviewRow(own_words(definition.label), _said(field, answers[definition.name]))
			)
	return [part for part in parts if part.rows]


def _said(field: FormField, row: Mapping[str, str]) -> str:
	"""An answer as people read it: a record by its name, an option by its label."""
	kind, value = field.definition.kind, unshield(row["value"])
	if kind in LINKS:
		return unshield(row.get("shown_as")) or value
	called = {option.value: own_words(option.label) for option in field.choices}
	lines = value.split("\n") if called else [written(str(kind), value)]
	return "\n".join(called.get(line, line) for line in lines)
