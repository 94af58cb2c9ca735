"""What a new request is about: prefilled, offered as far as it may be chosen, and refused when forged."""

from typing import Any

import frappe

from servicedesk.self_service.acting import act_for, acting_choices
from servicedesk.self_service.catalogue import catalogue
from servicedesk.self_service.new_request import form_page, submit
from servicedesk.self_service.request_list import request_list
from servicedesk.self_service.services import service_list
from servicedesk.self_service.testing import make_company, show_registers
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import REQUEST_TYPE, SERVICE, DeskTestCase, make_account, make_contract


class TestRequestSubject(DeskTestCase):
	"""Two companies, somebody who belongs to both, and forms about their things."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		show_registers()
		cls.a, cls.b = make_company("A"), make_company("B")
		cls.both = make_account("both@t.test", {cls.a.customer: "Requester", cls.b.customer: "Requester"})
		cls.route = frappe.db.get_value("SD Request Type", REQUEST_TYPE, "route")

	def about(self, **given: str) -> Any:
		"""What the form of a new request offers, for what it is known to be about."""
		return form_page(self.route, about=given).about

	def refused(self, **typed: str) -> dict[str, str]:
		"""Why a request with this is refused."""
		with self.assertRaises(Refused) as caught:
			submit(self.route, {"f_summary": "Broken", **typed}, [])
		return caught.exception.problems

	def test_a_piece_brings_its_customer_contract_and_service(self) -> None:
		frappe.db.set_value("SD Equipment", self.a.piece, "service", SERVICE)
		frappe.set_user(self.both)
		found = self.about(equipment=self.a.piece)
		self.assertEqual(
			(found.customer, found.contract, found.service, found.piece),
			(self.a.customer, self.a.contract, SERVICE, self.a.piece),
		)
		self.assertEqual({choice.value for choice in found.equipment}, {self.a.piece, self.a.part})

	def test_a_foreign_piece_is_as_if_it_were_not_named(self) -> None:
		frappe.set_user(self.a.requester)
		found = self.about(equipment=self.b.piece, contract=self.b.contract, customer=self.b.customer)
		self.assertEqual((found.customer, found.contract, found.piece), ("", "", ""))
		self.assertEqual(found.equipment, [])

	def test_what_is_chosen_is_stored_and_what_is_forged_is_refused(self) -> None:
		frappe.set_user(self.a.requester)
		ticket = submit(self.route, {"f_summary": "Broken", "equipment": self.a.piece}, [])
		self.assertEqual((ticket.equipment, ticket.customer), (self.a.piece, self.a.customer))
		self.assertIn("equipment", self.refused(equipment=self.b.piece))
		self.assertIn("contract", self.refused(contract=self.b.contract))
		self.assertIn("customer", self.refused(customer=self.b.customer))

	def test_a_piece_of_ones_other_customer_does_not_fit(self) -> None:
		frappe.set_user(self.both)
		self.assertIn("equipment", self.refused(customer=self.a.customer, equipment=self.b.piece))

	def test_contract_and_service_are_demanded_where_the_form_says_so(self) -> None:
		second = make_contract("T-SECOND", self.a.customer)
		frappe.set_user(self.a.requester)
		self.assertTrue(submit(self.route, {"f_summary": "Broken"}, []).contract)
		frappe.get_doc("SD Request Type", REQUEST_TYPE).update({"cover_chosen": 1}).save(
			ignore_permissions=True
		)
		self.assertTrue(self.about().cover_chosen)
		self.assertEqual(set(self.refused()), {"contract"})
		self.assertEqual(set(self.refused(f_summary="")), {"contract", "summary"})
		ticket = submit(self.route, {"f_summary": "Broken", "contract": second}, [])
		# Of one service there is nothing to choose.
		self.assertEqual((ticket.contract, ticket.service), (second, SERVICE))

	def test_the_customer_must_be_clear(self) -> None:
		frappe.set_user(self.both)
		self.assertIn("customer", self.refused())
		self.assertEqual(self.about().customer, "")
		act_for(self.b.customer)
		self.assertEqual(self.about().customer, self.b.customer)
		self.assertEqual(submit(self.route, {"f_summary": "Broken"}, []).customer, self.b.customer)

	def test_words_find_a_piece_and_keep_the_chosen_one(self) -> None:
		frappe.set_user(self.a.requester)
		found = self.about(equipment=self.a.piece, equipment_words="disk")
		self.assertEqual({choice.value for choice in found.equipment}, {self.a.part, self.a.piece})
		self.assertEqual(found.piece, self.a.piece)

	def test_registers_that_are_not_shown_offer_nothing(self) -> None:
		show_registers(equipment=0)
		frappe.set_user(self.a.requester)
		found = self.about(equipment=self.a.piece)
		self.assertEqual((found.equipment, found.piece), ([], ""))

	def test_the_catalogue_carries_what_it_is_about(self) -> None:
		frappe.set_user(self.a.requester)
		address = next(
			row.address for row in catalogue({"equipment": self.a.piece}) if self.route in row.address
		)
		self.assertEqual(address, f"/portal/new/{self.route}?equipment={self.a.piece}")

	def test_whom_they_act_for(self) -> None:
		frappe.set_user(self.a.requester)
		self.assertEqual(acting_choices(), [])
		with self.assertRaises(frappe.PermissionError):
			act_for(self.b.customer)
		frappe.set_user(self.both)
		self.assertEqual([row.chosen for row in acting_choices()], [False, False])
		act_for(self.a.customer)
		self.assertEqual([row.value for row in acting_choices() if row.chosen], [self.a.customer])
		self.assertEqual({row.customer for row in service_list()}, {"ZetaA Company"})
		act_for("")
		self.assertEqual({row.customer for row in service_list()}, {"ZetaA Company", "ZetaB Company"})

	def test_lists_of_requests_follow(self) -> None:
		submitted = {}
		frappe.set_user(self.both)
		for company in (self.a, self.b):
			typed = {"f_summary": "Mine", "customer": company.customer}
			submitted[company.customer] = submit(self.route, typed, []).name
		self.assertEqual({row.number for row in request_list({}).rows}, set(submitted.values()))
		act_for(self.b.customer)
		self.assertEqual([row.number for row in request_list({}).rows], [submitted[self.b.customer]])

	def test_services_are_those_of_valid_contracts_that_the_account_has(self) -> None:
		make_contract("T-ENDED", self.a.customer, contract_state="Expired", end_date="2025-12-31")
		frappe.set_user(self.a.requester)
		rows = service_list()
		self.assertEqual([(row.name, row.contract) for row in rows], [(SERVICE, self.a.contract)])
		with self.assertQueryCount(0):
			service_list()
