"""SD Canned Reply: words that agents often write to customers, with places that a ticket fills."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.shared.errors import refuse
from servicedesk.tickets import canned_replies


class SDCannedReply(Document):
	"""An agent's own, or everybody's; who may see which stands in `tickets.canned_replies`."""

	def validate(self) -> None:
		"""Refuse places that no ticket could fill, and sharing by whoever may not decide for others."""
		unknown = [
			name for name in canned_replies.places_in(self.body or "") if name not in canned_replies.PLACES
		]
		if unknown:
			refuse({"body": _("Unknown placeholders: {0}").format(", ".join(sorted(set(unknown))))})
		if self.shared and self.has_value_changed("shared") and not canned_replies.may_share():
			refuse({"shared": _("Only a supervisor may give a reply to everybody.")})


def get_permission_query_conditions(user: str | None = None) -> str:
	"""Hook: which replies a list shows."""
	return canned_replies.query_condition(user or frappe.session.user)


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Hook: whether one reply is the user's to see or change."""
	return canned_replies.admits(doc, ptype or "read", user or frappe.session.user)
