"""A state that gets another name, or another state in its place: tickets, their history and the drawing follow.

Tickets move as `state_renewal` says, the history, which nobody waits for, by a worker in small steps that may be
stopped and begun again at any time.
"""

import json
from typing import Any

import frappe
from frappe.model.workflow import get_workflow_name
from frappe.query_builder import DocType

from servicedesk.service_levels.escalation_rules import RULE, forget_rules
from servicedesk.shared import background_work
from servicedesk.shared.background_work import HISTORY, Progress, Request
from servicedesk.tickets import state_renewal

BATCH = 2_000
COLUMNS = ("from_state", "to_state")


def renamed(_doc: Any, _method: str, old: str, new: str, merge: bool = False) -> None:
	"""A state has another name. Hook: Workflow State.after_rename; the framework has renamed it in tickets and workflows."""
	_redraw(old, new)
	_forget_workflows()
	if get_workflow_name("SD Ticket"):
		state_renewal.follow([new])
	_rename_history_later(old, new)


def move_tickets(old: str, new: str) -> None:
	"""Another state has taken the old one's place in the workflow: its tickets stand in the new one from now on."""
	frappe.db.set_value(RULE, {"workflow_state": old}, "workflow_state", new)
	forget_rules()
	state_renewal.replace(old, new)
	_rename_history_later(old, new)


def step(arguments: dict[str, Any], last: str) -> Progress:
	"""Write a state's new name into the next entries of the history, by their key. Doing it again changes nothing."""
	old, new = arguments["old"], arguments["new"]
	event = DocType("SD Ticket Event")
	rows = (
		frappe.qb.from_(event)
		.select(event.name, *(event[column] for column in COLUMNS))
		.where(event.name > last)
		.orderby(event.name)
		.limit(BATCH)
	).run()
	for place, column in enumerate(COLUMNS, start=1):
		names = [row[0] for row in rows if row[place] == old]
		if names:
			# query-in-loop: the two columns that name a state
			(frappe.qb.update(event).set(event[column], new).where(event.name.isin(names))).run()
	return Progress(rows[-1][0] if rows else last, len(rows), is_done=len(rows) < BATCH)


def _rename_history_later(old: str, new: str) -> None:
	arguments = {"old": old, "new": new}
	background_work.ask([Request(HISTORY, f"{old}\0{new}", f"{old} → {new}", arguments)])


def _redraw(old: str, new: str) -> None:
	"""The builder's drawings name states too."""
	for name, data in frappe.get_all(
		"Workflow", filters={"document_type": "SD Ticket"}, fields=["name", "workflow_data"], as_list=True
	):
		drawing = json.loads(data) if data else None
		if drawing and _rename_in(drawing, old, new):
			# query-in-loop: the workflows of one desk, two or three
			frappe.db.set_value("Workflow", name, "workflow_data", json.dumps(drawing))


def _rename_in(drawing: list[dict[str, Any]], old: str, new: str) -> bool:
	changed = False
	for box in drawing:
		data = box.get("data") or {}
		for key in ("state", "from", "to"):
			if data.get(key) == old:
				data[key] = new
				changed = True
	return changed


def _forget_workflows() -> None:
	for name in frappe.get_all("Workflow", filters={"document_type": "SD Ticket"}, pluck="name"):
		frappe.clear_document_cache("Workflow", name)
