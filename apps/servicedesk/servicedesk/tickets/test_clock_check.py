"""Stored clocks against the history: every stored value that is not what it should be is found, and put right."""

from datetime import timedelta
from typing import Any
from unittest import mock

import frappe

from servicedesk.service_levels import clock_rows, clock_store, sweep
from servicedesk.shared.compat import utc_now
from servicedesk.shared.testing import (
	AGENT,
	CLOSE,
	RESOLVE,
	TAKE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
)
from servicedesk.tickets import clock_check, history, transitions
from servicedesk.tickets.testing import make_ticket

USER = "owner@t.test"
TAMPERED: dict[str, Any] = {
	"label": "Nonsense",
	"sla": "T Other",
	"calendar": "T Other",
	"target_seconds": 5,
	"pauses_for_customer": 0,
	"pauses_for_others": 0,
	"shown_to_customer": 0,
	"reason": "{}",
	"clock_state": "paused",
	"cycle": 7,
	"started_at": "2001-01-01",
	"due_at": None,
	"next_change_at": "2001-01-01",
	"next_change_key": 5,
	"met_at": "2001-01-01",
	"elapsed_seconds": 5,
	"paused_seconds": 5,
	"breached": 1,
	"breached_at": "2001-01-01",
}


class TestClockCheck(DeskTestCase):
	"""One ticket of the small desk."""

	def setUp(self) -> None:
		super().setUp()
		customer = make_customer("T Checked")
		make_account(USER, {customer: "Requester"})
		make_contract("T-CHECKED", customer)
		self.number = make_ticket(USER, customer).name
		for name in ("commit", "rollback"):
			mock.patch.object(frappe.db, name).start()

	def tearDown(self) -> None:
		mock.patch.stopall()
		super().tearDown()

	def found(self) -> list[clock_check.Difference]:
		"""What the check finds on the ticket."""
		batches = list(clock_check.check_one(self.number))
		self.assertEqual([tickets for tickets, _differences in batches], [1])
		return batches[0][1]

	def set_values(self, **values: Any) -> None:
		"""Write into the stored clock."""
		frappe.db.set_value("SD Ticket Clock", f"{self.number}:Resolve", values)

	def pass_time(self, **span: int) -> None:
		"""Let time pass, by moving the history back, and the stored clocks with it."""
		shift = timedelta(**span)
		frappe.db.sql(
			"update `tabSD Ticket Event` set occurred_microseconds = occurred_microseconds - %s where ticket = %s",
			(int(shift.total_seconds() * 1_000_000), self.number),
		)
		for column in ("started_at", "due_at", "next_change_at"):
			frappe.db.sql(
				f"update `tabSD Ticket Clock` set {column} = {column} - interval %s second where ticket = %s",
				(int(shift.total_seconds()), self.number),
			)
		frappe.db.sql(
			"update `tabSD Ticket Clock` set next_change_key = next_change_key - %s where ticket = %s",
			(int(shift.total_seconds() * 1_000_000), self.number),
		)

	def test_what_the_app_stores_is_right(self) -> None:
		self.assertEqual(self.found(), [])
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		self.assertEqual(self.found(), [])
		transitions.perform(self.number, RESOLVE, resolution="Done")
		self.assertEqual(self.found(), [])
		transitions.perform(self.number, CLOSE)
		self.assertEqual(self.found(), [])

	def test_an_entry_that_moves_no_clock_leaves_the_stored_ones_right(self) -> None:
		"""Of a visit or an escalation nobody's clock is read anew."""
		self.pass_time(minutes=10)
		category = frappe.db.get_value("SD Ticket", self.number, "state_category")
		history.append(self.number, [history.Event(history.VISIT, utc_now(), category)])
		self.assertEqual(self.found(), [])

	def test_every_stored_value_is_compared(self) -> None:
		columns = {*clock_rows.RULE_COLUMNS, *clock_rows.READING_COLUMNS} - {
			"ticket",
			"measure",
			"threshold_key",
		}
		self.assertEqual(set(TAMPERED), columns)
		for column, value in TAMPERED.items():
			with self.subTest(column=column):
				right = frappe.db.get_value("SD Ticket Clock", f"{self.number}:Resolve", column)
				self.set_values(**{column: value})
				found = self.found()
				self.assertEqual([(row.clock, row.column) for row in found], [("Resolve", column)])
				self.assertEqual(found[0].expected, right)
				self.assertEqual(clock_check.repair(found), 1)
				self.assertEqual(self.found(), [])

	def test_a_missing_clock_and_one_too_many(self) -> None:
		clock = frappe.get_doc("SD Ticket Clock", f"{self.number}:Resolve")
		clock.delete()
		clock.update({"name": f"{self.number}:Triage", "measure": "Triage"}).db_insert()
		found = [(row.clock, row.column, row.stored, row.expected) for row in self.found()]
		self.assertEqual(found, [("Resolve", "", None, "running"), ("Triage", "", "running", None)])
		clock_check.repair(self.found())
		self.assertEqual(self.found(), [])

	def test_a_breach_has_some_minutes_to_be_marked(self) -> None:
		self.pass_time(hours=2, seconds=3)
		self.assertEqual([row for row in self.found() if row.clock == "Resolve"], [])
		late = [row.column for row in self.found() if row.clock == "Take Over"]
		self.assertEqual(
			set(late), {"clock_state", "next_change_at", "next_change_key", "breached", "breached_at"}
		)
		sweep.mark_breaches()
		self.assertEqual(self.found(), [])

	def test_closed_tickets_are_read_with_the_rule_of_their_time(self) -> None:
		frappe.db.set_value("SD Ticket", self.number, "state_category", "closed")
		self.set_values(label="Of its time", target_seconds=7000)
		found = [row.column for row in self.found()]
		self.assertEqual(found, ["due_at", "next_change_at", "next_change_key"])
		clock_check.repair(self.found())
		self.assertEqual(self.found(), [])
		self.assertEqual(clock_store.clocks_of(self.number)[0]["target_seconds"], 7000)

	def test_all_tickets_are_read_batch_by_batch(self) -> None:
		self.set_values(elapsed_seconds=99)
		customer = frappe.db.get_value("SD Ticket", self.number, "customer")
		numbers = sorted([self.number, *(make_ticket(USER, customer).name for _number in range(2))])
		before = frappe.get_all(
			"SD Ticket", {"name": ("<", numbers[0])}, pluck="name", order_by="name desc", limit=1
		)
		with mock.patch.object(clock_check, "BATCH", 1):
			batches = clock_check.check(after=before[0] if before else "")
			found = [next(batches) for _number in numbers]
		self.assertEqual([tickets for tickets, _rows in found], [1, 1, 1])
		wrong = {(row.ticket, row.column) for _tickets, rows in found for row in rows}
		self.assertEqual(wrong, {(self.number, "elapsed_seconds")})
