"""Edits of calendars, SLAs and kinds of clocks, followed by a worker: batch after batch, whoever is killed meanwhile."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import frappe

from servicedesk.domain.lifecycle import FINAL
from servicedesk.service_levels import clock_store, renewals
from servicedesk.shared import background_work
from servicedesk.shared.testing import SERVICE, DeskTestCase, make_account, make_contract, make_customer
from servicedesk.tickets import background_worker, clock_batches, clock_renewal
from servicedesk.tickets.testing import make_ticket

USER = "owner@t.test"
MONDAY = {"day": "Monday", "opens": "09:00:00", "closes": "17:00:00"}


class TestClockRenewal(DeskTestCase):
	"""Three open tickets and a closed one with an SLA of their own; nothing of it is ever committed."""

	def setUp(self) -> None:
		super().setUp()
		patcher = mock.patch.object(frappe.db, "commit")
		patcher.start()
		self.addCleanup(patcher.stop)
		frappe.db.delete(background_work.DOCTYPE)
		self.calendar = self.insert(
			"SD Work Calendar", title="T Renewed", time_zone="Europe/Sofia", intervals=[MONDAY]
		)
		target = {"label": "Resolution", "measure": "Resolve", "target": 3600}
		self.sla = self.insert("SD SLA", title="T Renewed", calendar="T Renewed", targets=[target])
		customer = make_customer("T Renewed")
		make_account(USER, {customer: "Requester"})
		make_contract("T-RENEWED", customer, services=[{"service": SERVICE, "sla": "T Renewed"}])
		self.open = sorted(make_ticket(USER, customer).name for _number in range(3))
		self.closed = make_ticket(USER, customer).name
		frappe.db.set_value("SD Ticket", self.closed, "state_category", str(min(FINAL)))

	def insert(self, doctype: str, **values: Any) -> Any:
		"""Make a record."""
		return frappe.get_doc({"doctype": doctype, **values}).insert()

	def asked(self) -> list[str]:
		"""SLAs whose tickets are to be renewed."""
		return [asked["sla"] for asked in background_work.waiting(background_work.CLOCKS)]

	def target(self, ticket: str) -> int:
		"""The stored target of the ticket's one clock."""
		return int(clock_store.clocks_of(ticket)[0]["target_seconds"])

	def edit_target(self, seconds: int) -> None:
		"""What staff do."""
		self.sla.reload()
		self.sla.targets[0].target = seconds
		self.sla.save()

	def renewed(self, change: Callable[[list[str]], None] | None = None) -> list[list[str]]:
		"""Let a worker work, a ticket a batch; return the batches. `change` is called in each before it is done."""
		batches: list[list[str]] = []
		renew = clock_batches.renew

		def watched(names: list[str], now: Any, **more: Any) -> list[str]:
			batches.append(list(names))
			if change:
				change(list(names))
			return renew(names, now, **more)

		with mock.patch.object(clock_renewal, "renew", watched), mock.patch.object(clock_renewal, "BATCH", 1):
			background_worker.work()
		return batches

	def test_open_tickets_follow_an_sla_and_closed_ones_stay(self) -> None:
		self.edit_target(7200)
		self.assertEqual(self.asked(), ["T Renewed"])
		self.assertEqual(self.target(self.open[0]), 3600)
		background_worker.work()
		self.assertEqual([self.target(name) for name in (*self.open, self.closed)], [7200, 7200, 7200, 3600])
		self.assertEqual(self.asked(), [])

	def test_a_holiday_moves_what_is_due(self) -> None:
		due = clock_store.clocks_of(self.open[0])[0]["due_at"]
		self.calendar.append("holidays", {"date": due.date()})
		self.calendar.save()
		self.assertEqual(self.asked(), ["T Renewed"])
		background_worker.work()
		moved = clock_store.clocks_of(self.open[0])[0]["due_at"]
		# Days of the calendar: a test run between nine and five on a Monday loses that day's beginning.
		self.assertEqual((moved.date() - due.date()).days, 7)

	def test_what_moves_no_clock_asks_for_nothing(self) -> None:
		self.calendar.reload()
		self.calendar.append("holidays", {"date": "2026-01-03", "label": "A day"})
		self.calendar.save()
		frappe.db.delete(background_work.DOCTYPE)
		self.calendar.holidays[0].label = "Another word"
		self.calendar.save()
		self.sla.description = "Words"
		self.sla.save()
		self.assertEqual(self.asked(), [])

	def test_a_kind_of_clock_asks_for_every_sla_that_has_it(self) -> None:
		kind = frappe.get_doc("SD Clock Kind", "Resolve")
		kind.append("triggers", {"effect": "Meets", "event": "categorised"})
		kind.save()
		self.assertIn("T Renewed", self.asked())

	def test_a_new_clock_of_the_sla_comes_and_one_taken_out_goes(self) -> None:
		self.sla.reload()
		self.sla.append("targets", {"label": "Triage", "measure": "Triage", "target": 60})
		self.sla.save()
		background_worker.work()
		self.assertEqual(
			[row["measure"] for row in clock_store.clocks_of(self.open[2])], ["Resolve", "Triage"]
		)
		self.sla.targets = self.sla.targets[1:]
		self.sla.save()
		background_worker.work()
		self.assertEqual([row["measure"] for row in clock_store.clocks_of(self.open[2])], ["Triage"])

	def test_a_killed_worker_is_followed_by_one_that_goes_on_where_it_stopped(self) -> None:
		self.edit_target(7200)

		def die(names: list[str]) -> None:
			if names == [self.open[1]]:
				raise SystemExit

		with self.assertRaises(SystemExit):
			self.renewed(die)
		self.assertEqual([self.target(name) for name in self.open], [7200, 3600, 3600])
		with mock.patch.object(background_work, "call_a_worker") as call:
			background_worker.resume_waiting()
		call.assert_called_once()
		self.assertEqual(self.renewed(), [[self.open[1]], [self.open[2]]])
		self.assertEqual([self.target(name) for name in self.open], [7200, 7200, 7200])

	def test_an_edit_meanwhile_begins_anew(self) -> None:
		self.edit_target(7200)
		edits = [1800]

		def edit(names: list[str]) -> None:
			if names == [self.open[1]] and edits:
				self.edit_target(edits.pop())

		batches = self.renewed(edit)
		self.assertEqual(batches, [[name] for name in (*self.open[:2], *self.open)])
		self.assertEqual([self.target(name) for name in self.open], [1800, 1800, 1800])

	def test_a_ticket_at_work_is_waited_for_by_itself(self) -> None:
		self.edit_target(7200)
		with mock.patch.object(
			clock_renewal, "renew", side_effect=lambda names, _now, wait=False: [] if wait else names[1:]
		) as renew:
			background_worker.work()
		calls = [(call.args[0], call.kwargs.get("wait", False)) for call in renew.call_args_list]
		self.assertEqual(calls, [(self.open, False), ([self.open[1]], True), ([self.open[2]], True)])

	def test_asking_twice_is_asking_once(self) -> None:
		renewals.ask(["T Renewed", "T Renewed"])
		renewals.ask(["T Renewed"])
		self.assertEqual(self.asked(), ["T Renewed"])

	def test_a_batch_costs_the_same_however_many_tickets(self) -> None:
		background_worker.work()
		counts = []
		for names in (self.open[:1], self.open):
			frappe.db.sql(
				"update `tabSD Ticket Clock` set target_seconds = 5 where ticket in %s", (tuple(names),)
			)
			with mock.patch.object(
				frappe.db.__class__, "sql", autospec=True, side_effect=frappe.db.__class__.sql
			) as sql:
				clock_batches.renew(names, clock_renewal.utc_now())
			counts.append(sql.call_count)
		self.assertEqual(counts[0], counts[1])
		self.assertLessEqual(counts[1], 4)
		self.assertEqual(self.target(self.open[1]), 3600)
