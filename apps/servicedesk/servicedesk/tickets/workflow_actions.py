"""Keeps the framework from making one to-do per member of staff at every step of every ticket.

The framework's workflow lists each pending step in "Workflow Action" for everybody whose role may take it: two dozen
statements a save. This desk has a queue of its own. A row that says "this state is settled", which nobody's role
lists, is what the framework looks for first; there is one a ticket.
"""

from typing import Any

import frappe
from frappe.utils import now_datetime


def settle(ticket: Any) -> None:
	"""Mark the ticket's state as one that needs no action row. One statement."""
	now = now_datetime()
	user = frappe.session.user
	frappe.db.sql(
		"""insert into `tabWorkflow Action`
			(name, owner, modified_by, creation, modified, status, reference_doctype, reference_name, workflow_state)
		values (%s, %s, %s, %s, %s, 'Completed', 'SD Ticket', %s, %s)
		on duplicate key update workflow_state = values(workflow_state), modified = values(modified)""",
		(ticket.name, user, user, now, now, ticket.name, ticket.workflow_state),
	)
