"""What a bounce says: which addresses could not be reached, for good or for now, and which message of ours it was.

Read by RFC 3464 where there is a report; else from the words of those that write none: Exim (X-Failed-Recipients),
qmail, Postfix and Exchange (an address at the beginning of a paragraph, the server's words after it). Anybody can
write a bounce: who marks an address by it first finds the message named here among those sent to that address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from servicedesk.domain.mail_message import MailMessage

MOST_RECIPIENTS = 100
MOST_LINES = 2000
LONGEST_LINE = 1000
LONGEST_DIAGNOSTIC = 500
MOST_MESSAGES = 20
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINAL_TYPES = frozenset(
	{"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
)
_STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)", re.ASCII)
_CODE = re.compile(r"(?<![\d.])([45])\d\d(?!\.?\d)", re.ASCII)
_ADDRESS = re.compile(r"<?([^\s<>@:;,()\[\]]{1,64}@[^\s<>@:;,()\[\]]{1,255})>?:?", re.ASCII)
_IDENTIFIER = re.compile(r"message-id: ?(<[^\s<>]{3,248}>)", re.ASCII | re.IGNORECASE)
# What follows is the mail that came back, or the report for machines.
_ENDS = (
	"--- below this line",
	"------ this is a copy",
	"original message headers",
	"--- the header of the original",
)


@dataclass(frozen=True, slots=True)
class FailedRecipient:
	"""An address that was not reached: the status ("5.1.1", "" when unknown), for good or not, the server's words."""

	address: str
	status: str
	permanent: bool
	diagnostic: str


def failed_recipients(message: MailMessage) -> tuple[FailedRecipient, ...]:
	"""Return the addresses that a bounce (MailKind.BOUNCE) says were not reached, each once; what is only late is not."""
	reports = [part for part in message.parts if part.content_type in _STATUS_TYPES]
	found = _first_of_each(failed for part in reports for failed in _of_report(_lines(part.content)))
	# A report that names nobody says that nothing failed.
	if found or reports:
		return found
	by_words = _first_of_each(_of_words(islice(message.text.splitlines(), MOST_LINES)))
	return by_words or _first_of_each(_of_field(message.header("x-failed-recipients")))


def reported_messages(message: MailMessage) -> tuple[str, ...]:
	"""Return the Message-IDs that a bounce brings back: of the attached original or headers, else from its words."""
	originals = [part for part in message.parts if part.content_type in _ORIGINAL_TYPES]
	lines = [line for part in originals[:MOST_MESSAGES] for line in _lines(part.content)]
	lines += islice((line[:LONGEST_LINE] for line in message.text.splitlines()), MOST_LINES)
	found = (_IDENTIFIER.match(line.strip()) for line in _unfolded(lines))
	return tuple(dict.fromkeys(match[1] for match in found if match))[:MOST_MESSAGES]


def _first_of_each(found: Iterator[FailedRecipient]) -> tuple[FailedRecipient, ...]:
	by_address: dict[str, FailedRecipient] = {}
	for failed in islice(found, MOST_RECIPIENTS):
		by_address.setdefault(failed.address, failed)
	return tuple(by_address.values())


def _lines(content: bytes) -> list[str]:
	text = content[: MOST_LINES * LONGEST_LINE // 10].decode("utf-8", "replace")
	return [line[:LONGEST_LINE] for line in text.splitlines()[:MOST_LINES]]


def _unfolded(lines: list[str]) -> list[str]:
	"""Fields on one line each; at most two lines are put together, which is what long identifiers need."""
	following = [*lines, ""][1:]
	return [
		f"{line.strip()} {after.strip()}" if line.rstrip().endswith(":") else line
		for line, after in zip(lines, following, strict=True)
	]


def _of_report(lines: list[str]) -> Iterator[FailedRecipient]:
	"""RFC 3464, 2.1: groups of fields between empty lines, the first of them about the message."""
	fields: dict[str, str] = {}
	last = ""
	for line in [*lines, ""]:
		if not line.strip():
			if failed := _of_group(fields):
				yield failed
			fields = {}
		elif line[0] in " \t" and last in fields:
			fields[last] = f"{fields[last]} {line.strip()}"[:LONGEST_DIAGNOSTIC]
		else:
			name, _, value = line.partition(":")
			last = name.strip().lower()
			fields[last] = value.strip()


def _of_group(fields: dict[str, str]) -> FailedRecipient | None:
	action = fields.get("action", "").lower()
	# "delayed", "delivered", "relayed", "expanded": nothing has failed. Some servers leave the field away.
	if action not in ("", "failed"):
		return None
	# What we wrote to comes first: behind an alias the final address is one that nobody knows here.
	for name in ("original-recipient", "final-recipient"):
		address = _address(fields.get(name, "").rpartition(";")[2].strip())
		if address:
			words = fields.get("diagnostic-code", "").partition(";")[2].strip()
			return _failed(address, fields.get("status", ""), words)
	return None


def _of_words(lines: Iterator[str]) -> Iterator[FailedRecipient]:
	address, words = "", ""
	for line in (line[:LONGEST_LINE].strip() for line in lines):
		if line.lower().startswith(_ENDS):
			break
		head, _, rest = line.partition(" ")
		named = _address(head) if line else ""
		# `<a@b>: words` of Postfix, `<a@b>:` of qmail, the address alone of Exchange and Exim.
		begins = named and (not rest or head.endswith(":") or rest.startswith("(expanded from"))
		if begins or not line:
			yield from _told(address, words)
			address, words = named, rest if named else ""
		else:
			words = f"{words} {line}"[: 2 * LONGEST_DIAGNOSTIC]
	yield from _told(address, words)


def _told(address: str, words: str) -> Iterator[FailedRecipient]:
	"""A paragraph counts when the server gives a code: an address alone may be anybody's."""
	if address and (_STATUS.search(words) or _CODE.search(words)):
		yield _failed(address, "", words)


def _of_field(value: str) -> Iterator[FailedRecipient]:
	for word in value[: MOST_RECIPIENTS * 320].split(","):
		if address := _address(word.strip()):
			yield _failed(address, "", "")


def _failed(address: str, status: str, words: str) -> FailedRecipient:
	diagnostic = words.strip()[:LONGEST_DIAGNOSTIC]
	found = _STATUS.search(status) or _STATUS.search(diagnostic)
	# "4.…": the server gave up on what may pass (a full mailbox, a host that is away).
	code = found or _CODE.search(diagnostic)
	return FailedRecipient(address, found[0] if found else "", not (code and code[1] == "4"), diagnostic)


def _address(text: str) -> str:
	found = _ADDRESS.fullmatch(text[:330])
	return found[1].lower() if found else ""
