"""The clocks that run on a ticket.

A clock's state is a function of the ticket's history, a rule, a calendar and the time, and of nothing else.
So what is stored is only ever a cache, and to re-prioritise a ticket is to read the same history with another
rule: what has elapsed and what was paused stays. The rule's values are data; what the usual clocks look like
is in ``sla_rules``.

Durations are working seconds of the calendar. Breach is a fact: once more than the target has elapsed before
the goal was met, the clock stays breached, even if it is paused or met afterwards. Exactly the target is
still in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from operator import attrgetter
from typing import Protocol

from servicedesk.domain.clock_rule import ClockError, ClockEvent, ClockRule, Trigger, Triggers
from servicedesk.domain.lifecycle import StateCategory, is_open

__all__ = [
	"ClockError",
	"ClockEvent",
	"ClockReading",
	"ClockRule",
	"ClockState",
	"Run",
	"Trigger",
	"Triggers",
	"WorkingTime",
	"evaluate",
]


class WorkingTime(Protocol):
	"""What a clock asks of a calendar."""

	def seconds_between(self, start: datetime, end: datetime) -> int:
		"""Return the working seconds from start to end."""

	def add_seconds(self, start: datetime, seconds: int) -> datetime | None:
		"""Return when that many working seconds have passed since start, None for never."""


class ClockState(str, Enum):
	"""What a clock shows."""

	NOT_STARTED = "not_started"
	RUNNING = "running"
	PAUSED = "paused"
	BREACHED = "breached"
	"""More than the target has elapsed and the goal is not met, running or paused."""
	MET = "met"
	MET_LATE = "met_late"
	CANCELLED = "cancelled"

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True, slots=True)
class Run:
	"""A stretch in which the clock ran, with what had elapsed before it and, once it has ended, after it."""

	started_at: datetime
	elapsed_before: int
	ended_at: datetime | None = None
	elapsed_after: int | None = None


@dataclass(frozen=True, slots=True)
class ClockReading:
	"""What a clock shows at one moment. After a restart everything is about the newest cycle, the first being
	1.

	``remaining_seconds`` is negative once past due. ``due_at`` is when the target is used up: projected while
	running, in the past once breached, else None. ``breached_at`` is the first second at which the reading is
	breached, which for a target used up at closing time lies behind the next opening. ``next_change_at`` is
	when the reading turns to breached if nothing happens before: what a sweep sorts by. ``paused_seconds``
	are the working seconds not counted.
	"""

	state: ClockState
	target_seconds: int
	elapsed_seconds: int = 0
	paused_seconds: int = 0
	is_paused: bool = False
	cycle: int = 0
	started_at: datetime | None = None
	due_at: datetime | None = None
	next_change_at: datetime | None = None
	breached_at: datetime | None = None
	met_at: datetime | None = None
	runs: tuple[Run, ...] = ()

	@property
	def remaining_seconds(self) -> int:
		"""Return the working seconds left, negative past the target."""
		return self.target_seconds - self.elapsed_seconds

	def reached_at(self, calendar: WorkingTime, elapsed_seconds: int) -> datetime | None:
		"""Return when that much had, or will have, elapsed; None if it has not and the clock stands."""
		for run in self.runs:
			if run.elapsed_after is None or elapsed_seconds <= run.elapsed_after:
				return calendar.add_seconds(run.started_at, max(0, elapsed_seconds - run.elapsed_before))
		return None

	def threshold_at(self, calendar: WorkingTime, percent: int) -> datetime | None:
		"""Return when this share of the target has or will have elapsed, rounded up to whole seconds; None as
		above.
		"""
		return self.reached_at(calendar, -(-self.target_seconds * percent // 100))


def evaluate(
	rule: ClockRule, calendar: WorkingTime, events: Iterable[ClockEvent], now: datetime
) -> ClockReading:
	"""Read a clock.

	Events may come in any order: they are sorted by time, and those of the same instant keep the order given.
	Events after ``now`` have not happened.
	"""
	walk = _Walk(rule, calendar)
	for event in sorted((event for event in events if event.at <= now), key=attrgetter("at")):
		walk.take(event)
	return walk.read(now)


class _Phase(Enum):
	NOT_STARTED = 0
	STARTED = 1
	MET = 2
	CANCELLED = 3


class _Mode(Enum):
	"""Where passing time goes."""

	IDLE = 0
	RUNNING = 1
	PAUSED = 2


@dataclass(slots=True)
class _Walk:
	"""The walk through a history, event by event."""

	rule: ClockRule
	calendar: WorkingTime
	phase: _Phase = _Phase.NOT_STARTED
	mode: _Mode = _Mode.IDLE
	category: StateCategory | None = None
	cycle: int = 0
	elapsed: int = 0
	paused: int = 0
	started_at: datetime | None = None
	met_at: datetime | None = None
	paused_since: datetime | None = None
	runs: list[Run] = field(default_factory=list)

	def take(self, event: ClockEvent) -> None:
		"""Let one event happen."""
		self._change_phase(event)
		self.category = event.category
		mode = self._mode_now()
		if mode is self.mode:
			return
		self._leave_mode(event.at)
		self.mode = mode
		if mode is _Mode.RUNNING:
			self.runs.append(Run(event.at, self.elapsed))
		elif mode is _Mode.PAUSED:
			self.paused_since = event.at

	def _change_phase(self, event: ClockEvent) -> None:
		if self.phase is _Phase.CANCELLED and is_open(event.category):
			self.phase = _Phase.STARTED if self.cycle else _Phase.NOT_STARTED
		if self._begins(event):
			self._begin(event.at)
		elif self.phase is _Phase.MET and self._is_one_of(self.rule.continues_on, event):
			self.phase, self.met_at = _Phase.STARTED, None
		if self.phase is not _Phase.MET and event.category in self.rule.cancels_in:
			self.phase = _Phase.CANCELLED
		if self.phase is _Phase.STARTED and self._is_one_of(self.rule.meets_on, event):
			self.phase, self.met_at = _Phase.MET, event.at

	def _begins(self, event: ClockEvent) -> bool:
		if self.phase is _Phase.NOT_STARTED:
			return self._is_one_of(self.rule.starts_on, event)
		return self.phase is _Phase.MET and self._is_one_of(self.rule.restarts_on, event)

	def _begin(self, at: datetime) -> None:
		"""Begin a cycle. Nothing runs at this moment: the clock had not started, or was met."""
		self.phase = _Phase.STARTED
		self.cycle += 1
		self.elapsed = self.paused = 0
		self.started_at, self.met_at = at, None
		self.runs = []

	def _is_one_of(self, triggers: Triggers, event: ClockEvent) -> bool:
		return any(trigger.is_set_off_by(event, self.category) for trigger in triggers)

	def _mode_now(self) -> _Mode:
		if self.phase is not _Phase.STARTED:
			return _Mode.IDLE
		return _Mode.PAUSED if self.category in self.rule.pauses_in else _Mode.RUNNING

	def _leave_mode(self, at: datetime) -> None:
		"""Count what the stretch that ends now has brought."""
		self.elapsed, self.paused = self._counted(at)
		if self.mode is _Mode.RUNNING:
			run = self.runs[-1]
			self.runs[-1] = replace(run, ended_at=at, elapsed_after=self.elapsed)
		self.paused_since = None

	def _counted(self, at: datetime) -> tuple[int, int]:
		"""Return (elapsed, paused) up to an instant."""
		if self.mode is _Mode.RUNNING:
			return self.elapsed + self.calendar.seconds_between(self.runs[-1].started_at, at), self.paused
		if self.paused_since is not None:
			return self.elapsed, self.paused + self.calendar.seconds_between(self.paused_since, at)
		return self.elapsed, self.paused

	def read(self, now: datetime) -> ClockReading:
		"""Return what the clock shows at an instant not before the last event."""
		elapsed, paused = self._counted(now)
		reading = ClockReading(
			state=self._state(elapsed),
			target_seconds=self.rule.target_seconds,
			elapsed_seconds=elapsed,
			paused_seconds=paused,
			is_paused=self.mode is _Mode.PAUSED,
			cycle=self.cycle,
			started_at=self.started_at,
			met_at=self.met_at,
			runs=tuple(self.runs),
		)
		is_past_due = elapsed > self.rule.target_seconds
		if not is_past_due and self.mode is not _Mode.RUNNING:
			return reading
		breach = reading.reached_at(self.calendar, self.rule.target_seconds + 1)
		return replace(
			reading,
			due_at=reading.reached_at(self.calendar, self.rule.target_seconds),
			breached_at=breach if is_past_due else None,
			next_change_at=None if is_past_due else breach,
		)

	def _state(self, elapsed: int) -> ClockState:
		is_past_due = elapsed > self.rule.target_seconds
		if self.phase is _Phase.NOT_STARTED:
			return ClockState.NOT_STARTED
		if self.phase is _Phase.CANCELLED:
			return ClockState.CANCELLED
		if self.phase is _Phase.MET:
			return ClockState.MET_LATE if is_past_due else ClockState.MET
		if is_past_due:
			return ClockState.BREACHED
		return ClockState.PAUSED if self.mode is _Mode.PAUSED else ClockState.RUNNING
