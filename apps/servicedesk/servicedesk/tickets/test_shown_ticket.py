"""A ticket read to be shown says what the framework's document says, and whoever may not read that may not read it."""

from contextlib import suppress
from typing import Any
from unittest.mock import patch

import frappe
from frappe.permissions import setup_custom_perms, update_permission_property

from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.shared.visibility import CUSTOMER_ROLE
from servicedesk.tickets import shown_ticket, states
from servicedesk.tickets.testing import make_ticket

USER, COLLEAGUE = "shown@shown-ticket.test", "colleague@shown-ticket.test"


class TestShownTicket(DeskTestCase):
	"""A ticket with answers and its requester as participant."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Shown Ticket")
		for user in (USER, COLLEAGUE):
			make_account(user, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		self.addCleanup(frappe.clear_cache, doctype="SD Ticket")
		self.addCleanup(frappe.set_user, "Administrator")

	def ticket(self) -> Any:
		"""As it is shown."""
		return shown_ticket.shown_ticket(self.number)

	def test_it_says_what_the_document_says(self) -> None:
		document, shown = frappe.get_doc("SD Ticket", self.number), self.ticket()
		for column in shown_ticket.COLUMNS:
			self.assertEqual(shown[column], document.get(column), column)
		for table in ("answers", "participants"):
			rows = [{name: row.get(name) for name in shown[table][0]} for row in document.get(table)]
			self.assertEqual(shown[table], rows)
		self.assertIsNone(shown.seen_at)

	def test_statements(self) -> None:
		self.ticket()
		with self.assertQueryCount(3):
			self.ticket()

	def test_there_is_none(self) -> None:
		self.assertIsNone(shown_ticket.shown_ticket("T-NONE"))

	def test_who_may_read_it(self) -> None:
		for user, expected in ((USER, True), (COLLEAGUE, False), ("Guest", False), ("Administrator", True)):
			with self.subTest(user=user):
				self.assertEqual(self.may(user), expected)

	def test_whoever_reads_by_role_costs_no_statement(self) -> None:
		shown = self.ticket()
		frappe.set_user(USER)
		shown_ticket.may_read(shown)
		with self.assertQueryCount(0):
			self.assertTrue(shown_ticket.may_read(shown))

	def test_a_role_that_reads_no_more(self) -> None:
		self.assertTrue(self.may(USER))
		setup_custom_perms("SD Ticket")
		update_permission_property("SD Ticket", CUSTOMER_ROLE, 0, "read", 0, validate=False)
		self.assertFalse(self.may(USER))

	def test_a_role_that_reads_its_own_alone(self) -> None:
		setup_custom_perms("SD Ticket")
		update_permission_property("SD Ticket", CUSTOMER_ROLE, 0, "if_owner", 1, validate=False)
		frappe.db.set_value("SD Ticket", self.number, "owner", COLLEAGUE)
		self.assertFalse(self.may(USER))

	def test_a_restriction_to_certain_records(self) -> None:
		other = make_customer("T Shown Other")
		values = {"doctype": "User Permission", "user": USER, "allow": "SD Customer", "for_value": other}
		frappe.get_doc(values).insert()
		self.addCleanup(frappe.cache.hdel, "user_permissions", USER)
		self.assertFalse(self.may(USER))

	def test_what_another_process_has_changed_is_seen(self) -> None:
		"""What is kept in the process counts only as long as the cache holds the same."""
		self.assertTrue(self.may(USER))
		self.forget_what_was_read()
		self.assertTrue(self.may(USER))
		meta = frappe.get_meta("SD Ticket")
		for row in meta.permissions:
			row.read = 0
		frappe.cache.hset("doctype_meta", "SD Ticket", meta)
		self.forget_what_was_read()
		self.assertFalse(self.may(USER))

	def test_the_kept_rights_are_used(self) -> None:
		self.forget_what_was_read()
		self.may(USER)
		self.forget_what_was_read()
		with patch.object(frappe, "get_meta", side_effect=AssertionError("read again")):
			frappe.set_user(USER)
			self.assertTrue(shown_ticket._reads_by_role(USER))

	def test_buttons_are_the_documents(self) -> None:
		for user in (USER, "Administrator"):
			frappe.set_user(user)
			expected = [row.action for row in states.buttons(frappe.get_doc("SD Ticket", self.number))]
			self.assertEqual([row.action for row in shown_ticket.buttons(self.ticket())], expected)

	def test_a_condition_asks_the_document(self) -> None:
		frappe.set_user(USER)
		shown = self.ticket()
		self.assertTrue(shown_ticket.buttons(shown))
		for row in states.workflow().transitions:
			row.condition = "doc.ip_address == 'nowhere' and doc.owner == 'nobody'"
		self.addCleanup(frappe.clear_document_cache, "Workflow", states.workflow().name)
		self.assertEqual(shown_ticket.buttons(shown), [])

	def may(self, user: str) -> bool:
		"""Whether the user may read it; the framework's own answer is the same."""
		frappe.local.role_permissions = {}
		frappe.set_user(user)
		answer = shown_ticket.may_read(self.ticket())
		self.assertEqual(answer, bool(frappe.get_doc("SD Ticket", self.number).has_permission("read")))
		frappe.set_user("Administrator")
		return answer

	def forget_what_was_read(self) -> None:
		"""As a new request begins: only the cache and the process know anything."""
		with suppress(KeyError):
			del frappe.local.cache[frappe.cache.make_key("doctype_meta")]
