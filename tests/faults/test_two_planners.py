"""Two people plan a visit of the same specialist at the same time, in the same instant, as two real processes."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta

import frappe
import pytest
from frappe.utils import now_datetime

from servicedesk.tickets import tiers
from tests.faults import escalations, tickets_in_use
from tests.faults.test_same_second import DONE, TOO_LATE, Act, at_once
from tests.faults.worker_program import connect

ROUNDS = 5
SPECIALIST, OTHER = tickets_in_use.AGENT, "ioana.petrescu@example.ro"
VISIT = "SD Field Visit"


@pytest.fixture
def fresh() -> Iterator[list[tuple[str, str]]]:
	"""Pairs of tickets; nothing is connected while others are forked."""
	folder = os.getcwd()
	connect(escalations.SITE)
	names = tickets_in_use.open_tickets(2 * ROUNDS)
	frappe.destroy()
	yield list(zip(names[::2], names[1::2], strict=True))
	os.chdir(folder)


def plans(ticket: str, days: int) -> Callable[[str], Callable[[], object]]:
	"""Plan an hour of the specialist's day for that ticket."""

	def see(_name: str) -> Callable[[], object]:
		# What was read before the other planner committed is what this transaction would go on seeing, but for locks.
		frappe.db.count(VISIT)
		starts = now_datetime().replace(hour=9, minute=0) + timedelta(days=days)
		ends = starts + timedelta(hours=1)
		return lambda: tiers.field_visit(ticket, SPECIALIST, starts, ends, "Main street 1")

	return see


def stored(tickets: tuple[str, str]) -> int:
	"""How many visits the two tickets have."""
	connect(escalations.SITE)
	count = frappe.db.count(VISIT, {"ticket": ("in", tickets), "visit_state": "Planned"})
	frappe.destroy()
	return int(count)


def test_one_of_two_planners_has_the_time(fresh: list[tuple[str, str]]) -> None:
	"""The other is told of the clash, and nothing of theirs is stored."""
	first_day = 400 + os.getpid() % 5000
	for turn, (first, second) in enumerate(fresh):
		day = first_day + turn
		went = at_once(first, Act(SPECIALIST, plans(first, day)), Act(OTHER, plans(second, day)))
		assert sorted(went.values()) == sorted([DONE, TOO_LATE]), went
		assert stored((first, second)) == 1
