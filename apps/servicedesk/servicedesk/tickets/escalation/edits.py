"""What edits elsewhere mean for escalation rules: a workflow that would lead round with them, a name that they hold."""

from typing import Any

from frappe import _

from servicedesk.service_levels.escalation_rules import forget_rules
from servicedesk.shared.errors import refuse
from servicedesk.tickets.escalation.loops import circle_in


def check_workflow(doc: Any, _method: str = "") -> None:
	"""Refuse a workflow that together with rules in force would lead tickets in a circle. Hook: Workflow.validate."""
	if doc.document_type != "SD Ticket" or not doc.is_active:
		return
	if found := circle_in(doc):
		way = " → ".join(found)
		sentence = _("Together with escalation rules this leads tickets in a circle: {0}.").format(way)
		refuse({"transitions": sentence})


def renamed(_doc: Any, _method: str, *_names: Any) -> None:
	"""A name that rules hold is another one; the framework has written it into them. Hook: after_rename."""
	forget_rules()
