"""Patterns that staff write for form fields, kept from ever taking long.

Python's matcher backtracks: a careless pattern such as ``(a+)+`` takes longer than the universe on forty
letters, and no time limit can be set. So only a plain part of the language is accepted, and of that only
patterns for which the number of ways to match, which bounds the backtracking, is proved small. Accepted:
characters, ``.``, classes, escapes such as ``\\d``, groups, alternatives, ``?``, ``*``, ``+``, ``{m,n}`` and
the anchors ``^`` and ``$``. Refused: references, look-around, lazy and possessive quantifiers, flags, named
groups.
"""

from __future__ import annotations

import re
from functools import lru_cache

MAXIMUM_PATTERN_LENGTH = 200
MAXIMUM_TEXT_LENGTH = 200
"""Longer answers to a field with a pattern don't match it."""
MAXIMUM_DEPTH = 10
"""Groups within groups."""
MAXIMUM_WAYS = 50_000
"""Two open ends (``*`` or ``+``) one after the other are within it, three are not."""

_QUANTIFIERS = {"?": (0, 1), "*": (0, MAXIMUM_TEXT_LENGTH), "+": (1, MAXIMUM_TEXT_LENGTH)}
_COUNTED = re.compile(r"\{([0-9]{1,3})(?:(,)([0-9]{0,3}))?\}")
_CLASS_ESCAPES = frozenset("dDsSwW")


class UnsafePattern(ValueError):
	"""A pattern that is not accepted: why, as a stable word, and at which character (counted from 0)."""

	def __init__(self, code: str, position: int) -> None:
		super().__init__(f"{code} at character {position}")
		self.code = code
		self.position = position


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
	"""Return the pattern ready for use with ``fullmatch``; raises UnsafePattern.

	Codes: ``too_long``, ``not_supported``, ``malformed``, ``too_many_ways``.
	"""
	if len(pattern) > MAXIMUM_PATTERN_LENGTH:
		raise UnsafePattern("too_long", MAXIMUM_PATTERN_LENGTH)
	_Reader(pattern).check()
	try:
		return re.compile(pattern)
	except re.error as error:
		raise UnsafePattern("malformed", error.pos or 0) from error


def matches(pattern: str, text: str) -> bool:
	"""Tell whether the whole text matches; never for text longer than MAXIMUM_TEXT_LENGTH. Raises
	UnsafePattern.
	"""
	return len(text) <= MAXIMUM_TEXT_LENGTH and compiled(pattern).fullmatch(text) is not None


class _Reader:
	"""Reads a pattern from left to right and counts in how many ways it could match some text."""

	def __init__(self, pattern: str) -> None:
		self.pattern = pattern
		self.position = 0
		self.depth = 0

	def check(self) -> None:
		"""Read it all; raises UnsafePattern."""
		self._alternatives()
		if self.position < len(self.pattern):
			raise self._refusal("malformed")

	def _refusal(self, code: str) -> UnsafePattern:
		return UnsafePattern(code, min(self.position, len(self.pattern)))

	def _next(self) -> str:
		return self.pattern[self.position : self.position + 1]

	def _take(self) -> str:
		character = self._next()
		if not character:
			raise self._refusal("malformed")
		self.position += 1
		return character

	def _bounded(self, ways: int) -> int:
		if ways > MAXIMUM_WAYS:
			raise self._refusal("too_many_ways")
		return ways

	def _alternatives(self) -> int:
		ways = self._sequence()
		while self._next() == "|":
			self._take()
			ways = self._bounded(ways + self._sequence())
		return ways

	def _sequence(self) -> int:
		ways = 1
		while self._next() not in ("", "|", ")"):
			ways = self._bounded(ways * self._piece())
		return ways

	def _piece(self) -> int:
		ways = self._atom()
		limits = self._quantifier()
		if limits is None:
			return ways
		fewest, most = limits
		if ways == 1:
			return most - fewest + 1
		# Each round may go each way; more than the bound is as good as any number.
		return self._bounded(sum(min(ways**count, MAXIMUM_WAYS + 1) for count in range(fewest, most + 1)))

	def _atom(self) -> int:
		character = self._take()
		if character == "(":
			return self._group()
		if character == "[":
			self._character_class()
		elif character == "\\":
			self._escape()
		elif character in "*+?{":
			raise self._refusal("malformed")
		return 1

	def _group(self) -> int:
		if self._next() == "?":
			if not self.pattern.startswith("?:", self.position):
				raise self._refusal("not_supported")
			self.position += 2
		self.depth += 1
		if self.depth > MAXIMUM_DEPTH:
			raise self._refusal("not_supported")
		ways = self._alternatives()
		# They end at a closing bracket, or at the pattern's end, where there is none to take.
		self._take()
		self.depth -= 1
		return ways

	def _character_class(self) -> None:
		if self._next() == "^":
			self._take()
		if self._next() == "]":
			raise self._refusal("not_supported")
		while (character := self._take()) != "]":
			if character == "\\":
				self._escape()
			elif character == "[" or (character in "-&~|" and self._next() == character):
				# Python keeps these for set operations of its own.
				raise self._refusal("not_supported")

	def _escape(self) -> None:
		character = self._take()
		if character.isalnum() and character not in _CLASS_ESCAPES:
			raise self._refusal("not_supported")

	def _quantifier(self) -> tuple[int, int] | None:
		limits = self._limits()
		if limits is not None and self._next() in ("?", "+", "*", "{"):
			raise self._refusal("not_supported")
		return limits

	def _limits(self) -> tuple[int, int] | None:
		if self._next() in _QUANTIFIERS:
			return _QUANTIFIERS[self._take()]
		if self._next() != "{":
			return None
		counted = _COUNTED.match(self.pattern, self.position)
		if counted is None:
			raise self._refusal("malformed")
		self.position = counted.end()
		fewest = int(counted[1])
		if not counted[2]:
			return fewest, fewest
		most = int(counted[3]) if counted[3] else max(fewest, MAXIMUM_TEXT_LENGTH)
		if most < fewest:
			raise self._refusal("malformed")
		return fewest, most
