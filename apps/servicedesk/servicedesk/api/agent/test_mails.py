"""Relinking mails: no way past what keeps a ticket's messages in their place."""

from typing import Any

import frappe
from frappe.handler import execute_cmd

from servicedesk.api.testing import as_request
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer
from servicedesk.tickets import conversation
from servicedesk.tickets.testing import make_ticket

USER = "relink@t.test"
RELINK = "frappe.email.relink"


class TestRelinking(DeskTestCase):
	"""Two tickets of one customer, and something written on the first."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Relink")
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.first, self.second = (make_ticket(USER, self.customer).name for _ticket in range(2))

	def relink(self, name: str) -> None:
		"""Move it to the second ticket by the framework's own address, as its form does."""
		place: dict[str, Any] = {"reference_doctype": "SD Ticket", "reference_name": self.second}
		with as_request(f"/api/method/{RELINK}", AGENT, "POST", form={"name": name, **place}):
			execute_cmd(RELINK)

	def stands_on(self, name: str) -> str:
		"""The ticket that it belongs to."""
		return str(frappe.db.get_value("Communication", name, "reference_name"))

	def test_a_message_of_a_ticket_stays_there(self) -> None:
		frappe.set_user(USER)
		conversation.customer_message(self.first, "It smells, too")
		name = conversation.messages_of(self.first)[0].name
		with self.assertRaises(frappe.ValidationError):
			self.relink(name)
		self.assertEqual(self.stands_on(name), self.first)

	def test_another_mail_may_be_moved(self) -> None:
		values = {"communication_type": "Communication", "content": "To somebody else", "subject": "Mail"}
		place = {"reference_doctype": "SD Ticket", "reference_name": self.first}
		name = frappe.get_doc({"doctype": "Communication", **values, **place}).insert().name
		self.relink(name)
		self.assertEqual(self.stands_on(name), self.second)
