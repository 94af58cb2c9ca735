"""Endpoints of the quick entry of calls. What they do stands in `tickets.call_log` and `tickets.caller_search`."""

import json
from typing import Any

import frappe
from frappe import _

from servicedesk.shared.errors import refuse
from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import call_log, caller_search


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def find_caller(text: str) -> dict[str, list[Any]]:
	"""People and customers that fit a number or the beginning of a name."""
	frappe.has_permission("SD Portal Account", throw=True)
	return caller_search.find(text)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def choices() -> dict[str, Any]:
	"""Request types and channels."""
	return call_log.choices()


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def questions(request_type: str) -> list[dict[str, Any]]:
	"""What the request type's form demands beyond the text."""
	return call_log.questions(request_type)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def log(
	customer: str,
	request_type: str,
	text: str,
	channel: str = "Phone",
	requester: str = "",
	phone: str = "",
	answers: str = "{}",
	key: str = "",
) -> str:
	"""Make a ticket on the customer's behalf; return its number. `answers` is a JSON object."""
	frappe.has_permission("SD Ticket", "create", throw=True)
	ticket = call_log.log(
		call_log.Call(customer, requester, request_type, channel, text, phone),
		answers=_object(answers),
		key=key,
	)
	return str(ticket.name)


def _object(text: str) -> dict[str, Any]:
	try:
		value = json.loads(text or "{}")
	except ValueError:
		value = None
	if not isinstance(value, dict):
		refuse({"answers": _("These answers cannot be read.")})
	return value
