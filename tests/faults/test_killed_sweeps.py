"""Sweeps and deliveries are killed at random instructions: each moment is acted on once, and no notice is lost.

In every day's run a small one; `pytest tests/faults --kills 100 --tickets 200` is the run of 1,000 moments.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults import escalations
from tests.faults.workers import Crew, Worker

KINDS = ("sweep", "sweep", "delivery")
PATIENCE_SECONDS = 180


@pytest.fixture
def desk(crew: Crew, tickets: int) -> Iterator[list[str]]:
	"""Tickets of which every rule's moment has come, and only this run's rules."""
	escalations.clear_rules()
	resting = escalations.make_rules()
	names = escalations.make_tickets(tickets)
	escalations.make_due(names)
	yield names
	escalations.clear_rules()
	escalations.rest(resting, enabled=1)


def kill_and_replace(crew: Crew, desk: list[str], kills: int, chance: random.Random) -> tuple[int, int]:
	"""Kill workers evenly over the run, each at a random instant; return how many died at work, and while moments waited."""
	workers = [crew.start(kind) for kind in KINDS]
	killed = in_the_run = 0
	total = len(desk) * escalations.MOMENTS_EACH
	for number in range(kills):
		wait_for(lambda number=number: escalations.entry_count(desk) >= number * total // kills)
		time.sleep(chance.uniform(0, 0.08))
		place = chance.randrange(len(workers))
		killed += workers[place].kill()
		in_the_run += escalations.entry_count(desk) < total
		workers[place] = crew.start(workers[place].kind)
	finish(workers, desk)
	return killed, in_the_run


def finish(workers: list[Worker], desk: list[str]) -> None:
	"""Let those who live do the rest."""
	escalations.release_stale_claims()
	wait_for(lambda: escalations.is_quiet(desk))
	for worker in workers:
		worker.kill()


def wait_for(condition: object) -> None:
	"""Wait until it is so."""
	until = time.monotonic() + PATIENCE_SECONDS
	while not condition():  # type: ignore[operator]
		assert time.monotonic() < until, "the workers do not get on"
		time.sleep(0.01)


def test_each_moment_is_acted_on_once_whoever_dies(
	crew: Crew, desk: list[str], kills: int, seed: int
) -> None:
	"""Two sweeps at once and a delivery, each killed again and again with nothing tidied up."""
	started = time.monotonic()
	killed, in_the_run = kill_and_replace(crew, desk, kills, random.Random(seed))  # noqa: S311 — chance, no secret
	seconds = time.monotonic() - started
	print(f"\n{killed} killed, {in_the_run} of them while moments waited; {seconds:.0f} s")  # noqa: T201 — a long run's figures
	assert killed == kills
	each_once = {
		(ticket, f"{escalations.TITLE}{number}"): 1
		for ticket in desk
		for number in range(1, escalations.MOMENTS_EACH + 1)
	}
	assert escalations.acts(desk) == Counter(each_once)
	assert escalations.entry_count(desk) == len(each_once)
	assert escalations.priority_changes(desk) == Counter(dict.fromkeys(desk, 1))
	check_messages(desk)


def check_messages(desk: list[str]) -> None:
	"""Every notice was sent, or stands in one list that was; none waits, none failed."""
	found = escalations.messages(desk)
	assert {message.ticket for message in found} == set(desk)
	assert {message.state for message in found} <= {"Sent", "Merged"}, Counter(
		message.state for message in found
	)
	per_ticket = Counter(message.ticket for message in found)
	assert len(set(per_ticket.values())) == 1, "some tickets' notices are missing"
	lists = {message.reference for message in found if message.state == "Merged"}
	assert escalations.digests(lists) == escalations.merged_into(lists)
	assert all(message.event != "customer_delayed" for message in found if message.state == "Merged")
