"""SD Portal Account: a user of the portal, the customers it acts for, and what it may see of them."""

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.shared.visibility import forget_scope


class SDPortalAccount(Document):
	"""The scope of one user; see `shared.visibility` for what follows from it."""

	def validate(self) -> None:
		"""The first customer is the main one; none may stand twice."""
		names = [row.customer for row in self.customers]
		if len(names) != len(set(names)):
			frappe.throw(_("A customer stands twice in this account."))
		self.customer = names[0] if names else None

	def on_update(self) -> None:
		"""Changed rights take effect at the next request."""
		forget_scope(self.user)

	def on_trash(self) -> None:
		"""A removed account sees nothing from the next request on."""
		forget_scope(self.user)
