"""When a contract holds, what its states mean, and when its end is announced.

Sources: issue 3, deliverable 2; manuals integrator 3 and outsourcer 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum


class ContractState(str, Enum):
	"""The states of a contract; the values are what is stored."""

	DRAFT = "Draft"
	ACTIVE = "Active"
	EXPIRED = "Expired"
	TERMINATED = "Terminated"

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True)
class Term:
	"""A contract's state and dates. Both days belong to it; without an end it runs until terminated."""

	number: str
	state: ContractState
	start: date
	end: date | None = None
	terminated_on: date | None = None


class Lack(str, Enum):
	"""Why nothing is covered."""

	NO_CONTRACT = "no_contract"
	NOT_BEGUN = "not_begun"
	EXPIRED = "expired"
	TERMINATED = "terminated"
	NOT_INCLUDED = "not_included"
	"""A contract is valid, but what was asked is not in it."""


@dataclass(frozen=True)
class Reason:
	"""Why nothing is covered: of which contract, and since or from which day where one is known."""

	lack: Lack
	number: str = ""
	day: date | None = None


class ChangeProblem(str, Enum):
	"""What is wrong with a contract as somebody wants to store it."""

	ENDS_BEFORE_START = "ends_before_start"
	HAS_ENDED = "has_ended"
	"""Put in force, though its end is past: a renewal needs a later end."""
	NO_REASON = "no_reason"
	"""Terminated without saying why."""


def holds_on(start: date, end: date | None, day: date) -> bool:
	"""Whether the day lies within the dates, both ends included."""
	return start <= day and (end is None or day <= end)


def change_problem(
	term: Term, before: ContractState | None, reason: str, today: date
) -> ChangeProblem | None:
	"""What stands against storing the contract; `before` is its state until now, None for one that is registered new.

	A contract from older books may be registered as active with an end that is past: the nightly job expires it.
	"""
	if term.end is not None and term.end < term.start:
		return ChangeProblem.ENDS_BEFORE_START
	if term.state is ContractState.TERMINATED and not reason.strip():
		return ChangeProblem.NO_REASON
	put_in_force = term.state is ContractState.ACTIVE and before not in (None, ContractState.ACTIVE)
	if put_in_force and term.end is not None and term.end < today:
		return ChangeProblem.HAS_ENDED
	return None


def reason_not_covered(terms: Iterable[Term], day: date) -> Reason:
	"""The reason that helps most: a contract that holds, else one that will, else the one that held last."""
	known = [term for term in terms if term.state is not ContractState.DRAFT]
	active = [term for term in known if term.state is ContractState.ACTIVE]
	if any(holds_on(term.start, term.end, day) for term in active):
		return Reason(Lack.NOT_INCLUDED)
	coming = [term for term in active if term.start > day]
	if coming:
		next_one = min(coming, key=lambda term: (term.start, term.number))
		return Reason(Lack.NOT_BEGUN, next_one.number, next_one.start)
	if not known:
		return Reason(Lack.NO_CONTRACT)
	last = max(known, key=lambda term: (_last_day(term) or term.start, term.number))
	lack = Lack.TERMINATED if last.state is ContractState.TERMINATED else Lack.EXPIRED
	return Reason(lack, last.number, _last_day(last))


def _last_day(term: Term) -> date | None:
	if term.state is ContractState.TERMINATED:
		return term.terminated_on or term.end
	return term.end


def warning_days(text: str) -> tuple[int, ...]:
	"""The days before the end at which somebody is warned, from text such as "60, 30, 7"; raises ValueError.

	Sorted from far to near, each once. A day is a whole number from 0 (the last day) to 3650.
	"""
	days = {int(part) for part in text.replace(";", ",").split(",") if part.strip()}
	if any(not 0 <= day <= 3650 for day in days):
		raise ValueError(text)
	return tuple(sorted(days, reverse=True))


def due_warning(end: date, today: date, days: Sequence[int]) -> int | None:
	"""The warning that is due: the nearest of `days` that has been reached. None before the first and after the end.

	After a standstill only the nearest is given, late; those that it overtook are not, since they would all say
	the same.
	"""
	remaining = (end - today).days
	reached = [day for day in days if 0 <= remaining <= day]
	return min(reached) if reached else None
