"""What an agent sees at once: everything that is asked for, in few statements, and nothing that is somebody else's."""

import json
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.api.agent import ticket_panel as endpoints
from servicedesk.shared.compat import utc_now
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	ASK,
	NEW,
	RESOLVE,
	TAKE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
)
from servicedesk.tickets import conversation, history, transitions
from servicedesk.tickets.testing import make_ticket, queue_in, rows_read

REQUESTER, STRANGER = "requester@panel.test", "stranger@panel.test"
MOST_STATEMENTS = 15
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"


class PanelTestCase(DeskTestCase):
	"""A customer with a contract and a piece of equipment, and another customer."""

	def setUp(self) -> None:
		super().setUp()
		self.customer, self.other = make_customer("T Panel"), make_customer("T Somebody Else")
		make_account(REQUESTER, {self.customer: "Requester"}, phone="+359 2 555 0111")
		make_account(STRANGER, {self.other: "Manager"})
		self.contract = make_contract("T-PANEL", self.customer, end_date="2031-03-10")
		self.ticket = make_ticket(
			REQUESTER, self.customer, equipment=make_equipment("SN-P", self.customer)
		).name

	def panel(self) -> dict[str, Any]:
		"""The panel as the agent gets it."""
		frappe.set_user(AGENT)
		return endpoints.panel(self.ticket)

	def take(self) -> None:
		"""The agent takes the ticket."""
		frappe.set_user(AGENT)
		transitions.perform(self.ticket, TAKE)


class TestPanel(PanelTestCase):
	"""One ticket among others."""

	def test_who_what_and_how_urgent(self) -> None:
		panel = self.panel()
		who, what = panel["who"], panel["what"]
		self.assertEqual((who["customer_name"], who["phone"]), ("T Panel", "+359 2 555 0111"))
		self.assertEqual(
			(who["contract"], who["contract_state"], who["contract_end"]), ("T-PANEL", "Active", "2031-03-10")
		)
		self.assertGreater(who["contract_days"], 0)
		self.assertEqual((what["subject"], what["equipment_serial"]), ("The printer is on fire", "SN-P"))
		self.assertEqual((what["state"], what["state_category"]), (NEW, "new"))
		self.assertEqual(panel["urgency"]["priority"], "T Normal")

	def test_clocks_carry_what_a_ticking_needs(self) -> None:
		clocks = {clock["label"]: clock for clock in self.panel()["clocks"]}
		self.assertEqual(set(clocks), {"Resolution", "Take over"})
		running = clocks["Take over"]
		self.assertTrue(running["ticks"])
		self.assertTrue(1790 <= running["remaining_seconds"] <= 1800, running["remaining_seconds"])
		self.take()
		self.assertFalse({clock["label"]: clock for clock in self.panel()["clocks"]}["Take over"]["ticks"])

	def test_steps_and_what_they_demand(self) -> None:
		self.take()
		steps = {step["action"]: step["demands"] for step in self.panel()["steps"]}
		self.assertEqual(
			{ASK: "Message", RESOLVE: "Resolution"}, {name: steps[name] for name in (ASK, RESOLVE)}
		)

	def test_place_in_the_queue_only_while_it_waits(self) -> None:
		self.assertIsNone(self.panel()["queue"])
		frappe.set_user("Administrator")
		queue_in(NEW)
		waiting = make_ticket(REQUESTER, self.customer).name
		frappe.set_user(AGENT)
		self.assertEqual(endpoints.panel(waiting)["queue"], {"number": 1, "or_later": False})

	def test_other_tickets_are_this_customer_s_only(self) -> None:
		mine = [make_ticket(REQUESTER, self.customer).name for _number in range(2)]
		make_ticket(STRANGER, self.other)
		panel = self.panel()
		self.assertEqual({row["name"] for row in panel["open_tickets"]}, set(mine))
		self.assertEqual({row["name"] for row in panel["last_tickets"]}, set(mine))
		self.assertNotIn("T Somebody Else", json.dumps(panel, default=str))
		self.assertEqual((panel["equipment_tickets"], panel["more_open"]), ([], False))

	def test_few_statements_whatever_the_history(self) -> None:
		self.take()
		for number in range(12):
			conversation.agent_message(self.ticket, f"Message {number}")
			endpoints.add_note(self.ticket, f"Note {number}")
		make_ticket(REQUESTER, self.customer)
		self.panel()
		with self.assertQueryCount(MOST_STATEMENTS):
			endpoints.panel(self.ticket)

	def test_the_customer_s_old_tickets_cost_nothing(self) -> None:
		columns = ("name", "customer", "state_category", "workflow_state", "subject", "raised_at")
		old = [
			(
				f"T-OLD{number}",
				self.customer,
				"closed",
				"T Closed",
				"Old",
				f"2020-01-01 {number % 24:02}:00:00",
			)
			for number in range(5000)
		]
		frappe.db.bulk_insert("SD Ticket", columns, old)
		self.panel()
		before = rows_read()
		self.panel()
		self.assertLess(rows_read() - before, 500)

	def test_customers_get_nothing_of_it(self) -> None:
		for user in (REQUESTER, STRANGER):
			frappe.set_user(user)
			for call in (
				lambda: endpoints.panel(self.ticket),
				lambda: endpoints.replies(self.ticket),
				lambda: endpoints.history(self.ticket),
				lambda: endpoints.add_note(self.ticket, "x"),
				lambda: endpoints.typing(self.ticket),
			):
				with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
					call()


class TestConversation(PanelTestCase):
	"""Messages, notes and changes of state, apart."""

	def entries(self) -> list[tuple[str, str]]:
		return [(row["kind"], row["text"]) for row in self.panel()["conversation"]["entries"]]

	def test_kinds_stand_apart_the_newest_first(self) -> None:
		frappe.set_user(REQUESTER)
		conversation.customer_message(self.ticket, "It burns.")
		self.take()
		endpoints.add_note(self.ticket, "Call the fire brigade.")
		conversation.agent_message(self.ticket, "We are coming.\nStay calm.")
		self.assertEqual(
			self.entries(),
			[
				("desk", "We are coming.\nStay calm."),
				("note", "Call the fire brigade."),
				("state", ACTIVE),
				("customer", "It burns."),
				("state", NEW),
			],
		)

	def test_markup_arrives_as_what_was_typed(self) -> None:
		frappe.set_user(REQUESTER)
		conversation.customer_message(self.ticket, MARKUP)
		frappe.set_user(AGENT)
		endpoints.add_note(self.ticket, MARKUP)
		self.assertEqual([text for kind, text in self.entries() if kind != "state"], [MARKUP, MARKUP])

	def test_a_comment_with_markup_of_its_own_loses_it(self) -> None:
		frappe.get_doc("SD Ticket", self.ticket).add_comment("Comment", "<p>one</p><p onclick='x()'>two</p>")
		self.assertIn(("note", "one\n\ntwo"), self.entries())

	def test_a_note_is_no_message_and_is_in_the_history(self) -> None:
		frappe.set_user(AGENT)
		endpoints.add_note(self.ticket, "Between us.")
		self.assertEqual(conversation.messages_of(self.ticket), [])
		events = [row.event for row in history.entries(self.ticket) if not row.visible_to_customer]
		self.assertIn(history.NOTED, events)

	def test_an_empty_note_is_refused(self) -> None:
		frappe.set_user(AGENT)
		for text in ("", " \n\t", "x" * 20_001):
			with self.subTest(length=len(text)), self.assertRaises(Refused) as caught:
				endpoints.add_note(self.ticket, text)
			self.assertEqual(set(caught.exception.problems), {"note"})


class TestTyping(PanelTestCase):
	"""Who writes is told to those who have the ticket open, and to nobody else."""

	def test_the_ticket_s_room_hears_the_name_and_no_word(self) -> None:
		frappe.set_user(AGENT)
		with patch.object(frappe, "publish_realtime") as publish:
			endpoints.typing(self.ticket)
		said = publish.call_args
		self.assertEqual(said.kwargs, {"doctype": "SD Ticket", "docname": self.ticket})
		self.assertEqual(said.args[1], {"ticket": self.ticket, "user": AGENT, "name": "agent"})


class TestHistory(PanelTestCase):
	"""The audit view."""

	def test_who_did_what(self) -> None:
		self.take()
		rows = endpoints.history(self.ticket)["entries"]
		changed = next(row for row in rows if row["after"] == ACTIVE)
		self.assertEqual(
			(changed["before"], changed["what"], changed["who"]), (NEW, "State changed", "agent")
		)
		self.assertEqual([row["what"] for row in rows][-1], "Ticket opened")

	def test_people_and_records_by_their_titles(self) -> None:
		self.take()
		frappe.get_doc("SD Ticket", self.ticket).update({"equipment": None}).save()
		changes = {
			row["what"]: (row["before"], row["after"]) for row in endpoints.history(self.ticket)["entries"]
		}
		self.assertEqual(changes["Agent changed: Agent"], ("", "agent"))
		before, after = changes["Field changed: Equipment"]
		self.assertIn("T Model", before)
		self.assertEqual(after, "")

	def test_page_by_page(self) -> None:
		self.take()
		for number in range(60):
			history.append(
				self.ticket, [history.Event(history.NOTED, utc_now(), "active", detail=str(number))]
			)
		first = endpoints.history(self.ticket)
		second = endpoints.history(self.ticket, before=first["next"])
		self.assertEqual((len(first["entries"]), second["next"]), (50, ""))
		words = [row["words"] for row in first["entries"] + second["entries"] if row["words"].isdecimal()]
		self.assertEqual(words, [str(number) for number in reversed(range(60))])

	def test_nonsense_begins_at_the_newest(self) -> None:
		self.assertEqual(endpoints.history(self.ticket, before="soon"), endpoints.history(self.ticket))
