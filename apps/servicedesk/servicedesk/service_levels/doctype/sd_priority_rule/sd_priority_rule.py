"""SD Priority Rule: one cell, row or column of the matrix of priorities."""

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.service_levels.priority_rules import forget_rules
from servicedesk.shared.errors import refuse


class SDPriorityRule(Document):
	"""The priority that an impact and an urgency make; with one of them empty, whatever the other is."""

	impact: str | None
	urgency: str | None

	def validate(self) -> None:
		"""A rule says something, and says it once."""
		# One spelling of "empty", so that an equal rule is found.
		self.impact, self.urgency = self.impact or None, self.urgency or None
		if not self.impact and not self.urgency:
			refuse({"impact": _("Choose an impact, an urgency, or both.")})
		other = self._same_case()
		if other and other.priority != self.priority:
			refuse({"priority": _("Another rule gives this case the priority {0}.").format(other.priority)})
		if other:
			refuse({"impact": _("There is a rule for this case already.")})

	def _same_case(self) -> "frappe._dict | None":
		filters = {
			"impact": self.impact or ("is", "not set"),
			"urgency": self.urgency or ("is", "not set"),
			"name": ("!=", self.name or ""),
		}
		return next(iter(frappe.get_all(self.doctype, filters=filters, fields=["priority"], limit=1)), None)

	def on_update(self) -> None:
		"""The next ticket is decided by the rules as they are now."""
		forget_rules()

	def on_trash(self) -> None:
		"""A rule that is gone decides nothing."""
		forget_rules()
