"""What keeps a ticket safe: markup, leavers, fields of the server, and what staff keep for themselves."""

import frappe

from servicedesk.shared.plain_text import unshield
from servicedesk.shared.testing import (
	AGENT,
	ASK,
	ASKED,
	RESOLVE,
	RESOLVED,
	SOLVED,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import attachments, conversation, feedback, transitions
from servicedesk.tickets.participation import set_muted
from servicedesk.tickets.testing import make_ticket, picture

USER = "safe@t.test"


class TestSafeguards(DeskTestCase):
	"""One ticket of one requester."""

	@classmethod
	def setUpClass(cls) -> None:
		"""One customer with one requester."""
		super().setUpClass()
		cls.customer = make_customer("T Safe")
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		"""A new ticket for each test."""
		super().setUp()
		self.number = make_ticket(USER, self.customer).name

	def ticket(self) -> "frappe.Document":
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def as_agent(self, action: str, **words: str) -> None:
		"""The agent takes a step."""
		frappe.set_user(AGENT)
		transitions.perform(self.number, action, **words)

	def test_markup_of_customers_is_no_markup_in_the_desk(self) -> None:
		payload = '"<img src=x onerror=alert(1)>"'
		number = make_ticket(USER, self.customer, answers={"summary": payload, "details": payload}).name
		self.number = number
		self.as_agent(TAKE)
		self.as_agent(RESOLVE, resolution="Done")
		frappe.set_user(USER)
		feedback.rate(number, 1, payload)
		ticket = frappe.get_doc("SD Ticket", number)
		stored = [
			ticket.subject,
			ticket.description,
			ticket.rating_message,
			*(row.value for row in ticket.answers),
		]
		self.assertEqual(len(stored), 5)
		for text in stored:
			self.assertNotIn("<", text)
		self.assertEqual(unshield(ticket.rating_message), payload)

	def test_a_manager_may_answer_and_solve_a_colleagues_ticket(self) -> None:
		manager = make_account("safe.manager@t.test", {self.customer: "Manager"})
		self.as_agent(TAKE)
		conversation.agent_message(self.number, "Which one?", action=ASK)
		frappe.set_user(manager)
		conversation.customer_message(self.number, "That one")
		transitions.perform(self.number, SOLVED)
		self.assertEqual(self.ticket().workflow_state, RESOLVED)

	def test_a_leavers_ticket_goes_on_and_the_leaver_hears_nothing(self) -> None:
		account = frappe.get_doc("SD Portal Account", USER)
		account.account_state = "Disabled"
		account.save()
		self.as_agent(TAKE)
		conversation.agent_message(self.number, "Which one?", action=ASK)
		self.assertEqual(self.ticket().workflow_state, ASKED)
		told = frappe.get_all(
			"SD Outgoing Message", {"ticket": self.number, "recipient": USER}, pluck="event"
		)
		self.assertEqual(told, ["ticket_received"])

	def test_what_only_the_server_writes_cannot_be_sent_along(self) -> None:
		set_muted(self.number, USER, muted=True)
		frappe.set_user(AGENT)
		ticket = self.ticket()
		ticket.update({"rating": 5, "opened_by": AGENT, "external_reference": "X-1"})
		ticket.participants[0].muted = 0
		ticket.save()
		stored = self.ticket()
		self.assertEqual((stored.rating, stored.opened_by, stored.external_reference), (0, USER, "X-1"))
		self.assertEqual(stored.participants[0].muted, 1)

	def test_what_staff_keep_for_themselves_stays_with_them(self) -> None:
		frappe.set_user(AGENT)
		attached = {"attached_to_doctype": "SD Ticket", "attached_to_name": self.number, "is_private": 1}
		note = frappe.get_doc(
			{"doctype": "File", "file_name": "internal.txt", "content": b"secret", **attached}
		).insert()
		self.assertEqual(attachments.files_of(self.number), [])
		frappe.set_user(USER)
		self.assertFalse(frappe.get_doc("File", note.name).is_downloadable())
		conversation.customer_message(self.number, "Look", [picture()])
		shared = attachments.files_of(self.number)
		self.assertEqual([row.file_name for row in shared], ["screen.png"])
		self.assertTrue(frappe.get_doc("File", shared[0].name).is_downloadable())
