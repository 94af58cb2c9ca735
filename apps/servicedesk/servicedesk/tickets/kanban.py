"""The board of tickets by state: its columns are the workflow's states, whatever a company calls them.

Dragging a ticket changes its state by the framework's own save, so the workflow, its rights and the words that a step
demands hold there too: what is not allowed is refused with the reason, and the card goes back.
"""

import json
from typing import Any

import frappe
from frappe.model.workflow import get_workflow_name

from servicedesk.domain.lifecycle import FINAL, StateCategory

DOCTYPE, BOARD = "Kanban Board", "Tickets by State"
INDICATORS = {
	StateCategory.NEW: "Orange",
	StateCategory.ACTIVE: "Blue",
	StateCategory.WAITING_FOR_CUSTOMER: "Yellow",
	StateCategory.WAITING_FOR_OTHERS: "Yellow",
	StateCategory.RESOLVED: "Green",
	StateCategory.CLOSED: "Gray",
	StateCategory.CANCELLED: "Gray",
}
# The framework draws every card that its filters find: work in hand, and not the queue, which the list shows by pages.
SHOWN = [
	["SD Ticket", "state_category", "not in", sorted(map(str, FINAL))],
	["SD Ticket", "agent", "is", "set"],
]
CARD_FIELDS = ("priority", "agent", "request_type")


def ensure_board(doc: Any = None, method: str | None = None, *names: Any) -> None:
	"""Make the board, or bring its columns up to date with the active workflow.

	Hook: on_update of Workflow, after_rename of Workflow State (`names` are what the framework sends along). Whoever
	may not write boards changes the workflow all the same; the next migration brings the board up to date then.
	"""
	if doc and doc.doctype == "Workflow" and doc.document_type != "SD Ticket":
		return
	workflow = _active(doc)
	if not workflow:
		return
	columns = [_column(row) for row in workflow.states]
	exists = frappe.db.exists(DOCTYPE, BOARD)
	board = frappe.get_doc(DOCTYPE, BOARD) if exists else frappe.new_doc(DOCTYPE)
	if [(row.column_name, row.status) for row in board.columns] == [
		(row["column_name"], row["status"]) for row in columns
	]:
		return
	if not frappe.has_permission(DOCTYPE, "write", board if exists else None):
		return
	orders = {row.column_name: row.order for row in board.columns}
	board.set("columns", [{**column, "order": orders.get(column["column_name"], "[]")} for column in columns])
	if exists:
		board.save()
		return
	board.update(
		{
			"kanban_board_name": BOARD,
			"reference_doctype": "SD Ticket",
			"field_name": "workflow_state",
			"filters": json.dumps(SHOWN),
			"fields": json.dumps(CARD_FIELDS),
			"show_labels": 1,
		}
	)
	board.insert()


def _active(doc: Any) -> Any | None:
	if doc and doc.doctype == "Workflow" and doc.is_active:
		return doc
	name = get_workflow_name("SD Ticket")
	return frappe.get_doc("Workflow", name) if name else None


def _column(row: Any) -> dict[str, str]:
	"""Final states are put away: whoever wants to see them restores their column."""
	category = StateCategory(row.get("sd_category") or StateCategory.ACTIVE.value)
	return {
		"column_name": row.state,
		"status": "Archived" if category in FINAL else "Active",
		"indicator": INDICATORS[category],
	}
