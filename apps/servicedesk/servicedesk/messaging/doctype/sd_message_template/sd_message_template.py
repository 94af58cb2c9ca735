"""SD Message Template: the text of one notice in one language."""

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.domain.message_template import unknown_placeholders


class SDMessageTemplate(Document):
	"""Plain text with named places; see `domain.message_template` for which."""

	def validate(self) -> None:
		"""Refuse places that no message could fill."""
		unknown = unknown_placeholders(self.subject or "") + unknown_placeholders(self.body or "")
		if unknown:
			frappe.throw(_("Unknown placeholders: {0}").format(", ".join(sorted(set(unknown)))))
