"""The pass of an anonymous form: when it was given out, and a number used once. Who signs it is the caller's matter.

A form that comes back faster than a person reads, or after a day, is a program's or forgotten. All times in seconds
since 1970, UTC.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

FASTEST_SECONDS = 4
LONGEST_SECONDS = 24 * 60 * 60
_PASS = re.compile(r"([0-9]{1,12})\.([A-Za-z0-9]{16,40})\.([0-9a-f]{32})")


class Verdict(str, Enum):
	"""What is to be thought of a pass by its time."""

	GOOD = "good"
	TOO_FAST = "too_fast"
	TOO_OLD = "too_old"


class FormPass(NamedTuple):
	"""A pass in its parts."""

	given_at: int
	number: str
	signature: str

	@property
	def signed(self) -> str:
		"""What the signature speaks of."""
		return f"{self.given_at}.{self.number}"

	def __str__(self) -> str:
		"""The pass as it stands in a form."""
		return f"{self.signed}.{self.signature}"


def parse_pass(text: str) -> FormPass | None:
	"""Return the pass that was sent along, None for anything that is none."""
	found = _PASS.fullmatch(text)
	return FormPass(int(found[1]), found[2], found[3]) if found else None


def verdict(given_at: int, now: int) -> Verdict:
	"""Say whether a pass of that time may still, or already, be used; one from the future may not."""
	age = now - given_at
	if age > LONGEST_SECONDS or age < 0:
		return Verdict.TOO_OLD
	return Verdict.TOO_FAST if age < FASTEST_SECONDS else Verdict.GOOD
