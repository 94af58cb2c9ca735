"""SD Ticket Category: what a ticket is about; a tree."""

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.catalogue.record_options import CATEGORY, categories, forget_options
from servicedesk.domain.category_tree import SEPARATOR, circle
from servicedesk.shared.errors import refuse


class SDTicketCategory(Document):
	"""What a ticket is about."""

	parent_category: str | None

	def validate(self) -> None:
		"""A tree has no circles."""
		found = circle(self.name or self.title, self.parent_category or "", categories())
		if found:
			refuse(
				{
					"parent_category": _("A category cannot be part of itself: {0}").format(
						SEPARATOR.join(found)
					)
				}
			)

	def on_update(self) -> None:
		"""Forms offer it as it is now."""
		forget_options(CATEGORY)

	def after_rename(self, *_names: object) -> None:
		"""Forms offer it by its new name."""
		forget_options(CATEGORY)

	def on_trash(self) -> None:
		"""What is part of it goes first."""
		if frappe.db.exists(CATEGORY, {"parent_category": self.name}):
			frappe.throw(_("Other categories are part of this one."))
		forget_options(CATEGORY)
