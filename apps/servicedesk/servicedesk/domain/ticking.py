"""How a clock on somebody's screen goes on between two looks at the desk: only while its calendar is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

__all__ = ["Ticking", "ticking"]

# Farther than this nobody leaves a page without a look at the server.
MOST_SECONDS = 24 * 3600


class OpenHours(Protocol):
	"""What is asked of a calendar."""

	def seconds_between(self, start: datetime, end: datetime) -> int:
		"""Return the working seconds from start to end."""

	def next_opening(self, at: datetime) -> datetime | None:
		"""Return the first instant from this one on at which the calendar is open, None for never."""


@dataclass(frozen=True, slots=True)
class Ticking:
	"""The clock begins to tick in `starts_in` seconds and goes on for `lasts` seconds; 0 and 0: not within a day."""

	starts_in: int = 0
	lasts: int = 0


def ticking(hours: OpenHours, now: datetime) -> Ticking:
	"""When and how long time counts from now on, in seconds, a day at most."""
	opens = hours.next_opening(now)
	if opens is None or (opens - now).total_seconds() >= MOST_SECONDS:
		return Ticking()
	return Ticking(max(0, int((opens - now).total_seconds())), _open_for(hours, opens))


def _open_for(hours: OpenHours, opens: datetime) -> int:
	"""How long without a break: the most seconds of which every one counts."""
	least, most = 0, MOST_SECONDS
	while least < most:
		middle = (least + most + 1) // 2
		if hours.seconds_between(opens, opens + timedelta(seconds=middle)) == middle:
			least = middle
		else:
			most = middle - 1
	return least
