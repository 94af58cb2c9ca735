"""Where a page of a list ends and the next one begins, as an address carries it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

_KEY = re.compile(r"([0-9]{1,2})~([0-9T:.\-]{10,40})~([A-Za-z0-9-]{0,60})", re.ASCII)


class ListKey(NamedTuple):
	"""The last row that was shown: its group's place, its stored time, and its number, which breaks ties.

	Without a number, everything of that time was looked through.
	"""

	place: int
	moment: datetime
	number: str

	def __str__(self) -> str:
		return f"{self.place}~{self.moment.isoformat()}~{self.number}"


def parse_key(text: str) -> ListKey | None:
	"""Read a key; None for what is none. Times are naive, as they are stored."""
	found = _KEY.fullmatch(text)
	if not found:
		return None
	try:
		moment = datetime.fromisoformat(found[2])
	except ValueError:
		return None
	return None if moment.tzinfo else ListKey(int(found[1]), moment, found[3])
