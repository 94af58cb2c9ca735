"""Staff's table of who is told what: a cell that is switched on or off, and nothing else changes."""

from typing import Any

import frappe

from servicedesk.domain.notice_table import Role
from servicedesk.messaging.notice_rules import name_of
from servicedesk.shared.testing import (
	AGENT,
	AGENT_ROLE,
	ASK,
	CANCEL,
	CLOSE,
	RESOLVE,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
	make_user,
)
from servicedesk.tickets import conversation, merging, sharing, transitions
from servicedesk.tickets.participation import set_muted
from servicedesk.tickets.teams import SUPERVISOR
from servicedesk.tickets.testing import make_ticket, statements_of

ASKER, MATE, BOSS, LEAVER = "asker@nt.test", "mate@nt.test", "boss@nt.test", "leaver@nt.test"
STRANGER, OFFICE, HEAD, MEMBER = "stranger@nt.test", "office@nt.test", "head@nt.test", "member@nt.test"
LIFE = {
	"agent_commented",
	"customer_commented",
	"question_asked",
	"state_changed",
	"ticket_assigned",
	"ticket_closed",
	"ticket_received",
	"ticket_resolved",
}


class TestNoticeTable(DeskTestCase):
	"""A customer with a manager, a colleague and an office; a desk with a team and a supervisor."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Table")
		office = {"correspondence_email": OFFICE, "language": "bg"}
		frappe.get_doc("SD Customer", cls.customer).update(office).save()
		make_account(ASKER, {cls.customer: "Requester"})
		make_account(MATE, {cls.customer: "Requester"})
		make_account(BOSS, {cls.customer: "Manager"})
		make_account(LEAVER, {cls.customer: "Manager"})
		frappe.db.set_value("User", LEAVER, "enabled", 0)
		make_account(STRANGER, {make_customer("T Other Table"): "Manager", cls.customer: "Requester"})
		make_user(HEAD, SUPERVISOR)
		make_user(MEMBER, AGENT_ROLE)
		team = {"doctype": "SD Team", "title": "T Table", "members": [{"user": MEMBER}]}
		cls.team = frappe.get_doc(team).insert().name

	def setUp(self) -> None:
		super().setUp()
		# The cache knows nothing of rollbacks.
		for doctype, name in (("SD Customer", self.customer), ("SD Team", self.team)):
			self.addCleanup(frappe.clear_document_cache, doctype, name)

	def switch(self, event: str, role: Role, *, on: bool = True) -> None:
		"""Change a cell as staff do."""
		frappe.set_user("Administrator")
		rule = frappe.get_doc("SD Notice Rule", name_of(event, role))
		rule.update({"enabled": int(on), "stand_in": 0}).save()

	def open(self) -> str:
		"""A request that two people share, of the team."""
		number = str(make_ticket(ASKER, self.customer).name)
		frappe.set_user(ASKER)
		sharing.share(number, MATE)
		frappe.db.set_value("SD Ticket", number, "team", self.team)
		frappe.clear_document_cache("SD Ticket", number)
		return number

	def live(self) -> str:
		"""A request from its beginning to its end."""
		number = self.open()
		frappe.set_user(AGENT)
		transitions.perform(number, TAKE)
		conversation.agent_message(number, "We are looking at it.")
		conversation.agent_message(number, "Which one?", action=ASK)
		frappe.set_user(ASKER)
		conversation.customer_message(number, "That one")
		frappe.set_user(AGENT)
		transitions.perform(number, RESOLVE, resolution="Done")
		transitions.perform(number, CLOSE)
		return number

	def told(self, number: str) -> dict[str, list[str]]:
		"""By event, who was told, each as often as they were; the invitation to share is nobody's cell."""
		found: dict[str, list[str]] = {}
		rows = frappe.get_all(
			"SD Outgoing Message",
			{"ticket": number, "event": ("!=", "ticket_shared")},
			["event", "recipient"],
			order_by="event, recipient",
			limit=0,
		)
		for row in rows:
			found.setdefault(row.event, []).append(row.recipient)
		return found

	def test_turning_a_cell_off_stops_that_notice_and_nothing_else(self) -> None:
		usual = self.told(self.live())
		self.assertEqual(usual["ticket_resolved"], [ASKER, MATE])
		self.switch("ticket_resolved", Role.PARTICIPANT, on=False)
		self.assertEqual(self.told(self.live()), {**usual, "ticket_resolved": [ASKER]})

	def test_roles_that_begin_switched_off_are_told_when_they_are_on(self) -> None:
		usual = self.told(self.live())
		roles = {
			Role.MANAGER: BOSS,
			Role.CORRESPONDENCE: OFFICE,
			Role.AGENT: None,
			Role.TEAM: MEMBER,
			Role.SUPERVISOR: HEAD,
		}
		for role, who in roles.items():
			with self.subTest(role=role):
				self.switch("ticket_resolved", role)
				number = self.live()
				# The agent has resolved it, and is told nothing.
				expected = sorted(filter(None, (ASKER, MATE, who)))
				self.assertEqual(self.told(number), {**usual, "ticket_resolved": expected})
				self.switch("ticket_resolved", role, on=False)

	def test_every_event_of_a_life_can_be_told_to_the_office(self) -> None:
		for event in LIFE:
			self.switch(event, Role.CORRESPONDENCE)
		number = self.live()
		heard = {event for event, people in self.told(number).items() if OFFICE in people}
		self.assertEqual(heard, LIFE)
		message = self.message(number, "ticket_resolved", OFFICE)
		self.assertEqual(message.language, "bg")
		values = frappe.parse_json(message.context)
		self.assertTrue(values["view_link"].endswith(f"/portal/requests/{number}"))
		self.assertEqual(values["mute_link"], "")

	def message(self, number: str, event: str, recipient: str) -> Any:
		"""The one message of this event to them."""
		(name,) = frappe.get_all(
			"SD Outgoing Message", {"ticket": number, "event": event, "recipient": recipient}, pluck="name"
		)
		return frappe.get_doc("SD Outgoing Message", name)

	def test_the_doer_is_told_nothing_in_any_role(self) -> None:
		for role in Role:
			self.switch("agent_commented", role)
			self.switch("customer_commented", role)
		number = self.open()
		frappe.set_user(MEMBER)
		transitions.perform(number, TAKE)
		conversation.agent_message(number, "We are looking at it.")
		frappe.set_user(BOSS)
		conversation.customer_message(number, "Please hurry")
		told = self.told(number)
		self.assertEqual(told["agent_commented"], [ASKER, BOSS, HEAD, MATE, OFFICE])
		self.assertEqual(told["customer_commented"], [ASKER, HEAD, MATE, MEMBER, OFFICE])

	def test_the_muted_hear_of_the_question_and_the_resolution_only(self) -> None:
		for event in LIFE:
			self.switch(event, Role.MANAGER)
		number = self.open()
		set_muted(number, ASKER, muted=True)
		frappe.set_user(BOSS)
		sharing.share(number, STRANGER)
		set_muted(number, STRANGER, muted=True)
		frappe.set_user("Administrator")
		frappe.get_doc("SD Portal Account", BOSS).update({"mute_all": 1}).save()
		frappe.set_user(AGENT)
		transitions.perform(number, TAKE)
		conversation.agent_message(number, "We are looking at it.")
		conversation.agent_message(number, "Which one?", action=ASK)
		frappe.set_user(MATE)
		conversation.customer_message(number, "That one")
		frappe.set_user(AGENT)
		transitions.perform(number, RESOLVE, resolution="Done")
		transitions.perform(number, CLOSE)
		told = self.told(number)
		self.assertEqual(set(told["state_changed"]), {MATE})
		self.assertEqual(told["agent_commented"], [BOSS, MATE])
		self.assertEqual(told["question_asked"], [ASKER, BOSS, MATE, STRANGER])
		self.assertEqual(told["ticket_resolved"], [ASKER, BOSS, MATE, STRANGER])
		self.assertEqual(told["ticket_closed"], [MATE])

	def test_who_has_muted_a_ticket_has_muted_it_in_every_role_of_the_customer(self) -> None:
		for role in (Role.MANAGER, Role.CORRESPONDENCE):
			self.switch("agent_commented", role)
		number = self.open()
		frappe.set_user(ASKER)
		sharing.share(number, BOSS)
		set_muted(number, BOSS, muted=True)
		set_muted(number, MATE, muted=True)
		frappe.set_user("Administrator")
		frappe.get_doc("SD Customer", self.customer).update({"correspondence_email": MATE}).save()
		frappe.set_user(AGENT)
		conversation.agent_message(number, "We are looking at it.")
		self.assertEqual(self.told(number)["agent_commented"], [ASKER])

	def test_an_account_at_the_office_address_says_for_both_whether_it_hears_of_states(self) -> None:
		self.switch("state_changed", Role.CORRESPONDENCE)
		frappe.get_doc("SD Customer", self.customer).update({"correspondence_email": BOSS.title()}).save()
		told = {}
		for mute_all in (0, 1):
			frappe.set_user("Administrator")
			frappe.get_doc("SD Portal Account", BOSS).update({"mute_all": mute_all}).save()
			number = self.open()
			frappe.set_user(AGENT)
			transitions.perform(number, TAKE)
			told[mute_all] = self.told(number)["state_changed"]
		self.assertIn(BOSS, [address.lower() for address in told[0]])
		self.assertNotIn(BOSS, [address.lower() for address in told[1]])

	def test_who_has_two_roles_is_told_once(self) -> None:
		for role in Role:
			self.switch("ticket_received", role)
		frappe.get_doc("SD Customer", self.customer).update({"correspondence_email": BOSS.title()}).save()
		number = str(make_ticket(BOSS, self.customer).name)
		self.assertEqual(self.told(number), {"ticket_received": [BOSS, HEAD]})
		# As the stronger of the two: with the link that stops the notices.
		values = frappe.parse_json(self.message(number, "ticket_received", BOSS).context)
		self.assertIn(f"/portal/mute/{number}/{BOSS}/", values["mute_link"])

	def test_a_manager_has_no_link_to_stop_notices_of_what_is_not_shared_with_them(self) -> None:
		self.switch("ticket_received", Role.MANAGER)
		number = self.open()
		self.assertEqual(self.told(number)["ticket_received"], [ASKER, BOSS])
		values = frappe.parse_json(self.message(number, "ticket_received", BOSS).context)
		self.assertEqual(values["mute_link"], "")

	def test_what_a_customer_does_without_a_word_is_a_cell_of_its_own(self) -> None:
		self.switch("customer_acted", Role.TEAM)
		number = self.open()
		frappe.set_user(ASKER)
		transitions.perform(number, CANCEL)
		self.assertEqual(self.told(number)["customer_commented"], [MEMBER])
		self.assertIn("T Cancelled", self.message(number, "customer_commented", MEMBER).context)

	def test_stand_ins_come_with_nobody_there(self) -> None:
		number = self.open()
		frappe.set_user(ASKER)
		conversation.customer_message(number, "Hello?")
		self.assertEqual(self.told(number)["customer_commented"], [MEMBER])
		frappe.db.delete("SD Team Member", {"parent": self.team})
		frappe.clear_document_cache("SD Team", self.team)
		other = self.open()
		conversation.customer_message(other, "Hello?")
		self.assertIn(HEAD, self.told(other)["customer_commented"])

	def test_a_merge_tells_whom_the_table_names(self) -> None:
		self.switch("ticket_merged", Role.PARTICIPANT, on=False)
		self.switch("ticket_merged", Role.CORRESPONDENCE)
		source, target = self.open(), self.open()
		frappe.set_user(AGENT)
		merging.merge(source, target)
		self.assertEqual(self.told(source)["ticket_merged"], [ASKER, OFFICE])
		asker, office = (
			frappe.parse_json(self.message(source, "ticket_merged", who).context) for who in (ASKER, OFFICE)
		)
		self.assertTrue(asker["view_link"].endswith(f"/portal/requests/{target}"))
		self.assertIn(f"/portal/mute/{target}/{ASKER}/", asker["mute_link"])
		self.assertEqual(office["mute_link"], "")

	def test_a_switched_off_customer_has_no_office(self) -> None:
		self.switch("agent_commented", Role.CORRESPONDENCE)
		number = self.open()
		frappe.set_user("Administrator")
		frappe.get_doc("SD Customer", self.customer).update({"disabled": 1}).save()
		frappe.set_user(AGENT)
		conversation.agent_message(number, "Anybody there?")
		self.assertNotIn("agent_commented", self.told(number))

	def test_the_table_costs_no_statement(self) -> None:
		number = self.open()
		frappe.set_user(AGENT)
		transitions.perform(number, TAKE)
		statements = statements_of(lambda: conversation.agent_message(number, "One more thing."))
		self.assertEqual([text for text in statements if "Notice Rule" in text], [])
