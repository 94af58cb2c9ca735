"""SD Contract: what a customer has agreed to be served with, and until when."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from servicedesk.agreements.coverage import forget_covers


class SDContract(Document):
	"""Dates, state and the services covered."""

	def validate(self) -> None:
		"""A contract does not end before it starts, and covers a service once."""
		if self.end_date and getdate(self.end_date) < getdate(self.start_date):
			frappe.throw(_("The contract ends before it starts."))
		services = [row.service for row in self.services]
		if len(services) != len(set(services)):
			frappe.throw(_("A service stands twice in this contract."))

	def on_update(self) -> None:
		"""What the customer is covered for is read anew."""
		forget_covers(self.customer)
		before = self.get_doc_before_save()
		if before and before.customer != self.customer:
			forget_covers(before.customer)

	def on_trash(self) -> None:
		"""Nothing is covered by a contract that is gone."""
		forget_covers(self.customer)
