"""Merging and splitting: what goes along, who is told, and what is never merged."""

from typing import Any

import frappe

from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	CLOSED,
	RESOLVE,
	RESOLVED,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import (
	attachments,
	conversation,
	feedback,
	linking,
	merging,
	splitting,
	tiers,
	transitions,
)
from servicedesk.tickets.participation import set_muted
from servicedesk.tickets.test_visits import at
from servicedesk.tickets.testing import add_steps, forget_steps, make_ticket, picture

CUSTOMER, OTHER = "T Merge", "T Not Merged"
USER, COLLEAGUE, STRANGER = "merge@t.test", "merge-colleague@t.test", "merge-stranger@t.test"


class TestMerging(DeskTestCase):
	"""Two people of one customer write about the same printer."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.other = make_customer(CUSTOMER), make_customer(OTHER)
		make_account(USER, {cls.customer: "Requester"})
		make_account(COLLEAGUE, {cls.customer: "Requester"})
		make_account(STRANGER, {cls.other: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.kept = make_ticket(USER, self.customer).name
		self.merged = make_ticket(COLLEAGUE, self.customer, files=[picture("second.png")]).name
		frappe.set_user(COLLEAGUE)
		conversation.customer_message(self.merged, "It smells, too", [picture()])
		frappe.set_user(AGENT)

	def tearDown(self) -> None:
		super().tearDown()
		forget_steps()

	def ticket(self, number: str) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", number)

	def mails(self, number: str, recipient: str) -> list[str]:
		"""Events of which the recipient is told."""
		filters = {"ticket": number, "recipient": recipient}
		return sorted(frappe.get_all("SD Outgoing Message", filters, pluck="event"))

	def test_everything_goes_along_and_the_ticket_ends(self) -> None:
		visit = tiers.field_visit(self.merged, AGENT, at(10), at(11), "Office")
		frappe.get_doc("SD Ticket", self.merged).add_comment("Comment", "internal words")
		merging.merge(self.merged, self.kept)
		merged, kept = self.ticket(self.merged), self.ticket(self.kept)
		self.assertEqual((merged.workflow_state, merged.merged_into), (CLOSED, self.kept))
		self.assertEqual(kept.workflow_state, "T Open")
		words = [row.content for row in conversation.messages_of(self.kept)]
		self.assertIn("The printer is on fire", words[0])
		self.assertIn("Smoke everywhere.", words[0])
		self.assertIn("It smells, too", words[1])
		self.assertEqual(conversation.messages_of(self.merged), [])
		files = attachments.files_of(self.kept)
		self.assertEqual(len(files), 2)
		self.assertTrue(files[-1].message)
		self.assertEqual({row.user for row in kept.participants}, {USER, COLLEAGUE})
		visit.reload()
		self.assertEqual((visit.ticket, visit.visit_state), (self.kept, "Planned"))
		self.assertTrue(visit.title.startswith(self.kept))
		comment = frappe.get_last_doc("Comment", {"content": ("like", "%internal words%")})
		self.assertEqual(comment.reference_name, self.kept)
		self.assertEqual(merging.merged_into(self.kept)[0]["ticket"], self.merged)

	def test_both_histories_say_so_and_clocks_end(self) -> None:
		merging.merge(self.merged, self.kept)
		found = []
		for number in (self.merged, self.kept):
			event = frappe.get_last_doc("SD Ticket Event", {"ticket": number, "event": "merged"})
			found.append((event.from_value or "", event.to_value or "", event.visible_to_customer))
		self.assertEqual(found, [("", self.kept, 1), (self.merged, "", 1)])
		states = frappe.get_all("SD Ticket Clock", {"ticket": self.merged}, pluck="clock_state")
		self.assertNotIn("running", states)
		self.assertIn(
			"running", frappe.get_all("SD Ticket Clock", {"ticket": self.kept}, pluck="clock_state")
		)

	def test_its_people_are_told_once(self) -> None:
		set_muted(self.merged, COLLEAGUE, muted=False)
		merging.merge(self.merged, self.kept)
		self.assertEqual(self.mails(self.merged, COLLEAGUE), ["ticket_merged", "ticket_received"])
		self.assertEqual(self.mails(self.kept, USER), ["ticket_received"])
		message = frappe.get_last_doc("SD Outgoing Message", {"event": "ticket_merged"})
		values = frappe.parse_json(message.context)
		self.assertEqual(values["other_number"], self.kept)
		self.assertTrue(values["view_link"].endswith(f"/portal/requests/{self.kept}"))
		frappe.set_user(COLLEAGUE)
		self.assertTrue(frappe.has_permission("SD Ticket", "read", doc=self.kept))

	def test_whoever_wants_no_notices_gets_none_of_the_other(self) -> None:
		set_muted(self.merged, COLLEAGUE, muted=True)
		merging.merge(self.merged, self.kept)
		row = next(row for row in self.ticket(self.kept).participants if row.user == COLLEAGUE)
		self.assertEqual(row.muted, 1)

	def test_the_workflow_may_say_where_a_merged_ticket_ends(self) -> None:
		frappe.set_user("Administrator")
		add_steps(("T Open", "Merged", RESOLVED))
		frappe.set_user(AGENT)
		merging.merge(self.merged, self.kept)
		self.assertEqual(self.ticket(self.merged).workflow_state, RESOLVED)

	def test_what_is_never_merged(self) -> None:
		stranger = make_ticket(STRANGER, self.other).name
		frappe.set_user(AGENT)
		for number, into in ((self.merged, self.merged), (self.merged, stranger), (stranger, self.merged)):
			with self.assertRaises(Refused) as caught:
				merging.merge(number, into)
			self.assertEqual(list(caught.exception.problems), ["into"])
		merging.merge(self.merged, self.kept)
		third = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		for number, into in ((self.merged, third), (self.kept, self.merged), (third, self.merged)):
			with self.assertRaises(Conflict):
				merging.merge(number, into)
		merging.merge(self.kept, third)
		self.assertEqual(self.ticket(self.merged).merged_into, third)
		frappe.set_user(USER)
		with self.assertRaises(frappe.PermissionError):
			merging.merge(third, make_ticket(USER, self.customer).name)

	def resolve(self, number: str) -> None:
		"""By the agent."""
		transitions.perform(number, TAKE)
		transitions.perform(number, RESOLVE, resolution="Replaced the cable")

	def test_open_work_never_goes_into_a_resolved_ticket(self) -> None:
		self.resolve(self.kept)
		with self.assertRaises(Conflict):
			merging.merge(self.merged, self.kept)
		self.assertEqual(self.ticket(self.merged).workflow_state, "T Open")
		self.assertEqual(len(conversation.messages_of(self.kept)), 0)

	def test_of_two_resolved_tickets_one_stays(self) -> None:
		self.resolve(self.kept)
		self.resolve(self.merged)
		merging.merge(self.merged, self.kept)
		merged, kept = self.ticket(self.merged), self.ticket(self.kept)
		self.assertEqual((merged.workflow_state, kept.workflow_state), (CLOSED, RESOLVED))

	def test_nobody_forges_what_a_ticket_was_merged_into(self) -> None:
		ticket = self.ticket(self.merged)
		ticket.merged_into = self.kept
		ticket.save()
		self.assertFalse(self.ticket(self.merged).merged_into)

	def test_who_still_writes_under_the_old_number_is_heard(self) -> None:
		merging.merge(self.merged, self.kept)
		frappe.set_user(COLLEAGUE)
		conversation.customer_message(self.merged, "Any news?", key="form")
		conversation.customer_message(self.merged, "Any news?", key="form")
		words = [row.content for row in conversation.messages_of(self.kept)]
		self.assertEqual(words.count("Any news?"), 1)

	def test_only_the_ticket_that_stays_is_rated(self) -> None:
		merging.merge(self.merged, self.kept)
		self.assertFalse(feedback.may_rate(self.ticket(self.merged), COLLEAGUE))

	def test_links_go_along_without_nonsense(self) -> None:
		third = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		linking.link(self.merged, self.kept, "Duplicate")
		linking.link(self.merged, third, "Blocks")
		linking.link(third, self.kept, "Blocked By")
		merging.merge(self.merged, self.kept)
		links = [(row["kind"], row["ticket"]) for row in linking.links_of(self.kept)]
		self.assertEqual(links, [("Blocks", third)])

	def test_splitting(self) -> None:
		transitions.perform(self.merged, TAKE)
		message = conversation.messages_of(self.merged)[0].name
		made = splitting.split(self.merged, message, "The smell")
		self.assertEqual((made.subject, made.description), ("The smell", "It smells, too"))
		self.assertEqual((made.customer, made.requester), (self.customer, COLLEAGUE))
		self.assertEqual(made.workflow_state, "T Open")
		self.assertEqual(self.ticket(self.merged).workflow_state, ACTIVE)
		self.assertEqual(len(attachments.files_of(made.name)), 1)
		self.assertEqual(len(attachments.files_of(self.merged)), 2)
		self.assertTrue(frappe.get_all("SD Ticket Clock", {"ticket": made.name}))
		self.assertEqual(self.mails(made.name, COLLEAGUE), ["ticket_received"])
		self.assertEqual(linking.links_of(self.merged)[0]["ticket"], made.name)
		self.assertEqual(splitting.split(self.merged, message).name, made.name)
		with self.assertRaises(Refused) as caught:
			splitting.split(self.kept, message)
		self.assertEqual(list(caught.exception.problems), ["message"])
