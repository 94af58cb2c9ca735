"""When an escalation rule has something to do: at moments of a clock, or of the time that a ticket is in a state.

A clock's moments are amounts of elapsed working time in one cycle of it. So a clock that stands reaches none, time
between a solution and a reopening brings none nearer, and another target moves those that are still to come. A moment
has a key; whoever acts on it keeps the key and leaves the moment out from then on, so that a moment which was reached
under an old target is not acted on again under a new one.

Source: issue 4, item 4 ("any percentage or minutes before or after; each exactly once").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from servicedesk.domain.sla_clock import ClockReading, ClockState, WorkingTime

MINUTE = 60
GOING = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED})
MOST_TIMES = 100

# What has elapsed, or how long a ticket is in its state, to the instant of it; None for not foreseeable.
Reach = Callable[[int], datetime | None]


class ThresholdError(ValueError):
	"""A rule that can never act, or for ever. ``field`` is the value that is wrong."""

	def __init__(self, field: str, message: str) -> None:
		super().__init__(message)
		self.field = field


class Basis(str, Enum):
	"""What an amount means."""

	PERCENT = "percent"
	"""Of the clock's target."""
	BEFORE_DUE = "before_due"
	"""Working minutes before the target is used up; from the start, where the target is shorter."""
	AFTER_DUE = "after_due"
	"""Working minutes after it; 0 is the second in which the clock is breached."""
	IN_STATE = "in_state"
	"""Units of time since the ticket came into its state."""

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True, slots=True)
class Threshold:
	"""The moments of one rule: the first, and those that follow each ``every`` until it was ``at_most`` times.

	``every`` is in working minutes of a clock, or in the unit of the time in the state. A moment that lies before
	``since`` is not the rule's: whoever makes a rule does not mean all that has passed. Raises ThresholdError.
	"""

	rule: str
	basis: Basis
	amount: int
	every: int = 0
	at_most: int = 1
	since: datetime | None = None

	def __post_init__(self) -> None:
		if self.amount < 0 or (self.basis is Basis.PERCENT and self.amount < 1):
			raise ThresholdError("amount", "a moment lies at 1 percent at the earliest, or at no minutes")
		if self.basis is Basis.IN_STATE and self.amount < 1:
			raise ThresholdError("amount", "a time in a state is longer than nothing")
		if self.every < 0:
			raise ThresholdError("every", "moments follow each other")
		if not 1 <= self.at_most <= MOST_TIMES:
			raise ThresholdError("at_most", f"a rule acts between 1 and {MOST_TIMES} times")
		if self.at_most > 1 and not self.every:
			raise ThresholdError("every", "what happens several times needs time in between")

	def positions(self, target_seconds: int) -> Iterator[int]:
		"""Give the seconds of the clock at which the rule acts; of a time in a state, the amounts of its unit."""
		step = self.every if self.basis is Basis.IN_STATE else self.every * MINUTE
		first = self._first(target_seconds)
		return (first + number * step for number in range(self.at_most))

	def _first(self, target_seconds: int) -> int:
		if self.basis is Basis.PERCENT:
			return -(-target_seconds * self.amount // 100)
		if self.basis is Basis.BEFORE_DUE:
			return max(0, target_seconds - self.amount * MINUTE)
		if self.basis is Basis.AFTER_DUE:
			return target_seconds + max(1, self.amount * MINUTE)
		return self.amount


@dataclass(frozen=True, slots=True, order=True)
class Moment:
	"""When a rule acts for the ``number``-th time, on which occasion: a clock's cycle, or a stay in a state."""

	at: datetime
	rule: str
	number: int
	occasion: str

	@property
	def key(self) -> tuple[str, str, int]:
		"""Return what tells this moment from every other of the same ticket, whatever the target."""
		return (self.rule, self.occasion, self.number)


Keys = Collection[tuple[str, str, int]]


def clock_occasion(reading: ClockReading) -> str:
	"""Return what the moments of this cycle of a clock have in common."""
	return f"cycle {reading.cycle}"


def clock_moments(
	thresholds: Iterable[Threshold], reading: ClockReading, calendar: WorkingTime, now: datetime, acted: Keys
) -> list[Moment]:
	"""Return each rule's moments that have come, and its next one, without those that were acted on; in order.

	Nothing for a clock that is not going: met, called off, or not started. A clock that stands has no next ones.
	"""
	if reading.state not in GOING:
		return []

	def reach(seconds: int) -> datetime | None:
		return reading.reached_at(calendar, seconds)

	asked = ((threshold, reach) for threshold in thresholds)
	return _moments(asked, clock_occasion(reading), reading.target_seconds, now, acted)


def state_moments(
	thresholds: Iterable[tuple[Threshold, Reach]], occasion: str, now: datetime, acted: Keys
) -> list[Moment]:
	"""Return the same of rules that count the time in a state, each with its own unit of time."""
	return _moments(thresholds, occasion, 0, now, acted)


def due(moments: Iterable[Moment], now: datetime) -> list[Moment]:
	"""Return those that have come."""
	return [moment for moment in moments if moment.at <= now]


def _moments(
	thresholds: Iterable[tuple[Threshold, Reach]],
	occasion: str,
	target_seconds: int,
	now: datetime,
	acted: Keys,
) -> list[Moment]:
	found = (
		moment
		for threshold, reach in thresholds
		for moment in _of_rule(threshold, occasion, threshold.positions(target_seconds), reach, now)
	)
	return sorted(moment for moment in found if moment.key not in acted)


def _of_rule(
	threshold: Threshold, occasion: str, positions: Iterable[int], reach: Reach, now: datetime
) -> Iterator[Moment]:
	"""Give the rule's moments up to the first that is still to come, and that one."""
	for number, position in enumerate(positions, start=1):
		at = reach(position)
		if at is None:
			return
		if threshold.since is None or at >= threshold.since:
			yield Moment(at, threshold.rule, number, occasion)
		if at > now:
			return
