"""A ticket for somebody who phones, or has written to an agent: made on the customer's behalf, through the one door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import FormField, form_of, published_forms
from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.shared.errors import refuse
from servicedesk.tickets.intake import TicketRequest, open_ticket

SUMMARY, DESCRIPTION, PHONE = "subject", "description", "contact_phone"
LONGEST_SUMMARY = 140
# What classifies a ticket is asked even where the form leaves it open: agents know it while they listen.
ALWAYS_ASKED = frozenset(("impact", "urgency", "category"))
NEVER_ASKED = frozenset(("file", "section"))
CHANNELS_BY_HAND = ("Phone", "Email", "Chat", "Callback")


def choices() -> dict[str, Any]:
	"""What may be chosen before anything is known: request types in their order, and channels."""
	types = [{"value": row["name"], "label": _(row["title"])} for row in published_forms()]
	return {"request_types": types, "channels": list(CHANNELS_BY_HAND)}


def questions(request_type: str) -> list[dict[str, Any]]:
	"""What the type's form demands beyond the text: name, label, kind, options, mandatory, default.

	A default may hold "{requester}", which whoever shows the question fills once it is known who calls.
	"""
	return [
		{
			"name": field.definition.name,
			"label": field.definition.label,
			"kind": field.definition.kind.value,
			"options": [{"value": choice.value, "label": choice.label} for choice in field.choices],
			"mandatory": field.definition.mandatory,
			"default": field.default,
		}
		for field in form_of(request_type).fields
		if _is_asked(field)
	]


@dataclass(frozen=True)
class Call:
	"""What an agent has heard: who, of which customer, what, and how it came. `requester` may be empty."""

	customer: str
	requester: str
	request_type: str
	channel: str
	text: str
	phone: str = ""


def log(call: Call, *, answers: Mapping[str, Any] | None = None, key: str = "") -> Any:
	"""Make the ticket; return it. The same key again returns the one made before.

	`answers`: to what `questions` asks. Raises Refused with a sentence for each field that cannot be taken, in the
	names of a call's parts or of the form's fields, and nothing is made then.
	"""
	_check(call)
	form = form_of(call.request_type)
	from_text = _from_text([field for field in form.fields if not _is_asked(field)], call.text, call.phone)
	ticket = open_ticket(
		TicketRequest(
			request_type=call.request_type,
			customer=call.customer,
			requester=call.requester or None,
			channel=call.channel,
			answers={**dict(answers or {}), **from_text},
			# Never a key of the portal's forms, whatever somebody sends.
			key=f"call:{frappe.session.user}:{key}" if key else None,
		)
	)
	if call.phone and not ticket.contact_phone:
		ticket.db_set(PHONE, call.phone.strip()[:LONGEST_SUMMARY], update_modified=False)
	return ticket


def _check(call: Call) -> None:
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


def _is_asked(field: FormField) -> bool:
	definition = field.definition
	if definition.kind.value in NEVER_ASKED or field.maps_to in (SUMMARY, DESCRIPTION, PHONE):
		return False
	if definition.depends_on:
		return False
	return definition.mandatory or field.maps_to in ALWAYS_ASKED


def _from_text(fields: list[FormField], text: str, phone: str) -> dict[str, str]:
	"""The text under the form's own names: whole as the description, its first line as the summary."""
	body = clean_lines(text)
	first_line = body.split("\n")[0][:LONGEST_SUMMARY]
	values = {SUMMARY: first_line, DESCRIPTION: body, PHONE: phone}
	return {field.definition.name: values[field.maps_to] for field in fields if values.get(field.maps_to)}
