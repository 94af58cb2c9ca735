"""What contracts cover, and what an account is subscribed to of it."""

from datetime import date

import frappe

from servicedesk.agreements.coverage import covers, narrowed
from servicedesk.shared.testing import SERVICE, SLA, DeskTestCase, make_contract, make_customer
from servicedesk.shared.visibility import Scope

DAY = date(2026, 6, 1)


class TestCoverage(DeskTestCase):
	"""Contracts of one customer."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Coverage")

	def found(self) -> list[str]:
		"""Numbers of the contracts that are valid on the day."""
		return [cover.contract for cover in covers([self.customer], DAY)]

	def test_only_active_contracts_within_their_dates(self) -> None:
		make_contract("T-NOW", self.customer)
		make_contract("T-LAST-DAY", self.customer, end_date=DAY)
		make_contract("T-DRAFT", self.customer, contract_state="Draft")
		make_contract("T-PAST", self.customer, end_date="2026-05-31")
		make_contract("T-FUTURE", self.customer, start_date="2026-06-02")
		self.assertEqual(self.found(), ["T-LAST-DAY", "T-NOW"])
		self.assertEqual(covers([self.customer], DAY)[0].sla, SLA)

	def test_nothing_for_no_customer(self) -> None:
		self.assertEqual(covers([], DAY), [])

	def test_subscriptions_narrow(self) -> None:
		make_contract("T-ONE", self.customer)
		make_contract("T-TWO", self.customer)
		found = covers([self.customer], DAY)
		one = narrowed(found, Scope(user="x", contracts=frozenset(("T-ONE",))))
		self.assertEqual([cover.contract for cover in one], ["T-ONE"])
		self.assertEqual(narrowed(found, Scope(user="x", services=frozenset(("Other",)))), [])
		self.assertEqual(len(narrowed(found, Scope(user="x", services=frozenset((SERVICE,))))), 2)

	def test_contract_does_not_end_before_it_starts(self) -> None:
		with self.assertRaises(frappe.ValidationError):
			make_contract("T-BACKWARDS", self.customer, start_date="2026-02-01", end_date="2026-01-01")
