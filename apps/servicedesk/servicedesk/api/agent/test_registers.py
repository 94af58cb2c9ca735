"""Endpoints of the registers' forms: who may ask, and what they get."""

import json

import frappe

from servicedesk.api.agent import registers
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	AGENT_ROLE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
	make_user,
)

READER, OWNER = "reader@desk.test", "owner@t.test"


class TestRegisters(DeskTestCase):
	"""One customer with a contract and equipment."""

	@classmethod
	def setUpClass(cls) -> None:
		"""People are slow to make."""
		super().setUpClass()
		make_user(READER, AGENT_ROLE)

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Registers")
		self.contract = make_contract("T-ENDS", self.customer, end_date="2031-03-10")
		make_contract("T-LATER", self.customer, end_date="2031-05-10")
		self.equipment = make_equipment("SN-1", self.customer)

	def test_calendar_shows_ends_within_and_as_filtered(self) -> None:
		frappe.set_user(READER)
		found = registers.contract_ends("2031-03-01 00:00:00", "2031-03-31 00:00:00")
		self.assertEqual(
			[(event["name"], event["title"]) for event in found], [("T-ENDS", "T-ENDS · T Registers")]
		)
		filters = [["SD Contract", "contract_state", "=", "Draft", False]]
		self.assertEqual(registers.contract_ends("2031-03-01", "2031-03-31", json.dumps(filters)), [])

	def test_nonsense_is_refused(self) -> None:
		frappe.set_user(READER)
		for first, filters in (("soon", "[]"), ("2031-03-01", "{"), ("2031-03-01", "7")):
			with self.subTest(first=first, filters=filters), self.assertRaises(Refused):
				registers.contract_ends(first, "2031-03-31", filters)

	def test_tree_and_place(self) -> None:
		frappe.set_user(READER)
		nodes = registers.equipment_nodes(customer=self.customer, parent="whatever", is_root=True)
		self.assertEqual([node["value"] for node in nodes], [self.equipment])
		self.assertEqual(registers.equipment_nodes(), [])
		self.assertEqual(registers.equipment_place(self.equipment)["parts"], [])

	def test_steps_are_for_those_who_keep_contracts(self) -> None:
		frappe.set_user(READER)
		with self.assertRaises(frappe.PermissionError):
			registers.change_contract(self.contract, "Terminate", reason="x")
		frappe.set_user("Administrator")
		self.assertEqual(registers.change_contract(self.contract, "Terminate", reason="x"), "Terminated")

	def test_customers_reach_none_of_them(self) -> None:
		frappe.set_user(make_account(OWNER, {self.customer: "Manager"}))
		for call in (
			lambda: registers.contract_ends("2031-03-01", "2031-03-31"),
			lambda: registers.equipment_nodes(customer=self.customer, is_root=True),
			lambda: registers.equipment_place(self.equipment),
			lambda: registers.change_contract(self.contract, "Terminate", reason="x"),
		):
			with self.assertRaises(frappe.PermissionError):
				call()
