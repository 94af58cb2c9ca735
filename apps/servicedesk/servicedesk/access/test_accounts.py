"""Inviting people, switching accounts off and on."""

from unittest.mock import patch

import frappe

from servicedesk.access import accounts, attempts, links, new_password, passwords, secret_questions
from servicedesk.access.testing import GOOD, AccessTestCase, stored_values
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import AGENT, make_account, make_contract, make_customer
from servicedesk.shared.visibility import is_staff, scope_of

NEW = "nova@customer.test"


class TestInvitation(AccessTestCase):
	"""An agent invites somebody who is not known yet. Manual edi-provider 1."""

	def invite(self, **changes: str) -> str:
		"""Invite as an agent, who may write neither users nor accounts."""
		frappe.set_user(AGENT)
		values = {"email": NEW, "first_name": "Нова", "last_name": "Клиентка 😀"}
		values |= {"customer": self.customer, "language": "en"}
		try:
			return accounts.invite(**{**values, "role": "Requester", **changes})
		finally:
			frappe.set_user("Administrator")

	def test_a_person_gets_an_account_and_a_link(self) -> None:
		account = frappe.get_doc("SD Portal Account", self.invite(email=NEW.upper(), phone="+359 2 1"))
		self.assertEqual((account.user, account.account_state), (NEW, "Invited"))
		self.assertEqual(
			[(row.customer, row.account_role) for row in account.customers], [(self.customer, "Requester")]
		)
		user = frappe.get_doc("User", NEW)
		self.assertEqual(user.user_type, "Website User")
		self.assertEqual([row.role for row in user.roles], ["Service Desk Customer"])
		self.assertFalse(is_staff(NEW))
		self.assertFalse(passwords.has_password(NEW))
		contact = frappe.get_doc("Contact", {"email_id": NEW})
		self.assertTrue(contact.has_link("SD Customer", self.customer))
		self.assertIn(f"Your user name: {NEW}", self.text(NEW, "account_invited"))

	def test_the_link_is_nowhere_in_plain(self) -> None:
		self.invite()
		token = self.token(NEW, "account_invited")
		row = frappe.db.get_value("SD Access Link", {"user": NEW}, "*", as_dict=True)
		self.assertNotIn(token, str(dict(row)))
		[mail] = self.mails(NEW)
		self.assertNotIn(token, str(stored_values(mail)))

	def test_the_link_sets_a_password_once_and_lets_in(self) -> None:
		self.invite()
		self.assertFalse(scope_of(NEW).has_account)
		token = self.token(NEW, "account_invited")
		with self.assertRaisesRegex(Refused, "8 characters"):
			new_password.set_by_link(token, "kurz", "kurz")
		new_password.set_by_link(token, GOOD, GOOD)
		self.assertTrue(scope_of(NEW).has_account)
		with self.assertRaises(new_password.LinkOver):
			new_password.set_by_link(token, GOOD, GOOD)
		self.assertEqual(self.events(NEW), ["account_invited"])

	def test_inviting_again_ends_the_link_before(self) -> None:
		account = self.invite()
		first = self.token(NEW, "account_invited")
		accounts.invite_again(account)
		self.assertIsNone(links.find(first))
		new_password.set_by_link(self.token(NEW, "account_invited"), GOOD, GOOD)
		with self.assertRaises(Conflict):
			accounts.invite_again(account)

	def test_who_signs_in_elsewhere_sets_no_password_here(self) -> None:
		account = self.invite()
		token = self.token(NEW, "account_invited")
		frappe.db.set_value("SD Portal Account", account, "sign_in_source", "Directory of nobody")
		accounts.invite_again(account)
		self.assertEqual(self.events(NEW), ["account_invited", "password_elsewhere"])
		with self.assertRaisesRegex(Refused, "Directory of nobody") as caught:
			new_password.set_by_link(token, GOOD, GOOD)
		self.assertEqual(list(caught.exception.problems), ["form"])
		self.assertFalse(passwords.has_password(NEW))
		self.assertEqual(frappe.db.get_value("SD Portal Account", account, "account_state"), "Invited")

	def test_only_links_that_are_none_count_as_attempts(self) -> None:
		self.invite()
		token = self.token(NEW, "account_invited")
		for _turn in range(attempts.MOST_BY_ADDRESS + 5):
			self.assertEqual(new_password.open_link(token).user, NEW)
		for _turn in range(attempts.MOST_BY_ADDRESS):
			with self.assertRaises(new_password.LinkOver):
				new_password.open_link("made up")
		with self.assertRaises(attempts.TooManyAttempts):
			new_password.open_link("made up")

	def test_an_expired_link(self) -> None:
		self.invite()
		token = self.token(NEW, "account_invited")
		frappe.db.set_value("SD Access Link", {"user": NEW}, "expires_at", "2020-01-01 00:00:00")
		self.assertIsNone(links.take(token))
		links.sweep()
		self.assertFalse(frappe.db.exists("SD Access Link", {"user": NEW}))

	def test_of_two_at_once_one_gets_the_link(self) -> None:
		self.invite()
		token = self.token(NEW, "account_invited")
		found = links.find(token)
		# Both have looked before either takes it.
		self.enterContext(patch.object(links, "find", return_value=found))
		self.assertIsNotNone(links.take(token))
		self.assertIsNone(links.take(token))

	def test_bad_input_is_refused_by_field(self) -> None:
		for changes, field in (
			({"email": "no address"}, "email"),
			({"email": f"x@y.test, {NEW}"}, "email"),
			({"first_name": "Ж" * 300}, "first_name"),
			({"last_name": "<img src=x onerror=alert(1)>"}, "last_name"),
			({"role": "System Manager"}, "role"),
			({"customer": "nobody"}, "customer"),
		):
			with self.subTest(changes), self.assertRaises(Refused) as caught:
				self.invite(**changes)
			self.assertEqual(list(caught.exception.problems), [field])
		self.assertFalse(frappe.db.exists("User", NEW))

	def test_staff_and_people_who_were_switched_off_are_not_invited(self) -> None:
		with self.assertRaises(Refused):
			self.invite(email=AGENT)
		accounts.disable(self.invite())
		with self.assertRaises(Refused):
			self.invite()

	def test_who_has_an_account_gets_the_customer_added(self) -> None:
		make_account(NEW, {make_customer("T Other Ltd"): "Manager"})
		self.invite()
		self.assertEqual(scope_of(NEW).customers, {self.customer, make_customer("T Other Ltd")})
		self.assertEqual(self.events(NEW), ["account_extended"])
		self.invite()
		self.assertEqual(self.events(NEW), ["account_extended"])

	def test_an_account_that_a_contract_shares(self) -> None:
		contract = make_contract("T-17", self.customer)
		account = frappe.get_doc("SD Portal Account", self.invite(contract=contract))
		self.assertEqual((account.account_kind, account.contract), ("Contract", contract))
		new_password.set_by_link(self.token(NEW, "account_invited"), GOOD, GOOD)
		self.assertEqual(scope_of(NEW).contracts, {contract})
		other = make_contract("T-18", make_customer("T Other Ltd"))
		with self.assertRaisesRegex(frappe.ValidationError, "another customer"):
			self.invite(email="zwei@customer.test", contract=other)


class TestSwitchingOff(AccessTestCase):
	"""Who may not sign in any more is out at once."""

	def setUp(self) -> None:
		"""An active account with a password and a session."""
		super().setUp()
		self.user = make_account(NEW, {self.customer: "Requester"})
		passwords.set_password(NEW, GOOD)
		frappe.db.sql("insert into tabSessions (user, sid, status) values (%s, 'sid-of-test', 'Active')", NEW)

	def sessions(self) -> int:
		"""How many sessions the user has."""
		return int(frappe.db.count("Sessions", {"user": NEW}))

	def test_off_and_on(self) -> None:
		link = links.issue(links.RESET, NEW)
		accounts.disable(NEW)
		self.assertFalse(scope_of(NEW).has_account)
		self.assertEqual(frappe.db.get_value("User", NEW, "enabled"), 0)
		self.assertEqual(self.sessions(), 0)
		self.assertIsNone(links.find(link.address.rpartition("/")[2]))
		accounts.enable(NEW)
		self.assertTrue(scope_of(NEW).has_account)
		self.assertEqual(frappe.db.get_value("User", NEW, "enabled"), 1)

	def test_staff_stay_staff(self) -> None:
		make_account(AGENT, {self.customer: "Requester"})
		accounts.disable(AGENT)
		self.assertEqual(frappe.db.get_value("User", AGENT, "enabled"), 1)

	def test_a_temporary_password(self) -> None:
		password = passwords.set_temporary_password(NEW)
		self.assertEqual(passwords.problems_of(password, NEW), [])
		self.assertEqual(self.sessions(), 0)
		self.assertTrue(scope_of(NEW).must_change_password)
		with self.assertRaisesRegex(Refused, "another password"):
			new_password.change_at_sign_in(NEW, "", password, password)
		new_password.change_at_sign_in(NEW, "", "Eigenes-26-neu", "Eigenes-26-neu")
		self.assertFalse(scope_of(NEW).must_change_password)
		self.assertIn("password_changed", self.events(NEW))

	def test_no_temporary_password_for_staff(self) -> None:
		make_account(AGENT, {self.customer: "Requester"})
		with self.assertRaises(Refused):
			passwords.set_temporary_password(AGENT)

	def test_the_first_password_is_changed_after_the_secret_question(self) -> None:
		secret_questions.set_answer(NEW, "First school?", "Лицей 7")
		frappe.db.set_value("SD Portal Account", NEW, {"ask_secret_question": 1, "must_change_password": 1})
		self.assertEqual(new_password.question_to_ask(NEW), "First school?")
		with self.assertRaises(Refused) as caught:
			new_password.change_at_sign_in(NEW, "Лицей 8", "Eigenes-26-neu", "Eigenes-26-neu")
		self.assertEqual(list(caught.exception.problems), ["answer"])
		new_password.change_at_sign_in(NEW, "лицей  7", "Eigenes-26-neu", "Eigenes-26-neu")
		self.assertEqual(new_password.question_to_ask(NEW), "")
