"""A clock's behaviour as staff write it down: one row for each thing that moves the clock.

A row names an effect and what brings it about: a category that the ticket enters, or an event. ``row_problems`` says
what is wrong with the rows, ``Behaviour`` makes the rule of them that ``sla_clock`` follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from servicedesk.domain.clock_rule import ClockRule, Trigger, Triggers
from servicedesk.domain.lifecycle import StateCategory


class Effect(str, Enum):
	"""What a row does to its clock; the words are those that the desk stores."""

	STARTS = "Starts"
	MEETS = "Meets"
	PAUSES = "Pauses"
	CONTINUES = "Continues"
	RESTARTS = "Restarts"
	CANCELS = "Cancels"

	def __str__(self) -> str:
		return self.value


# A clock stands, or is called off, for as long as the ticket is in a category; an event has no duration.
LASTING = frozenset({Effect.PAUSES, Effect.CANCELS})
# What one and the same occasion cannot bring about together. To start and to restart is no contradiction (the first
# message starts a clock, the next ones restart it), and a clock may go on in a category in which it stands.
CONTRADICTIONS = frozenset(
	frozenset(pair)
	for pair in (
		(Effect.STARTS, Effect.MEETS),
		(Effect.STARTS, Effect.CANCELS),
		(Effect.RESTARTS, Effect.MEETS),
		(Effect.RESTARTS, Effect.CONTINUES),
		(Effect.RESTARTS, Effect.CANCELS),
		(Effect.CONTINUES, Effect.MEETS),
		(Effect.CONTINUES, Effect.CANCELS),
		(Effect.PAUSES, Effect.MEETS),
		(Effect.PAUSES, Effect.CANCELS),
		(Effect.MEETS, Effect.CANCELS),
	)
)


@dataclass(frozen=True, slots=True)
class TriggerRow:
	"""One row: the effect, and the category or the event (a row that is right names one of them)."""

	effect: Effect
	category: StateCategory | None = None
	event: str = ""

	@property
	def occasion(self) -> tuple[StateCategory | None, str]:
		"""Return what brings the effect about."""
		return self.category, self.event


class Fault(str, Enum):
	"""What can be wrong with the rows."""

	NAMES_BOTH_OR_NEITHER = "names_both_or_neither"
	NEEDS_CATEGORY = "needs_category"
	"""A lasting effect that names an event."""
	TWICE = "twice"
	CONTRADICTION = "contradiction"
	NO_START = "no_start"
	NO_GOAL = "no_goal"


@dataclass(frozen=True, slots=True)
class RowProblem:
	"""One fault: the row it is in, counted from 1 (0: in the rows as a whole), and the row it clashes with."""

	fault: Fault
	row: int = 0
	other_row: int = 0


def row_problems(rows: Sequence[TriggerRow]) -> list[RowProblem]:
	"""Return what is wrong with the rows, in their order; empty when a clock can follow them."""
	found = []
	for number, row in enumerate(rows, start=1):
		fault = _fault_of(row)
		if fault:
			found.append(RowProblem(fault, number))
		else:
			found.extend(_clashes(number, row, rows))
	effects = {row.effect for row in rows}
	if Effect.STARTS not in effects:
		found.append(RowProblem(Fault.NO_START))
	if Effect.MEETS not in effects:
		found.append(RowProblem(Fault.NO_GOAL))
	return found


def _fault_of(row: TriggerRow) -> Fault | None:
	if (row.category is None) == (row.event == ""):
		return Fault.NAMES_BOTH_OR_NEITHER
	if row.effect in LASTING and row.category is None:
		return Fault.NEEDS_CATEGORY
	return None


def _clashes(number: int, row: TriggerRow, rows: Sequence[TriggerRow]) -> Iterator[RowProblem]:
	"""Yield what the row clashes with among those before it."""
	for other_number, other in enumerate(rows[: number - 1], start=1):
		if other.occasion != row.occasion:
			continue
		if other.effect is row.effect:
			yield RowProblem(Fault.TWICE, number, other_number)
		elif frozenset((row.effect, other.effect)) in CONTRADICTIONS:
			yield RowProblem(Fault.CONTRADICTION, number, other_number)


@dataclass(frozen=True, slots=True)
class Behaviour:
	"""How clocks of one kind move, whatever their target."""

	starts_on: Triggers
	meets_on: Triggers
	pauses_in: frozenset[StateCategory]
	continues_on: Triggers
	restarts_on: Triggers
	cancels_in: frozenset[StateCategory]

	@classmethod
	def of(cls, rows: Sequence[TriggerRow]) -> Behaviour:
		"""Return what rows without problems describe."""
		return cls(
			starts_on=_triggers(rows, Effect.STARTS),
			meets_on=_triggers(rows, Effect.MEETS),
			pauses_in=_categories(rows, Effect.PAUSES),
			continues_on=_triggers(rows, Effect.CONTINUES),
			restarts_on=_triggers(rows, Effect.RESTARTS),
			cancels_in=_categories(rows, Effect.CANCELS),
		)

	def rule(
		self, kind: str, target_seconds: int, runs_on_in: frozenset[StateCategory] = frozenset()
	) -> ClockRule:
		"""Return the rule of a clock with this target, which runs on in some categories where others stand.

		Raises ClockError for a target that is not positive.
		"""
		return ClockRule(
			kind,
			target_seconds,
			starts_on=self.starts_on,
			meets_on=self.meets_on,
			pauses_in=self.pauses_in - runs_on_in,
			continues_on=self.continues_on,
			restarts_on=self.restarts_on,
			cancels_in=self.cancels_in,
		)

	@property
	def events(self) -> frozenset[str]:
		"""Return the names of events that move such a clock."""
		triggers = self.starts_on | self.meets_on | self.continues_on | self.restarts_on
		return frozenset(trigger.event for trigger in triggers if trigger.event)


def _triggers(rows: Sequence[TriggerRow], effect: Effect) -> Triggers:
	return frozenset(Trigger(row.category, row.event) for row in rows if row.effect is effect)


def _categories(rows: Sequence[TriggerRow], effect: Effect) -> frozenset[StateCategory]:
	return frozenset(row.category for row in rows if row.effect is effect and row.category is not None)
