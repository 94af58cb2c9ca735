"""Workers that take timed steps are killed at random instructions: each ticket is closed once, and its people are told once."""

import random
import time
from collections import Counter
from collections.abc import Iterator

import frappe
import pytest

from servicedesk.tickets import states
from tests.faults import escalations, tickets_in_use
from tests.faults.workers import Crew

PATIENCE_SECONDS = 600


@pytest.fixture
def solved(crew: Crew, tickets: int) -> Iterator[list[str]]:
	"""Solved tickets whose time has come, and a workflow that closes them; the workflow is put back afterwards."""
	stored = states.workflow().as_dict()
	tickets_in_use.close_by_time(frappe.get_doc("Workflow", stored.name))
	names = tickets_in_use.open_tickets(tickets)
	tickets_in_use.resolve(names)
	tickets_in_use.make_due(names)
	yield names
	frappe.db.rollback()
	workflow = frappe.get_doc("Workflow", stored.name)
	workflow.update({"transitions": stored.transitions}).save()
	frappe.db.commit()


def test_each_ticket_is_closed_once_whoever_dies(
	crew: Crew, solved: list[str], kills: int, seed: int
) -> None:
	"""Two workers at once, each killed again and again."""
	chance = random.Random(seed)  # noqa: S311 — moments of killing, nothing to guess
	workers = [crew.start("sweep") for _number in range(2)]
	for number in range(kills):
		wait_until_closed(solved, number * len(solved) // kills)
		time.sleep(chance.uniform(0, 0.05))
		place = chance.randrange(len(workers))
		assert workers[place].kill()
		workers[place] = crew.start("sweep")
	wait_until_closed(solved, len(solved))
	for worker in workers:
		worker.kill()
	check(solved)


def wait_until_closed(names: list[str], count: int) -> None:
	"""Wait until so many are closed."""
	until = time.monotonic() + PATIENCE_SECONDS
	while tickets_in_use.closed_count(names) < count:
		assert time.monotonic() < until, "the workers do not get on"
		time.sleep(0.01)


def check(names: list[str]) -> None:
	"""One entry of the history by time, and one message to the requester, for each ticket."""
	closed = {"ticket": ("in", names), "event": "transition", "state_category": "closed"}
	entries = frappe.get_all("SD Ticket Event", closed, ["ticket", "via"], limit=0)
	assert Counter(row.ticket for row in entries) == Counter(dict.fromkeys(names, 1))
	assert {row.via for row in entries} == {"time"}
	told = {"ticket": ("in", names), "event": "ticket_closed", "recipient": escalations.REQUESTER}
	messages = frappe.get_all("SD Outgoing Message", told, pluck="ticket", limit=0)
	assert Counter(messages) == Counter(dict.fromkeys(names, 1))
	assert not frappe.db.count("SD Ticket", {"name": ("in", names), "timer_key": (">", 0)})
