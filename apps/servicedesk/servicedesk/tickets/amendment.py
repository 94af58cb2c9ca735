"""A customer changes their request, as long as nobody has accepted it. Source: manual integrator 12.

Acceptance is a matter of the state's category and of the mark that acceptance leaves: a ticket that came back to a new
state was accepted all the same. The ticket is locked while that is asked, so of a specialist who accepts and a customer
who saves in the same second one comes second, and is told so.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import FormField, RequestForm, form_of
from servicedesk.domain.form_answers import FieldDefinition, FieldKind
from servicedesk.domain.lifecycle import StateCategory, customer_may_edit
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.domain.uploads import safe_file_name
from servicedesk.messaging.outbox import queue
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets import attachments, audit, history, intake, transitions
from servicedesk.tickets.notices import customer_edited

# What each answer was, and what it is now, by the words that the customer knows it by.
Changes = Mapping[str, tuple[str, str]]
# What a ticket without a form, which staff wrote down, is asked for.
PLAIN_FIELDS = (("subject", FieldKind.TEXT), ("description", FieldKind.LONG_TEXT))

# Files are told of by their names, when they come.
FILE = str(FieldKind.FILE)

# What a request is about, beside its answers.
ABOUT = ("contract", "service", "equipment")


@dataclass(frozen=True)
class Amendment:
	"""What a customer sends: answers by the form's field names, what it is about, and the version that they have seen.

	What is None was not sent, and stays; an empty `equipment` means that it is about no piece any more.
	"""

	answers: Mapping[str, Any]
	contract: str | None = None
	service: str | None = None
	equipment: str | None = None
	files: Sequence[attachments.IncomingFile] = ()
	version: str = ""


def may_edit(ticket: Any, user: str) -> bool:
	"""Whether this user may change the ticket now: its requester or their customer's manager, until acceptance."""
	mine = ticket.requester == user or ticket.customer in scope_of(user).managed
	return mine and customer_may_edit(StateCategory(ticket.state_category)) and not ticket.accepted_at


def version_of(ticket: Any) -> str:
	"""What a form remembers, so that nobody writes over what somebody else has changed in between."""
	return str(ticket.modified)


def form_for(ticket: Any) -> RequestForm:
	"""The form that the ticket was asked with, published or not; summary and description for one without."""
	if ticket.request_type:
		return form_of(ticket.request_type, ticket.form_version or "")
	labels = {"subject": _("Summary"), "description": _("Description")}
	fields = tuple(
		FormField(FieldDefinition(name, labels[name], kind, name == "subject"), "", "", name)
		for name, kind in PLAIN_FIELDS
	)
	return RequestForm("", "", "", "", "", "", frozenset(), fields)


def answers_of(ticket: Any, form: RequestForm) -> dict[str, Any]:
	"""What the form was answered with, as somebody would type it."""
	stored = _stored(ticket, form)
	answers = {}
	for field in form.fields:
		name, kind = field.definition.name, field.definition.kind
		value = unshield(stored.get(name))
		answers[name] = value.split("\n") if kind is FieldKind.MULTIPLE_CHOICE and value else value
	return answers


def _stored(ticket: Any, form: RequestForm) -> dict[str, str]:
	"""What the customer has said, by the form's field names; of a ticket that staff wrote down, what its fields say."""
	if ticket.answers:
		return {row.field_name: row.value or "" for row in ticket.answers}
	return {
		field.definition.name: str(ticket.get(field.maps_to) or "") for field in form.fields if field.maps_to
	}


def amend(name: str, amendment: Amendment) -> Any:
	"""Write the customer's changes into the ticket; return it.

	Raises Conflict when the ticket has been accepted or changed meanwhile; Refused and NotCovered as the intake does.
	What was the same before leaves no trace.
	"""
	ticket = transitions.locked(name)
	_check_may_edit(ticket, amendment)
	form = form_for(ticket)
	new_files = _new_files(ticket.name, amendment.files)
	chosen = _chosen(ticket, amendment)
	filled = intake.examine(
		_request(ticket, form, amendment, chosen), form, cover_kept=not any(chosen.values())
	)
	before = _said(ticket, form)
	_write(ticket, form, filled, chosen)
	changed = _differences(before, _said(ticket, form))
	if changed or new_files:
		_save(ticket, changed, new_files)
	return ticket


def _check_may_edit(ticket: Any, amendment: Amendment) -> None:
	if not may_edit(ticket, frappe.session.user):
		frappe.throw(
			_("This request cannot be changed any more: it is in the state {0}.").format(
				ticket.workflow_state
			),
			Conflict,
		)
	if amendment.version and amendment.version != version_of(ticket):
		frappe.throw(
			_("Somebody has changed this request meanwhile. Please check what you typed and save again."),
			Conflict,
		)


def _chosen(ticket: Any, amendment: Amendment) -> dict[str, str]:
	"""Of what the request is about, what was sent and is not what the ticket has: staff may have put that right."""
	sent = {name: getattr(amendment, name) for name in ABOUT}
	return {
		name: value for name, value in sent.items() if value is not None and value != (ticket.get(name) or "")
	}


def _request(
	ticket: Any, form: RequestForm, amendment: Amendment, chosen: Mapping[str, str]
) -> intake.TicketRequest:
	"""As if the ticket were opened now by whoever it is for, with the files that it has already.

	What stays as it is, of what the request is about, is not asked again: it may have ended meanwhile.
	"""
	about: dict[str, Any] = dict.fromkeys(ABOUT)
	if any(chosen.values()):
		about = {name: getattr(amendment, name) for name in ABOUT}
	if chosen.get("service"):
		about["contract"] = about["contract"] or ticket.contract
	return intake.TicketRequest(
		request_type=form.name,
		customer=ticket.customer,
		requester=ticket.requester,
		channel=ticket.channel,
		answers=amendment.answers,
		files=amendment.files,
		kept_files=_kept_files(ticket, form),
		**about,
	)


def _kept_files(ticket: Any, form: RequestForm) -> dict[str, list[str]]:
	"""The files that the ticket has already, by question; one that came before questions were noted answers any."""
	stored = {
		row.field_name: (row.value or "").split("\n") for row in ticket.answers if row.field_type == FILE
	}
	asked = [field.definition.name for field in form.fields if field.definition.kind is FieldKind.FILE]
	is_older = not ticket.form_version and set(asked) - stored.keys()
	there = attachments.files_of(ticket.name) if is_older else []
	any_file = [unshield(there[0].file_name)] if there else []
	return {name: [unshield(value) for value in stored.get(name, any_file)] for name in asked}


def _write(ticket: Any, form: RequestForm, filled: intake.Filled, chosen: Mapping[str, str]) -> None:
	"""Only what was changed: what else stands in the ticket is as it came, or as staff have put it right."""
	changed = _answered_anew(ticket, form, filled)
	for field in sorted(changed):
		ticket.set(field, filled.values.get(field))
	for name, value in chosen.items():
		ticket.set(name, value or None)
	if "subject" in changed:
		ticket.subject = clean_line(filled.values["subject"])[: intake.SUBJECT_LENGTH]
	stored = {row.field_name: row for row in ticket.answers}
	ticket.set("answers", [])
	for values in filled.answers if ticket.request_type else ():
		row = stored.get(values["field_name"])
		ticket.append("answers", {**(row.as_dict() if row else {}), **values})


def _answered_anew(ticket: Any, form: RequestForm, filled: intake.Filled) -> set[str]:
	"""The ticket's fields whose questions have another answer than before."""
	was = _stored(ticket, form)
	now = {row["field_name"]: row["value"] for row in filled.answers}
	mapped = {field.definition.name: field.maps_to for field in form.fields if field.maps_to}
	return {field for name, field in mapped.items() if was.get(name, "") != now.get(name, "")}


def _said(ticket: Any, form: RequestForm) -> dict[str, str]:
	"""Everything that the customer may change, by the words that they know it by."""
	said = {row.label: row.value or "" for row in ticket.answers if row.field_type != FILE}
	if not ticket.request_type:
		said = {field.definition.label: ticket.get(field.maps_to) or "" for field in form.fields}
	about = {_("Contract"): ticket.contract, _("Service"): ticket.service, _("Equipment"): ticket.equipment}
	return {**said, **{label: str(value or "") for label, value in about.items()}}


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
	"""What each changed answer was, and what it is now."""
	return {
		label: (before.get(label, ""), now.get(label, ""))
		for label in {**before, **now}
		if before.get(label, "") != now.get(label, "")
	}


def _save(ticket: Any, changed: Changes, files: Sequence[attachments.IncomingFile]) -> None:
	"""Save, add the files, and leave word: to the history for everybody, to the agent who has it by mail."""
	now = utc_now()
	ticket.flags.references_checked = True
	# Each changed answer gets an entry of its own below.
	ticket.flags.noted_tables = ("answers",)
	# Customers may not write tickets; what they may change of theirs, and until when, was asked above.
	ticket.flags.ignore_permissions = True
	ticket.save()
	attachments.attach(ticket.name, files)
	what = ", ".join((*changed, *(safe_file_name(file.name) for file in files)))
	history.append(ticket.name, [_edited(ticket, what, now), *_details(ticket, changed, now)])
	ticket.db_set("last_activity_at", to_system(now), update_modified=False)
	queue(customer_edited(ticket, now.isoformat(), what))


def _edited(ticket: Any, what: str, now: datetime) -> history.Event:
	return history.Event(history.EDITED, now, ticket.state_category, detail=what)


def _details(ticket: Any, changed: Changes, now: datetime) -> list[history.Event]:
	return [
		history.Event(
			history.FIELD_CHANGED,
			now,
			ticket.state_category,
			visible_to_customer=False,
			field=label,
			from_value=audit.fitting(was),
			to_value=audit.fitting(became),
		)
		for label, (was, became) in changed.items()
	]


def _new_files(ticket: str, files: Sequence[attachments.IncomingFile]) -> list[attachments.IncomingFile]:
	"""Without those that are there already: a form that was sent twice adds nothing twice. One statement."""
	if not files:
		return []
	there = set(
		frappe.get_all(
			"File",
			filters={"attached_to_doctype": "SD Ticket", "attached_to_name": ticket},
			pluck="content_hash",
		)
	)
	return [file for file in files if _content_hash(file.content) not in there]


def _content_hash(content: bytes) -> str:
	"""As the framework marks files: to know one again, not to guard anything."""
	return hashlib.md5(content, usedforsecurity=False).hexdigest()
