"""A ticket for somebody who phones, or has written to an agent: made on the customer's behalf, through the one door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import RequestForm, form_of, published_forms
from servicedesk.domain.form_answers import FieldKind
from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.shared.errors import refuse
from servicedesk.tickets import attachments
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.call_form import DESCRIPTION, PHONE, SUMMARY, heard_fields
from servicedesk.tickets.intake import TicketRequest, open_ticket

LONGEST_SUMMARY = 140
CHANNELS_BY_HAND = ("Phone", "Email", "Chat", "Callback")


def choices() -> dict[str, Any]:
	"""What may be chosen before anything is known: request types in their order, and channels."""
	types = [{"value": row["name"], "label": _(row["title"])} for row in published_forms()]
	return {"request_types": types, "channels": list(CHANNELS_BY_HAND)}


@dataclass(frozen=True)
class Call:
	"""What an agent has heard: who, of which customer, what, how it came, and what it is about.

	`requester` may be empty, and so may contract, service and equipment: what fits is found then.
	"""

	customer: str
	requester: str
	request_type: str
	channel: str
	text: str
	phone: str = ""
	contract: str = ""
	service: str = ""
	equipment: str = ""


def log(
	call: Call,
	*,
	answers: Mapping[str, Any] | None = None,
	files: Sequence[IncomingFile] = (),
	key: str = "",
) -> Any:
	"""Make the ticket; return it. The same key again returns the one made before.

	`answers`: to what `call_form.questions` asks; checked by the door itself, as those of the portal's form are.
	`files`: for the form's own fields, and any others beside them. Raises Refused with a sentence for each field
	that cannot be taken, in the names of a call's parts or of the form's fields, and NotCovered as `open_ticket`
	does; nothing is made then.
	"""
	form, given = _checked_form(call), dict(answers or {})
	own, beside = _of_the_form(form, files)
	if problems := attachments.problems(beside):
		refuse(problems)
	# Never a key of the portal's forms, whatever somebody sends.
	intake_key = f"call:{frappe.session.user}:{key}" if key else None
	made_before = bool(beside and key and frappe.db.exists("SD Ticket", {"intake_key": intake_key}))
	ticket = open_ticket(
		TicketRequest(
			request_type=call.request_type,
			customer=call.customer,
			requester=call.requester or None,
			channel=call.channel,
			answers={**given, **_from_text(form, call, given)},
			service=call.service or None,
			contract=call.contract or None,
			equipment=call.equipment or None,
			files=own,
			key=intake_key,
		)
	)
	if not made_before:
		attachments.attach(ticket.name, beside)
	if call.phone and not ticket.contact_phone:
		ticket.db_set(PHONE, call.phone.strip()[:LONGEST_SUMMARY], update_modified=False)
	return ticket


def _checked_form(call: Call) -> RequestForm:
	problems = {}
	if not call.customer or not frappe.db.exists("SD Customer", call.customer):
		problems["customer"] = _("Choose the customer.")
	if call.request_type not in {row["name"] for row in published_forms()}:
		problems["request_type"] = _("Choose what the request is.")
	if call.channel not in CHANNELS_BY_HAND:
		problems["channel"] = _("Choose how the customer has reached you.")
	if not clean_lines(call.text or ""):
		problems["text"] = _("Write what the customer has said.")
	if problems:
		refuse(problems)
	frappe.get_doc("SD Customer", call.customer).check_permission("read")
	return form_of(call.request_type)


def _of_the_form(
	form: RequestForm, files: Sequence[IncomingFile]
) -> tuple[list[IncomingFile], list[IncomingFile]]:
	"""The files that answer the form's own questions, and those that the agent adds where it asks for none."""
	asked = {field.definition.name for field in form.fields if field.definition.kind is FieldKind.FILE}
	own = [file for file in files if file.field in asked]
	return own, [file for file in files if file.field not in asked]


def _from_text(form: RequestForm, call: Call, answers: Mapping[str, Any]) -> dict[str, str]:
	"""The text under the form's own names: whole as the description, its first line as a summary that nobody gave."""
	body = clean_lines(call.text)
	values = {SUMMARY: body.split("\n")[0][:LONGEST_SUMMARY], DESCRIPTION: body, PHONE: call.phone}
	heard = heard_fields(form)
	found = {}
	for field in form.fields:
		name, value = field.definition.name, values.get(field.maps_to)
		# A summary is cut to what the form takes; a description is the customer's word and stays whole.
		longest = field.definition.max_length if field.maps_to == SUMMARY else None
		if value and (name in heard or (field.maps_to == SUMMARY and not answers.get(name))):
			found[name] = value[:longest]
	return found
