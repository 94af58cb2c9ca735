"""What a clock goes by: the entries of a ticket's history, and the rule that says what they do to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from servicedesk.domain.lifecycle import StateCategory


class ClockError(ValueError):
	"""A rule that cannot be followed."""


@dataclass(frozen=True, slots=True)
class ClockEvent:
	"""One entry of a ticket's history: the category in force from then on, and the event's name.

	Names are the caller's, such as ``created``, ``transition``, ``public_reply``, ``customer_reply``.
	"""

	at: datetime
	category: StateCategory
	event: str


@dataclass(frozen=True, slots=True)
class Trigger:
	"""What sets a clock going or brings it to its goal: entering a category, or an event by its name."""

	category: StateCategory | None = None
	event: str = ""

	def __post_init__(self) -> None:
		if (self.category is None) == (self.event == ""):
			raise ClockError("a trigger names a category or an event, one of them")

	@classmethod
	def parse(cls, text: str) -> Trigger:
		"""Read ``category:active`` or ``event:public_reply``, as str() gives it; raises ClockError."""
		kind, _, value = text.partition(":")
		if kind == "event":
			return cls(event=value)
		if kind == "category" and value in set(StateCategory):
			return cls(category=StateCategory(value))
		raise ClockError(f"not a trigger: {text!r}")

	def __str__(self) -> str:
		return f"event:{self.event}" if self.category is None else f"category:{self.category}"

	def is_set_off_by(self, event: ClockEvent, category_before: StateCategory | None) -> bool:
		"""Tell whether this entry of the history does it; to enter a category is to come from another one."""
		if self.category is None:
			return self.event == event.event
		return event.category is self.category and category_before is not self.category


Triggers = frozenset[Trigger]


@dataclass(frozen=True, slots=True)
class ClockRule:
	"""How one kind of clock behaves. Raises ClockError for a target that is not positive, or no start or
	goal.

	``starts_on``: begins, once. ``meets_on``: the goal, reached while running or paused. ``pauses_in``:
	categories in which no time counts. ``continues_on``: takes a met clock up again where it stopped, the
	time in between not counted. ``restarts_on``: sets a met clock going anew from zero. ``cancels_in``:
	categories that call the clock off unless it is met already; it goes on if the ticket is opened again.
	"""

	kind: str
	target_seconds: int
	starts_on: Triggers
	meets_on: Triggers
	pauses_in: frozenset[StateCategory] = frozenset()
	continues_on: Triggers = frozenset()
	restarts_on: Triggers = frozenset()
	cancels_in: frozenset[StateCategory] = frozenset({StateCategory.CANCELLED})

	def __post_init__(self) -> None:
		if self.target_seconds < 1:
			raise ClockError(f"the target of {self.kind!r} is not positive")
		if not self.starts_on or not self.meets_on:
			raise ClockError(f"{self.kind!r} needs something that starts it and something that meets it")
