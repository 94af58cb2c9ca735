"""Edits that move the moments at which time takes tickets on: of working hours, SLAs and the desk's own one."""

from typing import Any

from frappe.model.workflow import get_workflow_name

from servicedesk.tickets import state_renewal, states
from servicedesk.tickets.timers import timed_rows


def calendar_changed(_doc: Any, _method: str = "") -> None:
	"""Spans of working time end at other instants now. Hook: SD Work Calendar.on_update and SD SLA.on_update."""
	if get_workflow_name("SD Ticket"):
		state_renewal.ask(timed_rows(states.workflow()))


def desk_sla_changed(doc: Any, _method: str = "") -> None:
	"""Tickets without an SLA of their own go by another calendar now. Hook: SD Settings.on_update."""
	if doc.has_value_changed("default_sla"):
		calendar_changed(doc)
