"""Accounts that are shared by a contract: one for each, opened while the contract is valid. Manual software-vendor 1."""

import frappe
from frappe.utils import add_days, today

from servicedesk.access import accounts
from servicedesk.access.testing import AccessTestCase
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import make_account, make_contract, make_customer


class TestContractAccounts(AccessTestCase):
	"""Accounts of one customer with contracts."""

	def invite(self, email: str, contract: str) -> str:
		"""Open an account for a contract."""
		return accounts.invite(email, "Hotel", "Marina", self.customer, "Requester", "en", contract=contract)

	def test_one_for_a_contract(self) -> None:
		contract = make_contract("T-SHARED-1", self.customer)
		first = self.invite("first.shared@t.test", contract)
		with self.assertRaisesRegex(Refused, "first.shared@t.test"):
			self.invite("second.shared@t.test", contract)
		accounts.disable(first)
		self.invite("third.shared@t.test", contract)

	def test_none_for_a_contract_that_is_over_or_unknown(self) -> None:
		ended = make_contract(
			"T-SHARED-2", self.customer, start_date="2020-01-01", end_date=add_days(today(), -1)
		)
		draft = make_contract("T-SHARED-3", self.customer, contract_state="Draft")
		for contract in (ended, draft, "T-SHARED-NONE"):
			with self.subTest(contract=contract), self.assertRaisesRegex(Refused, contract):
				self.invite("late.shared@t.test", contract)

	def test_two_people_of_one_name(self) -> None:
		for number in (1, 2, 3):
			accounts.invite(f"same{number}.shared@t.test", "Ана", "Попова", self.customer, "Requester")

	def test_not_for_somebody_who_has_an_account(self) -> None:
		make_account("own.shared@t.test", {self.customer: "Requester"})
		with self.assertRaises(Refused) as caught:
			self.invite("own.shared@t.test", make_contract("T-SHARED-4", self.customer))
		self.assertEqual(list(caught.exception.problems), ["email"])

	def test_for_one_customer_only(self) -> None:
		account = self.invite("hotel.shared@t.test", make_contract("T-SHARED-5", self.customer))
		doc = frappe.get_doc("SD Portal Account", account)
		doc.append("customers", {"customer": make_customer("T Other Ltd"), "account_role": "Requester"})
		with self.assertRaisesRegex(frappe.ValidationError, "customer only"):
			doc.save()
