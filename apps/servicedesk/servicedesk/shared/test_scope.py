"""For whom somebody stands: what it costs to know, and that changed rights count from the next request on."""

from collections.abc import Callable
from typing import Any

import frappe

from servicedesk.shared import scope
from servicedesk.shared.scope import CUSTOMER_ROLE, Scope, acts_for, forget_scope, scope_of
from servicedesk.shared.testing import (
	AGENT,
	SERVICE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	settle_scopes,
)
from servicedesk.shared.visibility import rule_for

PERSON, MANAGER = "person@scope.test", "manager@scope.test"
ONE, TWO = "T Scope One", "T Scope Two"


class ScopeTestCase(DeskTestCase):
	"""A requester and a manager of one customer, and another customer."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Make them once."""
		super().setUpClass()
		make_customer(ONE)
		make_customer(TWO)
		make_account(PERSON, {ONE: "Requester"})
		make_account(MANAGER, {ONE: "Manager"})
		make_contract("T-Scope", ONE)

	def account(self, user: str = PERSON) -> Any:
		"""The account's document, as it is stored."""
		return frappe.get_doc("SD Portal Account", user)


class TestCost(ScopeTestCase):
	"""Statements of the check."""

	def test_three_on_a_cold_cache_and_none_on_a_warm_one(self) -> None:
		rule_for("SD Ticket", MANAGER)
		settle_scopes()
		# The user's record is the framework's to keep: its versions read it at different times.
		frappe.get_cached_doc("User", PERSON)
		frappe.cache.hdel("roles", PERSON)
		with self.assertQueryCount(3):
			self.assertTrue(rule_for("SD Ticket", PERSON).alternatives)
		with self.assertQueryCount(0):
			self.assertTrue(rule_for("SD Ticket", PERSON).alternatives)

	def test_whoever_has_no_account_costs_nothing_the_second_time_either(self) -> None:
		scope_of(AGENT)
		with self.assertQueryCount(0):
			self.assertFalse(scope_of(AGENT).has_account)
			self.assertFalse(scope_of("Guest").has_account)
			self.assertFalse(scope_of("").has_account)


class TestScope(ScopeTestCase):
	"""What an account stands for."""

	def test_acting_is_the_chosen_customer_while_it_is_theirs(self) -> None:
		both = frozenset((ONE, TWO))
		self.assertEqual(Scope(PERSON, customers=both).acting, both)
		self.assertEqual(Scope(PERSON, customers=both, current=TWO).acting, {TWO})
		self.assertEqual(Scope(PERSON, customers=frozenset((ONE,)), current=TWO).acting, {ONE})
		self.assertEqual(Scope(PERSON, current=TWO).acting, frozenset())

	def test_chosen_customer_and_password_that_must_change(self) -> None:
		account = self.account()
		account.append("customers", {"customer": TWO, "account_role": "Requester"})
		account.update({"current_customer": TWO, "must_change_password": 1}).save()
		self.assertEqual(scope_of(PERSON).current, TWO)
		self.assertEqual(scope_of(PERSON).acting, {TWO})
		self.assertTrue(scope_of(PERSON).must_change_password)

	def test_account_of_a_contract_is_narrowed_to_it(self) -> None:
		self.account().db_set({"account_kind": "Contract", "contract": "T-Scope"})
		self.assertEqual(scope_of(PERSON).contracts, {"T-Scope"})

	def test_account_of_a_contract_without_one_sees_no_contract(self) -> None:
		self.account().db_set({"account_kind": "Contract", "contract": None})
		self.assertEqual(frappe.get_all("SD Contract", filters={"customer": ONE}, pluck="name"), ["T-Scope"])
		self.assertEqual(rule_for("SD Contract", PERSON).alternatives[0]["name"], {""})


class TestChangedRights(ScopeTestCase):
	"""Each way to change them; the scope was in the cache before."""

	def assert_changed(
		self, change: Callable[[], object], before: list[str], after: list[str], user: str = PERSON
	) -> None:
		"""Assert whom the user acts for before the change and after it, with a warm cache before."""
		settle_scopes()
		self.assertEqual(scope_of(user).customers, set(before))
		scope_of(user)
		change()
		self.assertEqual(scope_of(user).customers, set(after))

	def test_account_saved(self) -> None:
		account = self.account()
		account.append("customers", {"customer": TWO, "account_role": "Requester"})
		self.assert_changed(account.save, [ONE], [ONE, TWO])

	def test_account_disabled(self) -> None:
		account = self.account()
		account.account_state = "Disabled"
		self.assert_changed(account.save, [ONE], [])

	def test_account_set_without_a_save_as_an_import_does(self) -> None:
		self.assert_changed(lambda: self.account().db_set("account_state", "Disabled"), [ONE], [])

	def test_account_deleted(self) -> None:
		self.assert_changed(
			lambda: frappe.delete_doc("SD Portal Account", MANAGER, force=True), [ONE], [], MANAGER
		)

	def test_row_added_by_itself(self) -> None:
		row = frappe.new_doc("SD Account Customer", parent_doc=self.account(), parentfield="customers")
		row.update({"customer": TWO, "account_role": "Requester"})
		self.assert_changed(row.insert, [ONE], [ONE, TWO])

	def test_row_changed_by_itself(self) -> None:
		row = self.account().customers[0]
		self.assert_changed(lambda: row.db_set("customer", TWO), [ONE], [TWO])

	def test_row_deleted_by_itself(self) -> None:
		row = self.account().customers[0]
		self.assert_changed(lambda: frappe.delete_doc("SD Account Customer", row.name), [ONE], [])

	def test_no_longer_a_manager(self) -> None:
		settle_scopes()
		self.assertEqual(scope_of(MANAGER).managed, {ONE})
		account = self.account(MANAGER)
		account.customers[0].account_role = "Requester"
		account.save()
		self.assertEqual(scope_of(MANAGER).managed, set())

	def test_subscriptions(self) -> None:
		settle_scopes()
		self.assertEqual(scope_of(PERSON).services, set())
		account = self.account()
		account.append("services", {"service": SERVICE})
		account.append("contracts", {"contract": "T-Scope"})
		account.save()
		self.assertEqual((scope_of(PERSON).services, scope_of(PERSON).contracts), ({SERVICE}, {"T-Scope"}))

	def test_user_disabled(self) -> None:
		user = frappe.get_doc("User", PERSON)
		user.enabled = 0
		self.assert_changed(user.save, [ONE], [])

	def test_user_disabled_without_a_save(self) -> None:
		self.assert_changed(lambda: frappe.get_doc("User", PERSON).db_set("enabled", 0), [ONE], [])

	def test_role_removed(self) -> None:
		self.assert_changed(lambda: frappe.get_doc("User", PERSON).remove_roles(CUSTOMER_ROLE), [ONE], [])

	def test_customer_switched_off_and_on(self) -> None:
		off = frappe.get_doc("SD Customer", ONE).update({"disabled": 1})
		self.assert_changed(off.save, [ONE], [])
		self.assertFalse(acts_for(PERSON, ONE))
		on = frappe.get_doc("SD Customer", ONE).update({"disabled": 0})
		self.assert_changed(on.save, [], [ONE])

	def test_customer_switched_off_without_a_save(self) -> None:
		customer = frappe.get_doc("SD Customer", ONE)
		self.assert_changed(lambda: customer.db_set("disabled", 1), [ONE], [])

	def test_only_the_customer_that_is_off_is_left_out(self) -> None:
		account = self.account(MANAGER)
		account.append("customers", {"customer": TWO, "account_role": "Manager"})
		account.update({"current_customer": ONE}).save()
		off = frappe.get_doc("SD Customer", ONE).update({"disabled": 1})
		self.assert_changed(off.save, [ONE, TWO], [TWO], MANAGER)
		self.assertEqual((scope_of(MANAGER).managed, scope_of(MANAGER).acting), ({TWO}, {TWO}))

	def test_whoever_is_invited_by_a_customer_that_is_off_gets_no_tickets(self) -> None:
		self.account().db_set("account_state", "Invited")
		self.assertTrue(acts_for(PERSON, ONE))
		frappe.get_doc("SD Customer", ONE).update({"disabled": 1}).save()
		self.assertFalse(acts_for(PERSON, ONE))

	def test_other_changes_of_a_customer_forget_nothing(self) -> None:
		settle_scopes()
		scope_of(PERSON)
		frappe.get_doc("SD Customer", ONE).update({"city": "Varna"}).save()
		with self.assertQueryCount(0):
			scope_of(PERSON)

	def test_customer_renamed(self) -> None:
		self.assert_changed(
			lambda: frappe.rename_doc("SD Customer", ONE, "T Scope Renamed", force=True),
			[ONE],
			["T Scope Renamed"],
		)


class TestReaderInBetween(ScopeTestCase):
	"""A request that began before a change, and stores what it read after it."""

	def test_old_view_is_not_kept(self) -> None:
		settle_scopes()
		old = scope._read_scope(PERSON)
		self.account().db_set("account_state", "Disabled")
		scope.SCOPES.keep(PERSON, old)
		self.assertEqual(scope_of(PERSON).customers, set())

	def test_nor_is_it_after_everybody_was_forgotten(self) -> None:
		settle_scopes()
		old = scope._read_scope(PERSON)
		self.account().db_set("account_state", "Disabled")
		settle_scopes()
		scope.forget_all_scopes()
		scope.SCOPES.keep(PERSON, old)
		self.assertEqual(scope_of(PERSON).customers, set())

	def test_view_from_after_the_change_is_kept_in_the_end(self) -> None:
		settle_scopes()
		forget_scope(PERSON)
		settle_scopes()
		scope_of(PERSON)
		with self.assertQueryCount(0):
			scope_of(PERSON)
