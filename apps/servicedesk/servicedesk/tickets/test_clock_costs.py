"""What clocks cost: statements of a new ticket and of a step with three clocks, and the indexes that sweeps run on."""

from datetime import timedelta
from typing import Any
from unittest import mock

import frappe

from servicedesk.service_levels import clock_rows, clock_store, sweep
from servicedesk.shared.compat import to_microseconds, to_system, utc_now
from servicedesk.shared.testing import (
	AGENT,
	TAKE,
	DeskTestCase,
)
from servicedesk.tickets import clock_renewal, due_times, history, transitions
from servicedesk.tickets.testing import make_promised_ticket, make_ticket

USER = "owner@t.test"
INTAKE_STATEMENTS, STEP_STATEMENTS = 25, 20
KINDS = ("Take Over", "Resolve", "Next Reply")

FILLERS = (
	"""insert into `tabSD Ticket Clock` (name, ticket, clock_state, due_at, next_change_key)
		select concat('T-FILL-', seq), concat('T-FILL-', seq), 'running', now() + interval 30 day, 4000000000000000
		from seq_1_to_1000""",
	"""insert into `tabSD Ticket` (name, subject, sla, state_category)
		select concat('T-FILL-', seq), 'Filler', 'T Filler', 'closed' from seq_1_to_1000""",
)


class TestClockCosts(DeskTestCase):
	"""An SLA with three clocks."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = "T Costs"
		self.number = make_promised_ticket(USER, self.customer, "T Three", KINDS)

	def statements(self, work: Any) -> list[str]:
		"""The statements that run meanwhile."""
		# Not the class's: the framework's own counting leaves one at the connection, which would go before it.
		with mock.patch.object(frappe.db, "sql", side_effect=frappe.db.sql) as sql:
			work()
		return [str(call.args[0]) for call in sql.call_args_list]

	def plan(self, statement: str, values: Any = None) -> list[Any]:
		"""How the database goes about it: a row for each table, with its key and how many rows it expects.

		Among other rows: a table of a handful is read whole, whatever indexes there are.
		"""
		for filler in FILLERS:
			# query-in-loop: two tables
			frappe.db.sql(filler)
		return [row for row in frappe.db.sql(f"explain {statement}", values, as_dict=True) if row.table]

	def test_three_clocks_of_a_new_ticket_are_one_statement(self) -> None:
		ran = self.statements(lambda: make_ticket(USER, self.customer))
		self.assertEqual(len([each for each in ran if "tabSD Ticket Clock" in each]), 1)
		self.assertLessEqual(len(ran), INTAKE_STATEMENTS, "\n".join(ran))

	def test_clocks_of_a_step_are_read_once_and_written_once(self) -> None:
		frappe.set_user(AGENT)
		transitions.perform(make_ticket(USER, self.customer).name, TAKE)
		frappe.set_user(AGENT)
		ran = self.statements(lambda: transitions.perform(self.number, TAKE))
		self.assertEqual(len([each for each in ran if "tabSD Ticket Clock" in each]), 2)
		self.assertLessEqual(len(ran), STEP_STATEMENTS, "\n".join(ran))
		states = {row["measure"]: row["clock_state"] for row in clock_store.clocks_of(self.number)}
		self.assertEqual(states["Take Over"], "met")

	def test_what_did_not_change_is_not_written(self) -> None:
		events = history.clock_events(self.number)
		with mock.patch.object(clock_rows, "write") as write:
			clock_store.refresh(self.number, events, utc_now())
		write.assert_called_once_with([])

	def test_the_sweep_reads_what_is_due_from_its_index(self) -> None:
		plan = self.plan(sweep.DUE_CLOCKS, {"now": to_microseconds(utc_now()), "batch": sweep.BATCH})
		self.assertEqual([row.key for row in plan], ["by_next_change"])
		self.assertEqual(plan[0].type, "range")

	def test_what_is_due_in_a_span_is_read_from_its_index(self) -> None:
		now = utc_now()
		span = {"start": to_system(now), "end": to_system(now + timedelta(hours=2))}
		plan = self.plan(due_times.DUE, {**span, "agent": AGENT, "team": "", "most": 500})
		found = [(row.table, row.type, row.key) for row in plan]
		self.assertEqual(found, [("clock", "range", "by_due"), ("ticket", "eq_ref", "PRIMARY")])

	def test_a_renewal_reads_an_slas_tickets_in_order_from_their_index(self) -> None:
		values = {"sla": "T Three", "last": "", "batch": 200}
		pieces = self.plan(clock_renewal.NEXT_TICKETS, values)
		tickets = [row for row in pieces if row.table == "tabSD Ticket"]
		self.assertEqual({row.key for row in tickets}, {"by_sla"})
		self.assertEqual(len(tickets), len(clock_renewal.RENEWED))
		self.assertTrue(all("filesort" not in (row.Extra or "") for row in tickets))

	def test_a_tickets_clocks_are_read_from_their_index(self) -> None:
		self.assertEqual([row.key for row in self.plan(clock_rows.CLOCKS, self.number)], ["ticket"])
