"""The queue after staff changed how urgent a priority is. (What a workflow's edit does to it: `workflow_edits`.)"""

from typing import Any

from frappe.model.workflow import get_workflow_name

from servicedesk.tickets import queue_place, state_renewal, states


def priority_changed(doc: Any, method: str | None = None) -> None:
	"""Follow a priority's new level, in the states in which tickets wait. Hook: on_update of SD Priority."""
	before = doc.get_doc_before_save()
	if before and before.level != doc.level and get_workflow_name("SD Ticket"):
		rows = states.workflow().states
		state_renewal.ask(row.state for row in rows if queue_place.is_taken_from(row))
