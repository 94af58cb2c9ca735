"""SD Request Form Version: a form as it was asked. Tickets name it; so it stays as it is, for ever."""

import frappe
from frappe import _
from frappe.model.document import Document


class SDRequestFormVersion(Document):
	"""Written by `catalogue.form_versions` alone, past this controller; whatever else writes one is refused."""

	def validate(self) -> None:
		"""Nothing of it changes, and nobody makes one by hand."""
		frappe.throw(_("Versions of forms cannot be changed."))

	def on_trash(self) -> None:
		"""Nor is it deleted: a ticket may have been asked with it."""
		frappe.throw(_("Versions of forms cannot be changed."))
