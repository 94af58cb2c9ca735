"""A request shared with a colleague: by whom, with whom, what they see then, and how it ends."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import CUSTOMER_ROLE, DeskTestCase, make_account, make_customer
from servicedesk.shared.visibility import has_permission, scope_of
from servicedesk.tickets import conversation, history, sharing
from servicedesk.tickets.testing import make_ticket

REQUESTER, COLLEAGUE, THIRD = "sharer@t.test", "sharee@t.test", "third@t.test"
MANAGER, STRANGER = "manager-sharing@t.test", "stranger-sharing@t.test"
MOST_STATEMENTS = 20


class TestSharing(DeskTestCase):
	"""One request of a customer with four people, and somebody of another customer."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.other = make_customer("T Sharing"), make_customer("T Sharing Other")
		for user in (REQUESTER, COLLEAGUE, THIRD):
			make_account(user, {cls.customer: "Requester"})
		make_account(MANAGER, {cls.customer: "Manager"})
		make_account(STRANGER, {cls.other: "Manager"})

	def setUp(self) -> None:
		super().setUp()
		frappe.cache.delete_keys("servicedesk_attempts")
		self.number = make_ticket(REQUESTER, self.customer).name
		make_ticket(REQUESTER, self.customer)
		frappe.set_user(REQUESTER)

	def ticket(self) -> Any:
		"""As it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def seen_by(self, user: str) -> bool:
		"""Whether the user may read it, as a document and in the list; both have to say the same."""
		before = frappe.session.user
		frappe.set_user(user)
		try:
			as_document = has_permission(self.ticket(), "read", user)
			listed = frappe.get_list("SD Ticket", {"name": self.number}, pluck="name") == [self.number]
		finally:
			frappe.set_user(before)
		self.assertEqual(as_document, listed)
		return as_document

	def events(self) -> list[str]:
		"""The history's entries about sharing."""
		about = (history.SHARED, history.TAKEN_BACK)
		return [row.event for row in history.entries(self.number) if row.event in about]

	def mails(self, user: str) -> int:
		"""How many notices of sharing wait for this person."""
		return frappe.db.count("SD Outgoing Message", {"event": "ticket_shared", "recipient": user})

	def test_a_colleague_sees_this_one_request_and_is_told(self) -> None:
		self.assertFalse(self.seen_by(COLLEAGUE))
		sharing.share(self.number, f"  {COLLEAGUE.upper()} ")
		self.assertTrue(self.seen_by(COLLEAGUE))
		self.assertEqual(self.mails(COLLEAGUE), 1)
		self.assertEqual(self.events(), [history.SHARED])
		frappe.set_user(COLLEAGUE)
		self.assertEqual(frappe.get_list("SD Ticket", pluck="name"), [self.number])
		conversation.customer_message(self.number, "Me too")
		self.assertIn("Me too", conversation.messages_of(self.number)[-1].content)

	def test_what_a_contract_has_is_no_person(self) -> None:
		self.assertIn(THIRD, [person.user for person in sharing.colleagues(self.number)])
		account = frappe.get_doc("SD Portal Account", THIRD)
		frappe.db.set_value("SD Portal Account", THIRD, "account_kind", "Contract")
		self.addCleanup(account.notify_update)
		self.assertNotIn(THIRD, [person.user for person in sharing.colleagues(self.number)])
		with self.assertRaises(Refused):
			sharing.share(self.number, THIRD)
		with patch.object(sharing, "scope_of", return_value=replace(scope_of(REQUESTER), of_contract=True)):
			self.assertFalse(sharing.may_share(self.ticket(), REQUESTER))

	def test_twice_is_once(self) -> None:
		for _ in range(2):
			sharing.share(self.number, COLLEAGUE)
		self.assertEqual([row.user for row in self.ticket().participants].count(COLLEAGUE), 1)
		self.assertEqual((self.mails(COLLEAGUE), self.events()), (1, [history.SHARED]))

	def test_strangers_and_nobody_get_the_same_answer(self) -> None:
		texts = set()
		for address in (STRANGER, "nobody@t.test", "", "' or 1=1 --", "Administrator"):
			with self.subTest(address=address), self.assertRaises(Refused) as refused:
				sharing.share(self.number, address)
			texts.add(refused.exception.problems["colleague"])
		self.assertEqual(len(texts), 1)
		self.assertFalse(self.seen_by(STRANGER))
		self.assertEqual(self.events(), [])

	def test_colleagues_who_have_gone_are_nobody(self) -> None:
		frappe.set_user("Administrator")
		account = frappe.get_doc("SD Portal Account", {"user": THIRD})
		account.account_state = "Disabled"
		account.save()
		frappe.set_user(REQUESTER)
		self.assertNotIn(THIRD, [colleague.user for colleague in sharing.colleagues(self.number)])
		with self.assertRaises(Refused):
			sharing.share(self.number, THIRD)

	def test_the_list_offers_colleagues_it_is_not_shared_with(self) -> None:
		offered = {colleague.user for colleague in sharing.colleagues(self.number)}
		self.assertEqual(offered, {COLLEAGUE, THIRD, MANAGER})
		sharing.share(self.number, COLLEAGUE)
		self.assertEqual({colleague.user for colleague in sharing.colleagues(self.number)}, {THIRD, MANAGER})

	def test_who_may_share(self) -> None:
		sharing.share(self.number, COLLEAGUE)
		for user in (COLLEAGUE, STRANGER):
			frappe.set_user(user)
			with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
				sharing.share(self.number, THIRD)
		frappe.set_user(MANAGER)
		sharing.share(self.number, THIRD)
		self.assertTrue(self.seen_by(THIRD))

	def test_it_is_taken_back(self) -> None:
		for user in (REQUESTER, MANAGER, COLLEAGUE):
			with self.subTest(user=user):
				frappe.set_user(REQUESTER)
				sharing.share(self.number, COLLEAGUE)
				frappe.set_user(user)
				sharing.take_back(self.number, COLLEAGUE)
				self.assertFalse(self.seen_by(COLLEAGUE))
		self.assertEqual(self.events(), [history.SHARED, history.TAKEN_BACK] * 3)

	def test_who_may_not_take_it_back(self) -> None:
		sharing.share(self.number, COLLEAGUE)
		for user, person in (
			(THIRD, COLLEAGUE),
			(STRANGER, COLLEAGUE),
			(COLLEAGUE, REQUESTER),
			(MANAGER, REQUESTER),
			(REQUESTER, REQUESTER),
		):
			frappe.set_user(user)
			with self.subTest(user=user, person=person), self.assertRaises(frappe.PermissionError):
				sharing.take_back(self.number, person)
		self.assertTrue(self.seen_by(COLLEAGUE) and self.seen_by(REQUESTER))

	def test_taking_back_what_was_not_given_changes_nothing(self) -> None:
		sharing.take_back(self.number, THIRD)
		self.assertEqual(self.events(), [])

	def test_an_open_form_of_the_desk_does_not_undo_it(self) -> None:
		frappe.set_user("Administrator")
		form = self.ticket()
		frappe.set_user(REQUESTER)
		sharing.share(self.number, COLLEAGUE)
		frappe.set_user("Administrator")
		with self.assertRaises(frappe.TimestampMismatchError):
			form.save()
		self.assertTrue(self.seen_by(COLLEAGUE))

	def test_who_leaves_the_company_sees_it_no_more(self) -> None:
		sharing.share(self.number, COLLEAGUE)
		frappe.set_user("Administrator")
		account = frappe.get_doc("SD Portal Account", {"user": COLLEAGUE})
		account.customers = []
		account.append("customers", {"customer": self.other, "account_role": "Requester"})
		account.save()
		self.assertFalse(self.seen_by(COLLEAGUE))

	def test_sharing_costs_few_statements(self) -> None:
		sharing.share(self.number, THIRD)
		with self.assertQueryCount(MOST_STATEMENTS):
			sharing.share(self.number, COLLEAGUE)

	def test_the_role_alone_gives_nothing(self) -> None:
		user = frappe.get_doc({"doctype": "User", "email": "role-only@t.test", "first_name": "Role"})
		frappe.set_user("Administrator")
		user.flags.no_welcome_mail = True
		user.insert()
		user.add_roles(CUSTOMER_ROLE)
		frappe.set_user(REQUESTER)
		with self.assertRaises(Refused):
			sharing.share(self.number, "role-only@t.test")
