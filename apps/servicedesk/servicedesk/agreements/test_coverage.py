"""What contracts cover, and what an account is subscribed to of it."""

from datetime import date

import frappe

from servicedesk.agreements import coverage
from servicedesk.agreements.coverage import COVERS, at_site, covers, forget_covers, narrowed, why_not_covered
from servicedesk.shared.forgetting import KEEP_SECONDS
from servicedesk.shared.testing import (
	SERVICE,
	SLA,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_site,
	settle_scopes,
)
from servicedesk.shared.visibility import Scope, scope_of

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

	def test_two_statements_cold_and_none_warm(self) -> None:
		site = make_site("T Here", self.customer)
		for number in range(3):
			make_contract(f"T-COUNT-{number}", self.customer, sites=[{"site": site}])
		settle_scopes()
		with self.assertQueryCount(2):
			covers([self.customer], DAY)
		with self.assertQueryCount(0):
			covers([self.customer], DAY)

	def test_what_a_reader_saw_before_a_change_is_not_kept(self) -> None:
		contract = frappe.get_doc("SD Contract", make_contract("T-RACE", self.customer))
		old = coverage._read_active_contracts(self.customer)
		contract.update({"contract_state": "Terminated", "termination_reason": "unpaid"}).save()
		# A request that began before has seen the contract in force, and stores that only now.
		COVERS.keep(self.customer, old)
		self.assertEqual(self.found(), [])

	def test_nor_is_it_after_all_covers_were_forgotten(self) -> None:
		contract = make_contract("T-RACE", self.customer)
		old = coverage._read_active_contracts(self.customer)
		frappe.db.set_value("SD Contract", contract, "contract_state", "Expired")
		coverage.forget_all_covers()
		COVERS.keep(self.customer, old)
		self.assertEqual(self.found(), [])

	def test_kept_again_when_the_change_is_past_but_not_for_ever(self) -> None:
		forget_covers(self.customer)
		settle_scopes()
		covers([self.customer], DAY)
		with self.assertQueryCount(0):
			covers([self.customer], DAY)
		left = frappe.cache.ttl(frappe.cache.make_key(COVERS.name))
		self.assertTrue(0 < left <= KEEP_SECONDS, left)

	def test_renamed_service_and_sla_are_covered_under_their_new_names(self) -> None:
		make_contract("T-NAMES", self.customer)
		user = make_account(
			"subscriber@coverage.test", {self.customer: "Requester"}, services=[{"service": SERVICE}]
		)
		self.assertEqual(scope_of(user).services, {SERVICE})
		covers([self.customer], DAY)
		frappe.rename_doc("SD SLA", SLA, "T Gold")
		self.assertEqual([cover.sla for cover in covers([self.customer], DAY)], ["T Gold"])
		settle_scopes()
		scope_of(user)
		covers([self.customer], DAY)
		frappe.rename_doc("SD Service", SERVICE, "T Renamed")
		self.assertEqual(scope_of(user).services, {"T Renamed"})
		self.assertEqual([cover.service for cover in covers([self.customer], DAY)], ["T Renamed"])

	def test_contract_of_certain_sites_covers_only_these(self) -> None:
		here, there = make_site("T Here", self.customer), make_site("T There", self.customer)
		make_contract("T-HERE", self.customer, sites=[{"site": here}])
		make_contract("T-ANYWHERE", self.customer)
		found = covers([self.customer], DAY)
		contracts = {site: [cover.contract for cover in at_site(found, site)] for site in (here, there, None)}
		self.assertEqual(contracts[here], ["T-ANYWHERE", "T-HERE"])
		self.assertEqual(contracts[there], ["T-ANYWHERE"])
		self.assertEqual(contracts[None], ["T-ANYWHERE", "T-HERE"])

	def test_contract_without_services_is_a_cover_of_none_by_name(self) -> None:
		make_contract("T-BARE", self.customer, services=[])
		self.assertEqual([cover.service for cover in covers([self.customer], DAY)], [""])

	def test_why_not(self) -> None:
		frappe.get_doc("SD Settings").update({"refusal_contact": "sales@desk.test"}).save()
		self.assert_why("There is no contract for this customer. Please contact sales@desk.test.")
		make_contract("T-OLD", self.customer, contract_state="Expired", end_date="2026-05-31")
		self.assert_why("The contract T-OLD ended on 31 May 2026.")
		make_contract(
			"T-STOPPED",
			self.customer,
			contract_state="Terminated",
			termination_reason="x",
			terminated_on="2026-05-31",
		)
		self.assert_why("The contract T-STOPPED was terminated on 31 May 2026.", ["T-STOPPED"])
		make_contract("T-NEXT", self.customer, start_date="2026-07-01")
		self.assert_why("The contract T-NEXT begins only on 1 July 2026.")
		make_contract("T-NOW", self.customer)
		self.assert_why("No valid contract covers this request.")

	def assert_why(self, expected: str, among: tuple[str, ...] | list[str] = ()) -> None:
		"""The refusal on the day begins so."""
		self.assertTrue(why_not_covered(self.customer, DAY, among).startswith(expected))

	def test_refusal_names_no_contract_the_reader_may_not_know(self) -> None:
		make_contract("T-SECRET", self.customer, contract_state="Expired", end_date="2026-05-31")
		make_contract("T-KNOWN", self.customer, contract_state="Expired", end_date="2026-01-31")
		self.assertIn("T-KNOWN", why_not_covered(self.customer, DAY, ["T-KNOWN"]))
