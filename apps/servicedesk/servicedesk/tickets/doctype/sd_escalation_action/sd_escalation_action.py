"""SD Escalation Action: one thing that an escalation rule does."""

from frappe.model.document import Document


class SDEscalationAction(Document):
	"""Checked with its rule."""
