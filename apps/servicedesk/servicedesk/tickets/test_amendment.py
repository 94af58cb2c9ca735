"""A customer changes their request until somebody accepts it, and nobody else's, and not a second later."""

from typing import Any

import frappe

from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	AGENT,
	ANSWER,
	ASK,
	CANCEL,
	RESUME,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import amendment, attachments, conversation, states, transitions
from servicedesk.tickets.amendment import Amendment
from servicedesk.tickets.testing import make_ticket, picture

USER, BOSS, COLLEAGUE = "amends@t.test", "boss-amends@t.test", "colleague-amends@t.test"
ANSWERS = {"summary": "The printer is on fire", "details": "Smoke everywhere."}


class TestAmendment(DeskTestCase):
	"""A request that nobody has accepted."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Amends")
		make_account(USER, {cls.customer: "Requester"})
		make_account(BOSS, {cls.customer: "Manager"})
		make_account(COLLEAGUE, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(USER)

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def amend(self, version: str = "", files: tuple[Any, ...] = (), **answers: str) -> Any:
		"""Send the form with these answers changed."""
		given = Amendment(answers={**ANSWERS, **answers}, version=version, files=files)
		return amendment.amend(self.number, given)

	def events(self, event: str) -> list[Any]:
		"""Entries of the history."""
		fields = ["field", "from_value", "to_value", "detail", "actor", "visible_to_customer"]
		return frappe.get_all("SD Ticket Event", {"ticket": self.number, "event": event}, fields)

	def test_the_form_comes_back_with_what_was_answered(self) -> None:
		ticket = self.ticket()
		answers = amendment.answers_of(ticket, amendment.form_for(ticket))
		self.assertEqual({name: answers[name] for name in ANSWERS}, ANSWERS)
		self.assertEqual((answers["retailer"], answers["file"]), ("", ""))

	def test_changes_are_written_and_left_in_the_history(self) -> None:
		self.amend(summary="The <printer> smokes", retailer="Two")
		ticket = self.ticket()
		self.assertEqual(ticket.subject, "The &lt;printer&gt; smokes")
		self.assertEqual(
			{row.label: row.value for row in ticket.answers},
			{"Summary": "The &lt;printer&gt; smokes", "Details": "Smoke everywhere.", "Retailer": "Two"},
		)
		edited = self.events("edited")
		self.assertEqual(
			[(row.detail, row.actor, row.visible_to_customer) for row in edited],
			[("Summary, Retailer", USER, 1)],
		)
		details = {row.field: (row.from_value, row.to_value) for row in self.events("field_changed")}
		self.assertEqual(details["Retailer"], ("", "Two"))
		self.assertNotIn("answers", details)
		self.assertEqual(
			(ticket.requester, ticket.channel, ticket.workflow_state), (USER, "Portal", "T Open")
		)

	def test_the_same_once_more_leaves_no_trace(self) -> None:
		modified = self.ticket().modified
		self.amend()
		self.assertEqual((self.ticket().modified, self.events("edited")), (modified, []))

	def test_files_may_be_added_and_once_only(self) -> None:
		for _sending in range(2):
			self.amend(files=(picture(),))
		self.assertEqual(len(attachments.files_of(self.number)), 1)
		self.assertEqual([row.detail for row in self.events("edited")], ["screen.png"])

	def test_what_is_wrong_is_said_by_field_and_nothing_is_half_made(self) -> None:
		with self.assertRaises(Refused) as caught:
			self.amend(summary=" ", retailer="Three", files=(picture("virus.exe"),))
		self.assertEqual(set(caught.exception.problems), {"summary", "retailer", "file"})
		self.assertEqual(self.ticket().subject, ANSWERS["summary"])

	def test_the_agent_who_has_it_is_told(self) -> None:
		ticket = self.ticket()
		ticket.db_set("agent", AGENT)
		self.amend(summary="It smokes")
		mail = frappe.get_last_doc("SD Outgoing Message", {"ticket": self.number, "recipient": AGENT})
		self.assertEqual(mail.event, "customer_commented")
		self.assertIn("Summary", mail.context)

	def test_who_may(self) -> None:
		ticket = self.ticket()
		for user, may in ((USER, True), (BOSS, True), (COLLEAGUE, False), (AGENT, False), ("Guest", False)):
			with self.subTest(user=user):
				self.assertIs(amendment.may_edit(ticket, user), may)
		frappe.set_user(COLLEAGUE)
		with self.assertRaises(Conflict):
			self.amend(summary="Mine now")

	def test_the_customers_manager_may_and_it_stays_the_requesters(self) -> None:
		frappe.set_user(BOSS)
		self.amend(summary="As the boss says")
		ticket = self.ticket()
		self.assertEqual((ticket.subject, ticket.requester), ("As the boss says", USER))

	def test_acceptance_ends_it(self) -> None:
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		frappe.set_user(USER)
		with self.assertRaisesRegex(Conflict, "T In Progress"):
			self.amend(summary="Too late")
		self.assertEqual(self.ticket().subject, ANSWERS["summary"])

	def come_back(self) -> None:
		"""The ticket is accepted, asked about, and answered: it is in a new state once more, and has no agent."""
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		transitions.perform(self.number, ASK, message="Which one?")
		self.ticket().db_set("agent", None)
		frappe.set_user(USER)
		conversation.customer_message(self.number, "That one")
		self.assertEqual(self.ticket().state_category, "new")

	def test_a_ticket_that_came_back_was_accepted_all_the_same(self) -> None:
		self.come_back()
		with self.assertRaises(Conflict):
			self.amend(summary="Too late")
		with self.assertRaises(Conflict):
			transitions.perform(self.number, CANCEL)
		self.assertEqual([row.action for row in states.buttons(self.ticket())], [])

	def test_a_workflow_may_let_customers_call_off_work_in_progress(self) -> None:
		frappe.set_user("Administrator")
		workflow = frappe.get_doc("Workflow", "T Tickets")
		row = next(row for row in workflow.transitions if row.action == CANCEL)
		workflow.append(
			"transitions",
			{
				"state": "T In Progress",
				"action": CANCEL,
				"next_state": row.next_state,
				"allowed": row.allowed,
			},
		)
		workflow.save()
		self.come_back()
		transitions.perform(self.number, CANCEL)
		self.assertEqual(self.ticket().state_category, "cancelled")
		frappe.clear_document_cache("Workflow", "T Tickets")

	def test_what_happens_by_itself_is_nobodys_button(self) -> None:
		self.assertNotIn(RESUME, [row.action for row in states.buttons(self.ticket())])
		for action in (ANSWER, RESUME):
			with self.assertRaises(Conflict):
				transitions.perform(self.number, action)

	def test_somebody_elses_change_is_not_written_over(self) -> None:
		version = amendment.version_of(self.ticket())
		self.amend(version=version, summary="First")
		with self.assertRaisesRegex(Conflict, "meanwhile"):
			self.amend(version=version, summary="Second")
		self.assertEqual(self.ticket().subject, "First")
		self.amend(version=amendment.version_of(self.ticket()), summary="Second")
		self.assertEqual(self.ticket().subject, "Second")

	def test_a_request_that_staff_wrote_down_has_summary_and_description(self) -> None:
		frappe.set_user("Administrator")
		ticket = frappe.get_doc(
			{"doctype": "SD Ticket", "subject": "By phone", "customer": self.customer, "requester": USER}
		)
		self.number = ticket.update({"channel": "Phone"}).insert().name
		frappe.set_user(USER)
		given = Amendment(answers={"subject": "By phone, again", "description": "More"})
		amendment.amend(self.number, given)
		stored = self.ticket()
		self.assertEqual(
			(stored.subject, stored.description, stored.answers), ("By phone, again", "More", [])
		)
		self.assertEqual([row.detail for row in self.events("edited")], ["Summary, Description"])
