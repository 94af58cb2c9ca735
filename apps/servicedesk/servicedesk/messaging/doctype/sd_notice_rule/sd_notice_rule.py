"""SD Notice Rule: a cell of the table of who is told what."""

from frappe import _
from frappe.model.document import Document

from servicedesk.messaging.notice_rules import forget_rules, name_of
from servicedesk.shared.errors import refuse


class SDNoticeRule(Document):
	"""An event and a role; `stand_in`: told only where nobody has a stronger role of the same side."""

	def validate(self) -> None:
		"""One row for each event and role, by its name: a preset may name rows. Raises Refused."""
		if self.name != name_of(self.event, self.role):
			refuse({"role": _("There is one row for each event and role, called by both.")})

	def on_change(self) -> None:
		"""Whoever is told next is told by the table as it is now; also when the row is deleted."""
		forget_rules()
