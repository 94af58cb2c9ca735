"""A customer and an agent act on a ticket in the same instant, as two real processes: one comes second, and is told so."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import frappe
import pytest

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.shared.errors import Conflict
from servicedesk.tickets import amendment, conversation
from servicedesk.tickets.demands import Words
from tests.faults import escalations, tickets_in_use
from tests.faults.worker_program import connect

FORK = multiprocessing.get_context("fork")
ROUNDS, WAIT_SECONDS = 10, 60
DONE, TOO_LATE = "done", "too late"
CHANGED = "Schimbat"


@dataclass(frozen=True)
class Act:
	"""What somebody does to a ticket: they see its page first, and then press the button that they saw there."""

	user: str
	see: Callable[[str], Callable[[], object]]


def cancel(name: str) -> Callable[[], object]:
	"""The customer calls the request off."""
	action = tickets_in_use.action_towards(name, StateCategory.CANCELLED)
	return lambda: conversation.customer_step(name, action)


def take(name: str) -> Callable[[], object]:
	"""The agent accepts it."""
	action = tickets_in_use.action_towards(name, StateCategory.ACTIVE)
	return lambda: conversation.agent_step(name, action, Words())


def edit(name: str) -> Callable[[], object]:
	"""The customer changes it."""
	answers = {**escalations.ANSWERS, "rezumat": CHANGED}
	return lambda: amendment.amend(name, amendment.Amendment(answers=answers))


CUSTOMER_CANCELS = Act(escalations.REQUESTER, cancel)
CUSTOMER_EDITS = Act(escalations.REQUESTER, edit)
AGENT_TAKES = Act(tickets_in_use.AGENT, take)


def act(act: Act, name: str, together: Any, outcomes: Any) -> None:
	"""In a process of its own: sign in, wait for the other, act, and say how it went."""
	connect(escalations.SITE)
	frappe.set_user(act.user)
	# What was read then is what this transaction would go on seeing, but for the lock.
	press = act.see(name)
	together.wait(WAIT_SECONDS)
	try:
		press()
		frappe.db.commit()
		outcome = DONE
	except Conflict:
		frappe.db.rollback()
		outcome = TOO_LATE
	outcomes.put((act.user, outcome))
	frappe.destroy()


def at_once(name: str, *acts: Act) -> dict[str, str]:
	"""Let them act in the same instant; how it went for each."""
	together, outcomes = FORK.Barrier(len(acts)), FORK.Queue()
	processes = [FORK.Process(target=act, args=(each, name, together, outcomes)) for each in acts]
	for process in processes:
		process.start()
	found = dict(outcomes.get(timeout=WAIT_SECONDS) for _process in processes)
	for process in processes:
		process.join(WAIT_SECONDS)
	return found


@pytest.fixture
def fresh() -> Iterator[list[str]]:
	"""Tickets that nobody has taken; nothing is connected while others are forked."""
	folder = os.getcwd()
	connect(escalations.SITE)
	names = tickets_in_use.open_tickets(ROUNDS)
	frappe.destroy()
	yield names
	os.chdir(folder)


@dataclass(frozen=True)
class Outcome:
	"""A ticket as it is stored after the race."""

	category: str
	subject: str
	steps: int


def outcome(name: str) -> Outcome:
	"""Read it."""
	connect(escalations.SITE)
	category, subject = frappe.db.get_value("SD Ticket", name, ["state_category", "subject"])
	steps = frappe.db.count("SD Ticket Event", {"ticket": name, "event": "transition"})
	frappe.destroy()
	return Outcome(category, subject, steps)


def test_cancel_and_take(fresh: list[str]) -> None:
	"""Exactly one of them succeeds, the other is told; the ticket is what the first made of it."""
	for name in fresh:
		went = at_once(name, CUSTOMER_CANCELS, AGENT_TAKES)
		stored = outcome(name)
		assert sorted(went.values()) == sorted([DONE, TOO_LATE]) or may_cancel_work(went, stored), went
		winner = next(user for user, how in went.items() if how == DONE)
		if stored.steps == 1:
			assert stored.category == ("active" if winner == tickets_in_use.AGENT else "cancelled")


def may_cancel_work(went: dict[str, str], stored: Outcome) -> bool:
	"""A preset may let customers call off work in progress: then the agent was first, and the customer second."""
	return set(went.values()) == {DONE} and (stored.category, stored.steps) == ("cancelled", 2)


def test_edit_and_take(fresh: list[str]) -> None:
	"""Whoever edits after the acceptance is refused, and nothing of it is stored; the agent succeeds either way."""
	for name in fresh:
		went = at_once(name, CUSTOMER_EDITS, AGENT_TAKES)
		stored = outcome(name)
		assert went[tickets_in_use.AGENT] == DONE
		assert (stored.category, stored.steps) == ("active", 1)
		assert (stored.subject == CHANGED) is (went[escalations.REQUESTER] == DONE)


def test_two_agents_take(fresh: list[str]) -> None:
	"""One has it, the other is told."""
	other = Act("ioana.petrescu@example.ro", take)
	for name in fresh:
		went = at_once(name, AGENT_TAKES, other)
		assert sorted(went.values()) == sorted([DONE, TOO_LATE]), went
		assert outcome(name).steps == 1
