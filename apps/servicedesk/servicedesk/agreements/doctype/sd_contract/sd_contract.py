"""SD Contract: what a customer has agreed to be served with, and until when."""

import frappe
from frappe.model.document import Document

from servicedesk.agreements import contract_rules
from servicedesk.agreements.coverage import forget_covers
from servicedesk.domain.text_normalisation import clean_line


class SDContract(Document):
	"""Dates, state, services and sites; the states' meaning stands in `domain.contract_term`."""

	contract_number: str | None

	def before_insert(self) -> None:
		"""The number is the name, and names hold no stray spaces."""
		self.contract_number = clean_line(self.contract_number or "")

	def validate(self) -> None:
		"""Dates, covered services and sites, and reasons hold together; see `contract_rules`."""
		contract_rules.check(self)
		contract_rules.keep_termination(self)

	def validate_workflow(self) -> None:
		"""A contract may be registered in the state it is in already; every change after that is the workflow's."""
		if self.is_new():
			contract_rules.check_registration(self)
		else:
			super().validate_workflow()

	def on_update(self) -> None:
		"""What the customer is covered for is read anew."""
		forget_covers(self.customer)
		before = self.get_doc_before_save()
		if before and before.customer != self.customer:
			forget_covers(before.customer)

	def on_trash(self) -> None:
		"""Nothing is covered by a contract that is gone."""
		forget_covers(self.customer)


def on_doctype_update() -> None:
	"""The nightly jobs ask for contracts in force by their end; lists of a customer's contracts, latest first."""
	frappe.db.add_index("SD Contract", ["contract_state", "end_date"], "by_state_and_end")
	frappe.db.add_index("SD Contract", ["customer", "start_date"], "by_customer")
