"""Canned replies: whose they are, where they fit, and what a ticket puts into them."""

from typing import Any

import frappe

from servicedesk.api.agent import ticket_panel
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	AGENT,
	AGENT_ROLE,
	REQUEST_TYPE,
	DeskTestCase,
	make_account,
	make_customer,
	make_user,
)
from servicedesk.tickets.testing import make_ticket

REQUESTER, COLLEAGUE, SUPERVISOR = "requester@canned.test", "colleague@canned.test", "supervisor@canned.test"


class TestCannedReplies(DeskTestCase):
	"""One ticket, two agents, a supervisor."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_user(COLLEAGUE, AGENT_ROLE)
		make_user(SUPERVISOR, "Service Desk Supervisor")

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Canned & Co")
		make_account(REQUESTER, {self.customer: "Requester"})
		self.ticket = make_ticket(REQUESTER, self.customer).name

	def make(self, user: str, title: str, **values: Any) -> Any:
		"""A reply written by that person."""
		frappe.set_user(user)
		given = {"doctype": "SD Canned Reply", "title": title, "body": "Hello", "language": "", **values}
		return frappe.get_doc(given).insert()

	def offered(self, user: str = AGENT) -> dict[str, str]:
		"""Titles and texts that the person is offered."""
		frappe.set_user(user)
		return {row["title"]: row["text"] for row in ticket_panel.replies(self.ticket)}

	def test_places_are_filled_from_the_ticket(self) -> None:
		self.make(AGENT, "Greeting", body="Dear {requester},\n{number}: {subject}\n{company} {customer}")
		self.assertEqual(
			self.offered()["Greeting"],
			f"Dear requester,\n{self.ticket}: The printer is on fire\nTest Desk T Canned & Co",
		)

	def test_words_of_customers_are_no_template(self) -> None:
		self.make(AGENT, "Echo", body="{subject}")
		frappe.db.set_value("SD Ticket", self.ticket, "subject", "{company} {{ 7 * 7 }}")
		self.assertEqual(self.offered()["Echo"], "{company} {{ 7 * 7 }}")

	def test_unknown_places_are_refused(self) -> None:
		for body in ("{nonsense}", "{password}", "{view_link}"):
			with self.subTest(body=body), self.assertRaises(Refused) as caught:
				self.make(AGENT, "Bad", body=body)
			self.assertEqual(set(caught.exception.problems), {"body"})

	def test_only_mine_or_everybody_s(self) -> None:
		self.make(AGENT, "Mine")
		self.make(COLLEAGUE, "Hers")
		self.make(SUPERVISOR, "Everybody's", shared=1)
		self.assertEqual(set(self.offered()), {"Mine", "Everybody's"})
		listed = frappe.get_list("SD Canned Reply", pluck="title")
		self.assertEqual(set(listed), {"Mine", "Everybody's"})

	def test_sharing_is_a_supervisor_s_decision(self) -> None:
		with self.assertRaises(Refused):
			self.make(AGENT, "Pushy", shared=1)
		reply = self.make(SUPERVISOR, "Ours", shared=1)
		frappe.set_user(AGENT)
		reply = frappe.get_doc("SD Canned Reply", reply.name)
		reply.body = "Changed"
		with self.assertRaises(frappe.PermissionError):
			reply.save()

	def test_a_colleague_s_own_is_nobody_else_s(self) -> None:
		reply = self.make(COLLEAGUE, "Hers")
		frappe.set_user(AGENT)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc("SD Canned Reply", reply.name).check_permission("read")
		with self.assertRaises(frappe.PermissionError):
			frappe.delete_doc("SD Canned Reply", reply.name)

	def test_where_they_fit(self) -> None:
		self.make(AGENT, "For this type", request_type=REQUEST_TYPE)
		self.make(AGENT, "In English", language="en")
		self.make(AGENT, "In Bulgarian", language="bg")
		self.make(AGENT, "Put away", disabled=1)
		frappe.set_user("Administrator")
		frappe.get_doc({"doctype": "SD Ticket Category", "title": "T Canned"}).insert()
		self.make(AGENT, "For a category", category="T Canned")
		self.assertEqual(set(self.offered()), {"For this type", "In English"})
		frappe.db.set_value("SD Ticket", self.ticket, "category", "T Canned")
		self.assertEqual(next(iter(self.offered())), "For a category")

	def test_customers_see_none(self) -> None:
		self.make(SUPERVISOR, "Everybody's", shared=1)
		frappe.set_user(REQUESTER)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_list("SD Canned Reply")
