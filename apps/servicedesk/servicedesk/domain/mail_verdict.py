"""What the receiving mail server says of a mail's sender: the Authentication-Results field of RFC 8601.

Anybody may write such a field into a mail. Only the topmost one that bears the configured name of the receiving server
(its authserv-id) counts; the server takes away those that came with its name from outside. The values have to be raw:
a decoded word (RFC 2047) could bring quotation marks and semicolons that the server never wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

FIELD = b"authentication-results"
# What an honest server writes is far shorter; a longer one is not read.
LONGEST_VALUE = 16_000
# The server writes above everything that came from outside: what is further down is the sender's.
MOST_VALUES = 50
LONGEST_HEAD = 1_000_000
_VERSIONS = ("", "1")


class Verdict(str, Enum):
	"""What may be thought of the address in From."""

	PASS = "pass"  # noqa: S105 - a word of RFC 8601, no password
	"""DMARC: the domain in From stands behind this mail."""
	FAIL = "fail"
	"""DMARC or, without DMARC, every signature failed; or the field cannot be read."""
	NONE = "none"
	"""The server says nothing, or nothing about From: a DKIM signature may be of any domain."""

	def __str__(self) -> str:
		return self.value


def result_values(raw: bytes) -> tuple[str, ...]:
	"""Return the Authentication-Results values of a mail as it came, unfolded but not decoded, topmost first."""
	found: list[list[bytes]] = []
	inside = False
	for line in _head_lines(raw[:LONGEST_HEAD]):
		if line[:1] in (b" ", b"\t"):
			if inside:
				found[-1].append(line)
			continue
		name, _, value = line.partition(b":")
		inside = name.strip().lower() == FIELD
		if inside:
			found.append([value])
	return tuple(b" ".join(lines).decode("ascii", "replace").strip() for lines in found[:MOST_VALUES])


def verdict(headers: Sequence[str], authserv_id: str) -> Verdict:
	"""Judge by the raw values, topmost first; NONE where no server's name is configured."""
	wanted = authserv_id.strip().lower()
	if not wanted:
		return Verdict.NONE
	for value in headers[:MOST_VALUES]:
		statements = _statements(value[: LONGEST_VALUE + 1])
		identity, version = _identity(statements[0])
		if identity == wanted:
			if version not in _VERSIONS:
				return Verdict.NONE
			# What leaves a bracket or quotation mark open, or has no end, may hide a failure.
			whole = statements[-1] is not None and len(value) <= LONGEST_VALUE
			return _judge(statements[1:]) if whole else Verdict.FAIL
	return Verdict.NONE


def _judge(statements: Sequence[str | None]) -> Verdict:
	results = [result for statement in statements if (result := _result(statement or ""))]
	dmarc = {outcome for method, outcome in results if method == "dmarc"}
	if "fail" in dmarc:
		return Verdict.FAIL
	if "pass" in dmarc:
		return Verdict.PASS
	dkim = {outcome for method, outcome in results if method == "dkim"}
	return Verdict.FAIL if "fail" in dkim and "pass" not in dkim else Verdict.NONE


def _result(statement: str) -> tuple[str, str] | None:
	"""The method and its outcome, ("dmarc", "fail"); of a version that nobody knows only a failure counts."""
	left, equals, right = statement.partition("=")
	method, _, version = left.partition("/")
	words = right.split()
	if not equals or not words:
		return None
	outcome = words[0].lower()
	if outcome != "fail" and version.strip() not in _VERSIONS:
		return None
	return method.strip().lower(), outcome


def _identity(statement: str | None) -> tuple[str, str]:
	words = (statement or "").split()
	if not words:
		return "", ""
	return words[0].lower(), " ".join(words[1:])


def _statements(value: str) -> list[str | None]:
	"""The statements between semicolons, comments taken out, and None at the end when something was left open.

	What stands in quotation marks is a value and never a statement: its blanks, signs of equality and semicolons
	become underscores.
	"""
	found: list[str | None] = []
	current: list[str] = []
	depth, quoted = 0, False
	for letter, escaped in _letters(value):
		if depth:
			depth += 0 if escaped else {"(": 1, ")": -1}.get(letter, 0)
		elif quoted:
			quoted = escaped or letter != '"'
			current.append((letter if letter.isalnum() or letter in ".-" else "_") if quoted else "")
		elif letter == ";":
			found.append("".join(current))
			current = []
		else:
			depth, quoted = int(letter == "("), letter == '"'
			# A comment parts words as a blank does.
			current.append(" " if depth else "" if quoted else letter)
	found.append("".join(current))
	return [*found, None] if depth or quoted else found


def _letters(value: str) -> Iterator[tuple[str, bool]]:
	"""Each letter, and whether a backslash before it takes its meaning away."""
	escaped = False
	for letter in value:
		if letter == "\\" and not escaped:
			escaped = True
			continue
		yield letter, escaped
		escaped = False


def _head_lines(raw: bytes) -> Iterator[bytes]:
	start = 0
	while start < len(raw):
		end = raw.find(b"\n", start)
		end = len(raw) if end < 0 else end
		line = raw[start:end].rstrip(b"\r")
		if not line:
			return
		yield line
		start = end + 1
