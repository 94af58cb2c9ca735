"""The form of a request that its customer changes: what it is about stays, unless another is chosen."""

from typing import Any

import frappe

from servicedesk.agreements.coverage import forget_covers
from servicedesk.self_service import request_edit
from servicedesk.self_service.testing import make_company, show_registers
from servicedesk.shared.testing import SERVICE, DeskTestCase, make_contract
from servicedesk.tickets.testing import make_ticket

TYPED = {"f_summary": "The printer is on fire", "f_details": "Smoke, everywhere."}


class TestRequestEdit(DeskTestCase):
	"""One request, under the second of two contracts."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		show_registers()
		cls.company = make_company("A")
		cls.foreign = make_company("B").piece
		cls.second = make_contract("T-EDIT-2", cls.company.customer)

	def setUp(self) -> None:
		super().setUp()
		about = {"contract": self.second, "service": SERVICE, "equipment": self.company.piece}
		self.number = make_ticket(self.company.requester, self.company.customer, **about).name
		frappe.set_user(self.company.requester)

	def about(self) -> Any:
		"""What the form offers and has selected."""
		return request_edit.edit_page(self.number).about

	def save(self, **typed: str) -> tuple[Any, ...]:
		"""Send the form; return what the request is about then."""
		request_edit.save(self.number, {**TYPED, **typed}, [])
		return frappe.db.get_value("SD Ticket", self.number, ["contract", "service", "equipment"])

	def test_a_contract_that_has_ended_stays_selected(self) -> None:
		frappe.db.set_value("SD Contract", self.second, "contract_state", "Expired")
		forget_covers(self.company.customer)
		about = self.about()
		self.assertEqual((about.contract, about.service), (self.second, SERVICE))
		self.assertEqual({choice.value for choice in about.contracts}, {self.second, self.company.contract})
		self.assertEqual(
			self.save(contract=about.contract, service=about.service, equipment=about.piece),
			(self.second, SERVICE, self.company.piece),
		)
		self.assertEqual(self.save(contract=self.company.contract)[0], self.company.contract)

	def test_the_only_contract_is_not_chosen_for_anybody(self) -> None:
		frappe.db.set_value("SD Ticket", self.number, {"contract": None, "service": None})
		frappe.db.set_value("SD Contract", self.second, "contract_state", "Expired")
		forget_covers(self.company.customer)
		about = self.about()
		self.assertEqual((about.contracts, about.services), ([], []))
		self.assertEqual(self.save(contract="", service=""), (None, None, self.company.piece))

	def test_none_in_particular_takes_away_only_a_piece_that_was_shown(self) -> None:
		self.assertEqual(self.save(equipment="")[2], None)
		# One that this requester may not see.
		frappe.db.set_value("SD Ticket", self.number, "equipment", self.foreign)
		self.assertEqual(self.save(equipment="", f_details="Smoke.")[2], self.foreign)
