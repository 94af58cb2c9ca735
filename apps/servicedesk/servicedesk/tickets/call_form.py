"""What a request type's form asks while somebody is on the line: its own questions, and what the call may be about."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import today

from servicedesk.agreements.coverage import why_not_covered
from servicedesk.catalogue.request_forms import FormField, RequestForm, form_of
from servicedesk.domain.form_definitions import SILENT, parents_of
from servicedesk.shared.errors import refuse
from servicedesk.shared.visibility import Scope, acts_for, scope_of
from servicedesk.tickets import record_answers
from servicedesk.tickets.intake import offered

SUMMARY, DESCRIPTION, PHONE = "subject", "description", "contact_phone"
# What classifies a ticket is asked even where the form leaves it open: agents know it while they listen.
AT_ONCE = frozenset(("impact", "urgency", "category"))


def questions(request_type: str) -> list[dict[str, Any]]:
	"""What the type's form asks beyond the text, in its order. One that depends on another follows it.

	`at_once`: what has to be answered before a ticket can be made, or classifies it; the rest may wait behind a
	heading. A default may hold "{requester}", which whoever shows the question fills once it is known who calls.
	"""
	at_once: set[str] = set()
	asked = []
	form = form_of(request_type)
	heard = heard_fields(form)
	for field in form.fields:
		if field.definition.kind in SILENT or field.definition.name in heard:
			continue
		if _cannot_wait(field, at_once):
			at_once.add(field.definition.name)
		asked.append(_question(field, field.definition.name in at_once))
	return asked


def heard_fields(form: RequestForm) -> set[str]:
	"""The form's fields that the call's own text and number answer, so that nobody is asked for them.

	Where the form can do without a description it is about something else, and its summary may mean more than the
	first line of what was said: a colleague's name, for example. It is offered then, and may be left empty.
	"""
	described = [field.definition.mandatory for field in form.fields if field.maps_to == DESCRIPTION]
	summed_up = not described or any(described)
	heard = {DESCRIPTION, PHONE} | ({SUMMARY} if summed_up else set())
	return {field.definition.name for field in form.fields if field.maps_to in heard}


def subjects(request_type: str, customer: str, requester: str) -> dict[str, Any]:
	"""What a request of this customer may be about: contracts, services, whether there is equipment to choose.

	`warning`: why the request would be refused for want of a contract, else "". The caller may read the customer;
	raises Refused for a person who does not act for it.
	"""
	if requester and not acts_for(requester, customer):
		refuse({"customer": _("This person does not act for the customer.")})
	scope = scope_of(requester) if requester else Scope(user="")
	on = date.fromisoformat(today())
	form = form_of(request_type)
	found = offered(scope, customer, form, on)
	required = frappe.get_cached_doc("SD Settings").contract_required
	pieces = {"customer": customer, "equipment_state": ["!=", "Retired"]}
	return {
		"contracts": list(dict.fromkeys(cover.contract for cover in found)),
		"services": list(dict.fromkeys(cover.service for cover in found if cover.service)),
		"equipment": bool(frappe.db.exists("SD Equipment", pieces)),
		"warning": why_not_covered(customer, on, scope.contracts) if required and not found else "",
		"records": record_answers.offered(form, customer, requester or None),
	}


def _cannot_wait(field: FormField, at_once: set[str]) -> bool:
	definition = field.definition
	if not at_once.issuperset(parents_of(definition)):
		return False
	return definition.mandatory or field.maps_to in AT_ONCE


def _question(field: FormField, at_once: bool) -> dict[str, Any]:
	definition = field.definition
	depends_on, shown_with = definition.depends_on or ("", ())
	return {
		"name": definition.name,
		"label": definition.label,
		"kind": definition.kind.value,
		"options": [{"value": choice.value, "label": choice.label} for choice in field.choices],
		"options_of": definition.options_of,
		"groups": [
			{
				"answer": group.label,
				"options": [{"value": choice.value, "label": choice.label} for choice in group.options],
			}
			for group in field.groups
		],
		"mandatory": definition.mandatory and field.maps_to != SUMMARY,
		"default": field.default,
		"help": field.help_text,
		"max_length": definition.max_length,
		"depends_on": depends_on,
		"shown_with": list(shown_with),
		"at_once": at_once,
	}
