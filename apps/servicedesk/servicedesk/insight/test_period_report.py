"""Figures of a period: what is counted when, whose, from how many rows, in how many statements."""

from datetime import datetime, timedelta, timezone
from typing import Any

import frappe

from servicedesk.domain.report_figures import ClockFigures, Counts, Dimension, Ratings
from servicedesk.domain.report_periods import own_period
from servicedesk.insight.period_report import figures
from servicedesk.shared.compat import to_system, zone
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.testing import (
	CANCELLED,
	CLOSED,
	NEW,
	REQUEST_TYPE,
	RESOLVED,
	SERVICE,
	DeskTestCase,
	make_account,
	make_customer,
	make_equipment,
	make_site,
)

OWN, OTHER = "T Report", "T Report Other"
MOST_STATEMENTS = 6
PERIOD = own_period("2026-10-01", "2026-10-31")
BUCHAREST = zone("Europe/Bucharest")
EDGES = PERIOD.edges(BUCHAREST)
MIDDLE = datetime(2026, 10, 15, 9, tzinfo=timezone.utc)
A_DAY = timedelta(days=1)


class TestPeriodReport(DeskTestCase):
	"""Rows are written as they are needed; what makes a ticket one is no matter here."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_customer(OWN)
		make_customer(OTHER)
		make_account("report@t.test", {OWN: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = 0

	def ticket(self, raised: datetime = MIDDLE, **values: Any) -> str:
		"""A ticket's row, raised at that instant; return its number."""
		self.number += 1
		name = f"T-REPORT-{self.number}"
		given: dict[str, Any] = {
			"subject": name,
			"workflow_state": NEW,
			"state_category": "new",
			"customer": OWN,
			"requester": "report@t.test",
			"request_type": REQUEST_TYPE,
			"service": SERVICE,
			**values,
			"raised_at": raised,
		}
		stored = [to_system(value) if isinstance(value, datetime) else value for value in given.values()]
		row = (*standard_values(name, frappe.utils.now_datetime()), *stored)
		insert_rows("SD Ticket", (*STANDARD_COLUMNS, *given), [row])
		return name

	def clock(self, ticket: str, state: str, seconds: int = 0, kind: str = "Resolve", **values: Any) -> None:
		"""A ticket's clock."""
		given = {
			"ticket": ticket,
			"measure": kind,
			"label": f"{kind} it",
			"clock_state": state,
			"elapsed_seconds": seconds,
			"shown_to_customer": 1,
			"idx": 1,
			**values,
		}
		row = (*standard_values(f"{ticket}:{kind}", frappe.utils.now_datetime()), *given.values())
		insert_rows("SD Ticket Clock", (*STANDARD_COLUMNS, *given), [row])

	def test_nothing(self) -> None:
		for customers in ([], [OWN]):
			found = figures(customers, EDGES)
			self.assertEqual(
				(found.counts, found.ratings, list(found.clocks)), (Counts(), Ratings(), []), customers
			)
			self.assertEqual((sum(found.raised), len(found.raised), len(found.resolved)), (0, 31, 31))

	def test_what_is_counted_when(self) -> None:
		before, after = EDGES[0] - A_DAY, EDGES[-1] + A_DAY
		solved = {"workflow_state": RESOLVED, "state_category": "resolved"}
		ended: dict[str, Any] = {"workflow_state": CLOSED, "state_category": "closed"}
		self.ticket()
		self.ticket(before)
		self.ticket(after)
		self.ticket(before, **solved, resolved_at=MIDDLE)
		self.ticket(before, **solved, resolved_at=before)
		self.ticket(MIDDLE, **solved, resolved_at=after)
		self.ticket(MIDDLE, **ended, resolved_at=MIDDLE, closed_at=after)
		self.ticket(before, **ended, resolved_at=before, closed_at=MIDDLE)
		# Closed without having been resolved; called off; opened again after it had been resolved.
		self.ticket(MIDDLE, **ended, closed_at=MIDDLE)
		self.ticket(MIDDLE, workflow_state=CANCELLED, state_category="cancelled", closed_at=MIDDLE)
		self.ticket(MIDDLE, resolved_at=MIDDLE)
		counts = figures([OWN], EDGES).counts
		self.assertEqual(counts, Counts(raised=6, resolved=3, closed=2, cancelled=1, open_at_end=4))

	def test_edges_belong_to_the_day_that_begins(self) -> None:
		"""October in Bucharest has 25 hours on its last Sunday: the day after begins an hour later in UTC."""
		for edge in (EDGES[0], EDGES[25], EDGES[-1]):
			self.ticket(edge)
			self.ticket(edge - timedelta(microseconds=1))
		found = figures([OWN], EDGES)
		self.assertEqual(found.counts.raised, 4)
		self.assertEqual(
			{day: number for day, number in enumerate(found.raised) if number}, {0: 1, 24: 1, 25: 1, 30: 1}
		)

	def test_weeks_and_months(self) -> None:
		for first, last, pieces in (("2026-09-01", "2026-11-30", 14), ("2025-11-01", "2026-10-31", 12)):
			found = figures([OWN], own_period(first, last).edges(BUCHAREST))
			self.assertEqual((len(found.raised), sum(found.raised)), (pieces, 0))
		self.ticket()
		found = figures([OWN], own_period("2025-11-01", "2026-10-31").edges(BUCHAREST))
		self.assertEqual(list(found.raised), [0] * 11 + [1])

	def test_ratings_given_in_the_period(self) -> None:
		ended: dict[str, Any] = {"workflow_state": CLOSED, "state_category": "closed", "closed_at": MIDDLE}
		self.ticket(EDGES[0] - A_DAY, **ended, rating=5, rated_at=MIDDLE)
		self.ticket(**ended, rating=2, rated_at=MIDDLE)
		self.ticket(**ended, rating=1, rated_at=EDGES[-1])
		self.ticket(**ended, rating=0, rated_at=MIDDLE)
		self.assertEqual(figures([OWN], EDGES).ratings, Ratings(2, 7))

	def test_clocks(self) -> None:
		for place, seconds in enumerate((100, 300, 1000)):
			self.clock(self.ticket(), "met" if place else "met_late", seconds)
		for state in ("running", "paused", "not_started", "breached", "cancelled"):
			self.clock(self.ticket(), state, 5000)
		self.clock(self.ticket(), "met", 60, kind="Take Over", idx=0)
		self.clock(self.ticket(EDGES[-1]), "met", 7)
		take_over, resolve = figures([OWN], EDGES).clocks
		self.assertEqual(
			resolve,
			ClockFigures("Resolve", "Resolve it", 2, 1, 1, 3, seconds=1400, median_seconds=300),
		)
		self.assertEqual(
			(take_over.kind, take_over.average_seconds, take_over.median_seconds), ("Take Over", 60, 60)
		)

	def test_median_of_an_even_number(self) -> None:
		for seconds in (100, 200, 400, 900):
			self.clock(self.ticket(), "met", seconds)
		self.assertEqual(figures([OWN], EDGES).clocks[0].median_seconds, 300)

	def test_clocks_that_customers_do_not_see(self) -> None:
		self.clock(self.ticket(), "met", 60, shown_to_customer=0)
		self.clock(self.ticket(), "cancelled", kind="Take Over")
		self.assertEqual(list(figures([OWN], EDGES).clocks), [])
		self.assertEqual(
			[clock.kind for clock in figures([OWN], EDGES, hidden_clocks=True).clocks], ["Resolve"]
		)

	def test_groups(self) -> None:
		site = make_site("T Report Site", OWN)
		piece = make_equipment("T-REPORT-SN", OWN, site=site)
		self.ticket(equipment=piece)
		self.ticket(service=None, requester=None)
		self.ticket(workflow_state=CLOSED, state_category="closed", closed_at=MIDDLE)
		self.ticket(EDGES[-1])
		groups = figures([OWN], EDGES).groups
		self.assertEqual(
			[(group.title, group.number, group.category) for group in groups[Dimension.STATE]],
			[(NEW, 2, "new"), (CLOSED, 1, "closed")],
		)
		self.assertEqual(
			[(group.title, group.number) for group in groups[Dimension.SERVICE]], [(SERVICE, 2), ("", 1)]
		)
		self.assertEqual(
			[(group.title, group.number) for group in groups[Dimension.REQUESTER]], [("report", 2), ("", 1)]
		)
		self.assertEqual(
			[(group.title, group.number) for group in groups[Dimension.SITE]], [("T Report Site", 1)]
		)
		title = frappe.db.get_value("SD Equipment", piece, "title")
		self.assertEqual([(group.title, group.number) for group in groups[Dimension.EQUIPMENT]], [(title, 1)])

	def test_nothing_of_others_is_counted_or_read(self) -> None:
		"""Rows are counted by the database itself: they grow with one's own, not with those of others."""
		for _turn in range(20):
			self.clock(self.ticket(), "met", 60)
		alone, few = _reads([OWN])
		for _turn in range(400):
			self.clock(self.ticket(customer=OTHER, rating=5, rated_at=MIDDLE), "breached", 9000)
		beside, many = _reads([OWN])
		self.assertEqual(beside, alone)
		self.assertEqual(alone.counts.raised, 20)
		self.assertLessEqual(many, few + 10)
		for _turn in range(20):
			self.clock(self.ticket(), "met", 60)
		twice, more = _reads([OWN])
		self.assertEqual(twice.counts.raised, 40)
		self.assertLess(more, many * 2.5)
		self.assertEqual(_reads([OWN, OTHER])[0].counts.raised, 440)

	def test_statements(self) -> None:
		self.clock(self.ticket(), "met", 60)
		with self.assertQueryCount(MOST_STATEMENTS):
			figures([OWN], EDGES)


def _reads(customers: list[str]) -> tuple[Any, int]:
	"""The figures, and how many rows and index entries the database has read for them."""
	figures(customers, EDGES)
	before = _rows_read()
	found = figures(customers, EDGES)
	return found, _rows_read() - before


def _rows_read() -> int:
	counters = frappe.db.sql("show session status like 'Handler_read%'")
	return sum(int(value) for name, value in counters if name != "Handler_read_retry")
