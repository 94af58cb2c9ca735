"""Figures of the first page: what is counted, by whom, and how much is read for it."""

from datetime import timedelta
from unittest.mock import patch

import frappe

from servicedesk.api.agent import due_times, figures
from servicedesk.insight import desk_figures
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, NEW, TAKE, DeskTestCase, make_account, make_customer
from servicedesk.tickets import transitions
from servicedesk.tickets.testing import make_ticket, queue_in, rows_read

REQUESTER = "requester@figures.test"
MANY = 20_000


class TestFigures(DeskTestCase):
	"""Three tickets: one is taken, one is late."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Figures")
		make_account(REQUESTER, {self.customer: "Requester"})
		frappe.set_user(AGENT)
		self.before = self.counted()
		frappe.set_user("Administrator")
		queue_in(NEW)
		self.tickets = [make_ticket(REQUESTER, self.customer).name for _number in range(3)]
		frappe.set_user(AGENT)

	def counted(self) -> dict[str, int]:
		"""Every card's number, however many there are on this bench already."""
		cards = ("waiting_in_queue", "my_open_tickets", "unassigned", "late", "due_soon")
		with patch.object(desk_figures, "MOST_COUNTED", 10_000_000):
			return {name: getattr(figures, name)()["value"] for name in cards}

	def more(self) -> dict[str, int]:
		"""How many more there are than before."""
		return {name: number - self.before[name] for name, number in self.counted().items()}

	def test_cards_count_what_they_say(self) -> None:
		nothing = {"waiting_in_queue": 3, "my_open_tickets": 0, "unassigned": 3, "late": 0, "due_soon": 3}
		self.assertEqual(self.more(), nothing)
		transitions.perform(self.tickets[0], TAKE)
		frappe.db.set_value("SD Ticket Clock", {"ticket": self.tickets[1]}, "clock_state", "breached")
		self.assertEqual(
			self.more(),
			{"waiting_in_queue": 2, "my_open_tickets": 1, "unassigned": 2, "late": 1, "due_soon": 1},
		)

	def test_load_and_days(self) -> None:
		transitions.perform(self.tickets[0], TAKE)
		load = figures.load_by_agent(chart_name="x", filters="[]")
		self.assertIn("agent", load["labels"])
		opened = desk_figures._opened_and_resolved()
		self.assertGreaterEqual(opened["datasets"][0]["values"][-1], 3)
		self.assertEqual(len(opened["labels"]), desk_figures.DAYS)

	def end_many(self) -> None:
		"""As many tickets of the agent that were closed long ago."""
		columns = ("name", "state_category", "agent", "customer", "workflow_state")
		frappe.db.bulk_insert(
			"SD Ticket",
			columns,
			[(f"T-F{n}", "closed", AGENT, self.customer, "T Closed") for n in range(MANY)],
		)

	def test_ended_tickets_cost_nothing(self) -> None:
		self.end_many()
		cards = (figures.waiting_in_queue, figures.my_open_tickets, figures.unassigned, figures.late)
		for card in cards:
			card()
		before = rows_read()
		for card in cards:
			card()
		self.assertLess(rows_read() - before, 3 * desk_figures.MOST_COUNTED)

	def test_load_is_read_from_the_agents_index_and_of_open_tickets_only(self) -> None:
		self.end_many()
		values = {"staff": desk_figures._staff(), "open": desk_figures.OPEN_CATEGORIES}
		(plan,) = frappe.db.sql(f"explain {desk_figures.LOAD}", values, as_dict=True)
		self.assertIn(AGENT, values["staff"])
		self.assertEqual((plan.type, plan.key), ("range", "by_agent"))
		self.assertIn("Using index", plan.Extra)
		before = rows_read()
		figures.load_by_agent()
		self.assertLess(rows_read() - before, MANY / 10)

	def test_due_times_of_a_page(self) -> None:
		due = due_times.next_due(self.tickets)
		self.assertEqual(set(due), set(self.tickets))
		self.assertFalse(due[self.tickets[0]]["late"])
		self.assertEqual(due_times.next_due([]), {})
		with self.assertRaises(Refused):
			due_times.next_due('"x"')

	def test_calendar(self) -> None:
		due = frappe.db.get_value("SD Ticket Clock", {"ticket": self.tickets[0]}, "due_at")
		start, end = str(due - timedelta(seconds=30)), str(due + timedelta(seconds=30))
		events = due_times.between(start, end)
		self.assertTrue(set(self.tickets) <= {event["name"] for event in events})
		mine = '[["SD Ticket", "agent", "=", "' + AGENT + '"]]'
		names = {event["name"] for event in due_times.between(start, end, mine)}
		self.assertFalse(names & set(self.tickets))
		for start, filters in (("soon", "[]"), ("2020-01-01", "{"), ("2020-01-01", "[7]")):
			with self.subTest(start=start, filters=filters), self.assertRaises(Refused):
				due_times.between(start, "2040-01-01", filters)

	def test_customers_get_no_figures(self) -> None:
		frappe.set_user(REQUESTER)
		for call in (figures.late, figures.load_by_agent, lambda: due_times.next_due(self.tickets)):
			with self.assertRaises(frappe.PermissionError):
				call()
