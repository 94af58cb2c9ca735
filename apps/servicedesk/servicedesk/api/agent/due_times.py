"""Endpoint of the tickets' calendar."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from servicedesk.shared.errors import refuse
from servicedesk.shared.guards import agent_endpoint, require_right
from servicedesk.tickets import due_times

SAID_BY_FILTERS = ("agent", "team")


@frappe.whitelist(methods=["GET", "POST"])
@agent_endpoint
def between(start: str, end: str, filters: str = "[]", doctype: str = "", field_map: str = "") -> Any:
	"""Due times for the framework's calendar, which also sends the DocType, its map of fields and the list's filters."""
	require_right("SD Ticket", "read")
	said = {row[1]: row[3] for row in _rows(filters) if row[1] in SAID_BY_FILTERS and row[2] == "="}
	return due_times.between(_moment(start), _moment(end), **said)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def next_due(numbers: str | list[str]) -> dict[str, Any]:
	"""When each of a list's tickets that the caller may see is due next."""
	names = frappe.parse_json(numbers)
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		refuse({"numbers": _("Mark at least one request.")})
	seen = frappe.get_list("SD Ticket", filters={"name": ["in", names]}, pluck="name") if names else []
	return due_times.next_due(seen)


def _rows(filters: str) -> list[list[Any]]:
	try:
		rows = json.loads(filters or "[]")
	except ValueError:
		rows = None
	if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) > 3 for row in rows):
		refuse({"filters": _("These filters cannot be read.")})
	return rows


def _moment(text: str) -> str:
	try:
		return str(get_datetime(text))
	except (ValueError, TypeError):
		refuse({"start": _("This is not a date.")})
