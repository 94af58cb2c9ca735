"""Messages and notes of a ticket: nobody deletes or rewrites them, whichever way the framework has for it."""

from collections.abc import Callable
from typing import Any

import frappe
import frappe.client
from frappe.desk.form.utils import add_comment, update_comment

from servicedesk.shared.testing import (
	AGENT,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
	make_user,
)
from servicedesk.tickets import conversation, merging, notes, transitions
from servicedesk.tickets.testing import make_ticket

USER = "kept@t.test"
SYSTEM = "kept-system@t.test"


class TestKeptWords(DeskTestCase):
	"""A message to the customer and a note, both of the agent."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Kept")
		make_account(USER, {cls.customer: "Requester"})
		make_user(SYSTEM, "System Manager")

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		conversation.agent_message(self.number, "It is <ready>\nby noon")
		notes.add(self.number, "They never pay <on> time")
		found = {"reference_doctype": "SD Ticket", "reference_name": self.number}
		self.message = frappe.get_last_doc("Communication", {**found, "sd_conversation": 1})
		self.note = frappe.get_last_doc("Comment", {**found, "comment_type": "Comment"})

	def refused(self, act: Callable[..., Any], *values: Any) -> None:
		"""The framework's function ends in our sentence."""
		with self.assertRaises(frappe.ValidationError) as caught:
			act(*values)
		self.assertEqual(str(caught.exception), "A ticket's history cannot be changed.")

	def test_who_wrote_a_message_does_not_delete_it(self) -> None:
		self.refused(frappe.client.delete, "Communication", self.message.name)
		self.assertTrue(frappe.db.exists("Communication", self.message.name))

	def test_nobody_rewrites_or_moves_a_message(self) -> None:
		other = make_ticket(USER, self.customer).name
		frappe.set_user("Administrator")
		changes = {
			"content": "It is not",
			"sender": USER,
			"user": USER,
			"sent_or_received": "Received",
			"reference_name": other,
			"sd_conversation": 0,
		}
		for field, value in changes.items():
			with self.subTest(field=field):
				self.refused(frappe.client.set_value, "Communication", self.message.name, field, value)
		self.refused(frappe.client.delete, "Communication", self.message.name)

	def test_nothing_becomes_a_message_afterwards(self) -> None:
		frappe.set_user("Administrator")
		values = {"communication_type": "Communication", "content": "To somebody else", "subject": "Mail"}
		place = {"reference_doctype": "SD Ticket", "reference_name": self.number}
		mail = frappe.get_doc({"doctype": "Communication", **values, **place}).insert()
		self.refused(frappe.client.set_value, "Communication", mail.name, "sd_conversation", 1)
		frappe.client.set_value("Communication", mail.name, "content", "To them")
		frappe.client.delete("Communication", mail.name)

	def test_nobody_forges_a_message(self) -> None:
		forged = {
			"doctype": "Communication",
			"communication_type": "Communication",
			"subject": "Printer",
			"content": "We agree to pay",
			"user": USER,
			"sender": USER,
			"sent_or_received": "Received",
			"reference_doctype": "SD Ticket",
			"reference_name": self.number,
			"sd_conversation": 1,
			"flags": {"ticket_message": True},
		}
		nowhere = {**forged, "reference_doctype": None, "reference_name": None}
		for user in (SYSTEM, "Administrator"):
			frappe.set_user(user)
			with self.subTest(user=user):
				self.refused(frappe.client.insert, forged)
				# Else it could be led to the ticket afterwards.
				self.refused(frappe.client.insert, nowhere)
		self.assertEqual(len(conversation.messages_of(self.number)), 1)

	def test_nobody_writes_a_note_in_anothers_name(self) -> None:
		frappe.set_user(AGENT)
		add_comment("SD Ticket", self.number, "Refund them", SYSTEM, "The director")
		note = frappe.get_last_doc("Comment", {"reference_name": self.number, "comment_type": "Comment"})
		self.assertEqual((note.comment_email, note.comment_by), (AGENT, "agent"))

	def test_what_the_framework_notes_by_itself_may_change(self) -> None:
		frappe.set_user("Administrator")
		frappe.client.set_value("Communication", self.message.name, "seen", 1)
		frappe.client.save(frappe.as_json(frappe.get_doc("Communication", self.message.name)))
		self.assertEqual(frappe.db.get_value("Communication", self.message.name, "seen"), 1)

	def test_who_wrote_a_note_does_not_rewrite_it(self) -> None:
		self.refused(update_comment, self.note.name, "They always pay")
		update_comment(self.note.name, self.note.content)

	def test_nobody_deletes_a_note(self) -> None:
		frappe.set_user(SYSTEM)
		self.refused(frappe.client.delete, "Comment", self.note.name)
		self.refused(frappe.client.set_value, "Comment", self.note.name, "comment_type", "Info")

	def test_merging_takes_them_along(self) -> None:
		into = make_ticket(USER, self.customer).name
		merging.merge(self.number, into)
		self.refused(frappe.client.delete, "Communication", self.message.name)
		self.assertEqual(len(notes.notes_of(into)), 1)

	def test_a_ticket_that_goes_takes_them_along(self) -> None:
		frappe.set_user("Administrator")
		frappe.delete_doc("SD Ticket", self.number)
		self.assertFalse(frappe.db.exists("Comment", self.note.name))
		frappe.client.delete("Communication", self.message.name)
