"""Endpoints of the quick entry of calls. What they do stands in `tickets.call_log`, `call_form` and `caller_search`."""

import json
from dataclasses import asdict
from typing import Any

import frappe
from frappe import _

from servicedesk.self_service.file_rules import file_rules
from servicedesk.shared.errors import Refused, refuse
from servicedesk.shared.guards import agent_endpoint, require_right
from servicedesk.tickets import call_form, call_log, caller_search
from servicedesk.tickets.attachments import files_of_request

# What the names of uploaded parts begin with; the form's field follows.
FILE_PART = "file_"


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def find_caller(text: str) -> dict[str, list[Any]]:
	"""People and customers that fit a number or the beginning of a name."""
	require_right("SD Portal Account", "read")
	return caller_search.find(text)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def choices() -> dict[str, Any]:
	"""Request types and channels, and which files may come with a call."""
	return {**call_log.choices(), "files": asdict(file_rules())}


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def questions(request_type: str) -> list[dict[str, Any]]:
	"""What the request type's form asks beyond the text."""
	return call_form.questions(request_type)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def subjects(request_type: str, customer: str, requester: str = "") -> dict[str, Any]:
	"""Contracts, services and equipment of the customer that a request of this type may be about."""
	frappe.get_doc("SD Customer", customer).check_permission("read")
	return call_form.subjects(request_type, customer, requester)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def log(
	customer: str,
	request_type: str,
	text: str,
	channel: str = "Phone",
	requester: str = "",
	phone: str = "",
	contract: str = "",
	service: str = "",
	equipment: str = "",
	answers: str = "{}",
	key: str = "",
) -> str:
	"""Make a ticket on the customer's behalf, with the files that came along; return its number.

	`answers` is a JSON object. What is refused stands in the answer's `problems`, by the names of fields.
	"""
	require_right("SD Ticket", "create")
	call = call_log.Call(
		customer, requester, request_type, channel, text, phone, contract, service, equipment
	)
	try:
		return str(call_log.log(call, answers=_object(answers), files=files_of_request(_field), key=key).name)
	except Refused as refused:
		frappe.response["problems"] = refused.problems
		raise


def _object(text: str) -> dict[str, Any]:
	try:
		value = json.loads(text or "{}")
	except ValueError:
		value = None
	if not isinstance(value, dict):
		refuse({"answers": _("These answers cannot be read.")})
	return value


def _field(part: str) -> str:
	return part.removeprefix(FILE_PART)
