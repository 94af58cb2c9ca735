"""Marks in reply addresses and subjects: they prove that a mail answers one that we sent to this very person.

A mark is `help-161-c-` and 20 letters: the ticket, whom it is for (c: a customer's person, s: staff) and a signature
(HMAC-SHA256, the first 100 bits in base32). The signature also covers the recipient's address, which is not in the mark:
whoever the mail is passed on to holds a mark that is not his. Letters are small, as some servers make them so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from servicedesk.domain.ticket_number import parse_number

SIGNATURE_LENGTH = 20
# RFC 5321, 4.5.3.1.1: a longer local part may be refused on its way back.
LONGEST_LOCAL_PART = 64
# Nobody's answer has more; a hostile mail costs no more.
MOST_CLAIMS = 20
MOST_ADDRESSES = 500
LONGEST_SUBJECT = 2000
_SHAPE = r"([a-z][a-z0-9]{0,9}-[1-9][0-9]{0,8})-([cs])-([a-z2-7]{20})"
_MARK = re.compile(_SHAPE, re.ASCII)
_IN_SUBJECT = re.compile(rf" ?\[{_SHAPE}\]", re.ASCII | re.IGNORECASE)


class MarkPurpose(str, Enum):
	"""As whom its holder may write: on the customer's side, or as staff."""

	CUSTOMER = "customer"
	STAFF = "staff"

	def __str__(self) -> str:
		return self.value


_LETTERS = {MarkPurpose.CUSTOMER: "c", MarkPurpose.STAFF: "s"}
_PURPOSES = {letter: purpose for purpose, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class MarkClaim:
	"""A mark as it was found: what it says of itself, which nobody has verified yet."""

	ticket: str
	purpose: MarkPurpose
	signature: str


def make_mark(secret: bytes, ticket: str, recipient: str, purpose: str) -> str:
	"""Return the mark for one recipient on one ticket.

	Raises ValueError without a secret or recipient, and for what is no ticket's number or purpose.
	"""
	number = parse_number(ticket)
	if not (secret and recipient.strip() and number):
		raise ValueError("a mark needs a secret, a ticket's number and a recipient")
	held = MarkPurpose(purpose)
	return f"{str(number).lower()}-{_LETTERS[held]}-{_signature(secret, str(number), recipient, held)}"


def read_marks(addresses: Iterable[str], subject: str) -> tuple[MarkClaim, ...]:
	"""Return the marks in a mail, each once: those of the addresses (To, Cc, Delivered-To) first.

	In an address the mark is what follows the last "+" of the local part; in the subject it stands in brackets.
	"""
	claims: dict[MarkClaim, None] = {}
	for address in islice(addresses, MOST_ADDRESSES):
		extension = address.strip("<> ").rpartition("@")[0].rpartition("+")[2].lower()
		if found := _MARK.fullmatch(extension):
			claims[_claim(found)] = None
	for found in _IN_SUBJECT.finditer(subject[:LONGEST_SUBJECT]):
		claims[_claim(found)] = None
	return tuple(claims)[:MOST_CLAIMS]


def holder(secret: bytes, claim: MarkClaim, candidates: Iterable[str]) -> str:
	"""Return for whom of these addresses the mark was made, "" for none of them (forged, or another's).

	Who asks names the senders of the mail and, to tell another's mark from a forged one, the ticket's participants.
	"""
	for candidate in candidates:
		if candidate.strip():
			expected = _signature(secret, claim.ticket, candidate, claim.purpose)
			if hmac.compare_digest(expected, claim.signature):
				return candidate
	return ""


def reply_address(mailbox_address: str, mark: str) -> str:
	"""Return the mailbox's address with the mark in it; without, where the address would become too long."""
	local, _, domain = mailbox_address.rpartition("@")
	marked = f"{local}+{mark}"
	return f"{marked}@{domain}" if local and len(marked) <= LONGEST_LOCAL_PART else mailbox_address


def subject_with_mark(subject: str, mark: str) -> str:
	"""Return the subject with this mark alone in brackets at its end."""
	return f"{subject_without_marks(subject)} [{mark}]".lstrip()


def subject_without_marks(subject: str) -> str:
	"""Return the subject as people should read it."""
	return _IN_SUBJECT.sub("", subject[:LONGEST_SUBJECT]).strip()


def _claim(found: re.Match[str]) -> MarkClaim:
	return MarkClaim(found[1].upper(), _PURPOSES[found[2].lower()], found[3].lower())


def _signature(secret: bytes, ticket: str, recipient: str, purpose: MarkPurpose) -> str:
	fields = [field.encode() for field in ("mail-mark", purpose.value, ticket, recipient.strip().lower())]
	# Lengths before the fields: no two sets of fields make the same text.
	message = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
	digest = hmac.new(secret, message, hashlib.sha256).digest()
	return base64.b32encode(digest).decode("ascii").lower()[:SIGNATURE_LENGTH]
