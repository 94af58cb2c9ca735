"""A state that gets another name, or another state in its place: tickets, their history and the drawing follow.

Tickets move in the transaction of the edit, by the index of their state; the history, which nobody waits for, is
rewritten by a worker in small steps that may be stopped and begun again at any time.
"""

import json
from typing import Any

import frappe
from frappe.query_builder import DocType

from servicedesk.service_levels.escalation_rules import RULE, forget_rules
from servicedesk.tickets import states

BATCH = 2_000


def renamed(_doc: Any, _method: str, old: str, new: str, merge: bool = False) -> None:
	"""A state has another name. Hook: Workflow State.after_rename; the framework has renamed it in tickets and workflows."""
	_move_action_rows(old, new)
	_redraw(old, new)
	_forget_workflows()
	_rename_history_later(old, new)


def move_tickets(old: str, new: str) -> None:
	"""Another state has taken the old one's place in the workflow: its tickets stand in the new one from now on."""
	ticket = DocType("SD Ticket")
	category = str(states.category_of(new))
	(
		frappe.qb.update(ticket)
		.set(ticket.workflow_state, new)
		.set(ticket.state_category, category)
		.where(ticket.workflow_state == old)
	).run()
	_move_action_rows(old, new)
	frappe.db.set_value(RULE, {"workflow_state": old}, "workflow_state", new)
	forget_rules()
	_rename_history_later(old, new)


def reinterpret(state: str) -> None:
	"""A state means something else now: so do its tickets. Their history stays as it was when it happened."""
	ticket = DocType("SD Ticket")
	category = str(states.category_of(state))
	(
		frappe.qb.update(ticket)
		.set(ticket.state_category, category)
		.where(ticket.workflow_state == state)
		.where(ticket.state_category != category)
	).run()


def rename_history(old: str, new: str) -> None:
	"""Write the new name into the history, a batch in a transaction. Doing it again changes nothing."""
	for column in ("from_state", "to_state"):
		after: str | None = ""
		while after is not None:
			after = _rename_batch(column, old, new, after)
			frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction


def _rename_batch(column: str, old: str, new: str, after: str) -> str | None:
	"""The next entries by their key; return the last one's, None at the end."""
	event = DocType("SD Ticket Event")
	rows = (
		frappe.qb.from_(event)
		.select(event.name, event[column])
		.where(event.name > after)
		.orderby(event.name)
		.limit(BATCH)
	).run()
	names = [name for name, state in rows if state == old]
	if names:
		(frappe.qb.update(event).set(event[column], new).where(event.name.isin(names))).run()
	return rows[-1][0] if len(rows) == BATCH else None


def _rename_history_later(old: str, new: str) -> None:
	frappe.enqueue(
		"servicedesk.tickets.workflow_rename.rename_history",
		queue="long",
		enqueue_after_commit=True,
		old=old,
		new=new,
	)


def _move_action_rows(old: str, new: str) -> None:
	"""What says to the framework that a ticket's state needs no row of to-do (`workflow_actions`)."""
	frappe.db.set_value(
		"Workflow Action",
		{"reference_doctype": "SD Ticket", "workflow_state": old},
		"workflow_state",
		new,
		update_modified=False,
	)


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
