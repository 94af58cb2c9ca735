"""A mail as its reader sees it, taken from its raw bytes. Source: RFC 5322, RFC 2045 to 2047.

Codes of MailUnreadable: ``empty``; ``no-header``; ``too-large``; ``header-too-long``; ``too-deep``; ``too-many-parts``.
Whatever else is wrong with a mail is read as far as it goes, with a remark: ``charset-guessed``, ``charset-broken``;
``encoding-broken``; ``no-parts`` (a container whose boundary never comes); ``parts-cut``, ``text-cut``,
``recipients-cut`` (more than is shown); ``addresses-broken``; ``tnef-broken``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import getaddresses, parsedate_to_datetime

from servicedesk.domain.mail_content import MailPart, content_of
from servicedesk.domain.mail_fields import MAXIMUM_HEADER_BYTES, Fields, first_of, shown, visible
from servicedesk.domain.mail_parts import MAIL, MailUnreadable, parts_of

__all__ = ["MailAddress", "MailMessage", "MailPart", "MailUnreadable", "read_mail"]

MAXIMUM_BYTES = 64 * 1024 * 1024
MAXIMUM_ADDRESSES, MAXIMUM_IDENTIFIERS, MAXIMUM_ADDRESS_FIELDS = 200, 50, 5
MAXIMUM_ADDRESS_VALUE = 10_000
MAXIMUM_DATE = 100
FIRST_YEAR, LAST_YEAR = 1990, 2099

_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,248}>")
_HEADER_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class MailAddress:
	"""``address`` is in lower case, empty when unusable."""

	name: str
	address: str


@dataclass(frozen=True)
class MailMessage:
	"""``return_path``: None without the header, empty for ``<>``. ``sent_at`` is UTC, None when missing or absurd.

	``protected``: signed or encrypted; then the first part is the whole mail as it came.
	"""

	subject: str
	senders: tuple[MailAddress, ...]
	reply_to: tuple[MailAddress, ...]
	to: tuple[MailAddress, ...]
	cc: tuple[MailAddress, ...]
	return_path: str | None
	sent_at: datetime | None
	message_id: str
	in_reply_to: tuple[str, ...]
	references: tuple[str, ...]
	headers: tuple[tuple[str, str], ...]
	text: str
	html: str
	parts: tuple[MailPart, ...]
	content_type: str
	protected: bool
	remarks: tuple[str, ...]

	def header(self, name: str) -> str:
		"""The first value, empty without one."""
		return first_of(self.headers, name.lower())

	def all_headers(self, name: str) -> tuple[str, ...]:
		"""Every value, topmost first."""
		return tuple(value for key, value in self.headers if key == name.lower())


def read_mail(raw: bytes) -> MailMessage:
	"""Raises MailUnreadable; work and room grow with the mail's length."""
	_check_bounds(raw)
	if b"\n" not in raw:
		raw = raw.replace(b"\r", b"\n")
	root = parts_of(raw)
	if not root.fields:
		raise MailUnreadable("no-header")
	remarks: list[str] = []
	# Addresses are split before encoded words are decoded: a comma inside a name must not make two of one.
	senders, reply_to, to, cc = (
		_addresses(root.fields, name, remarks) for name in ("from", "reply-to", "to", "cc")
	)
	headers = tuple((name, shown(value)) for name, value in root.fields)
	content = content_of(raw, root)
	parts = tuple(content.attachments)
	if content.protected:
		parts = (MailPart("message.eml", MAIL, raw, "", False), *parts)
	has_return_path = any(name == "return-path" for name, _value in headers)
	return MailMessage(
		subject=first_of(headers, "subject"),
		senders=senders,
		reply_to=reply_to,
		to=to,
		cc=cc,
		return_path=first_of(headers, "return-path").strip(" <>").lower() if has_return_path else None,
		sent_at=_moment(first_of(headers, "date")),
		message_id=next(iter(_identifiers(first_of(headers, "message-id"))), ""),
		in_reply_to=_identifiers(first_of(headers, "in-reply-to")),
		references=_identifiers(first_of(headers, "references")),
		headers=headers,
		text=content.text,
		html=content.html,
		parts=parts,
		content_type=root.content_type,
		protected=content.protected,
		remarks=tuple(dict.fromkeys([*remarks, *content.remarks])),
	)


def _check_bounds(raw: bytes) -> None:
	if not raw.strip(b"\0\t\r\n "):
		raise MailUnreadable("empty")
	if len(raw) > MAXIMUM_BYTES:
		raise MailUnreadable("too-large")
	if len(raw) > MAXIMUM_HEADER_BYTES and not _HEADER_END.search(raw, 0, MAXIMUM_HEADER_BYTES):
		raise MailUnreadable("header-too-long")


def _addresses(fields: Fields, name: str, remarks: list[str]) -> tuple[MailAddress, ...]:
	values = [value for key, value in fields if key == name][:MAXIMUM_ADDRESS_FIELDS]
	cut = [visible(value)[:MAXIMUM_ADDRESS_VALUE] for value in values]
	if any(len(value) >= MAXIMUM_ADDRESS_VALUE for value in cut):
		# The last one may lack its end.
		cut = [value.rpartition(",")[0] if len(value) == MAXIMUM_ADDRESS_VALUE else value for value in cut]
		remarks.append("recipients-cut")
	try:
		found = getaddresses(cut)
	except (RecursionError, IndexError, AttributeError, ValueError, TypeError):
		# The standard library stumbles over comments in comments in comments, and the like.
		remarks.append("addresses-broken")
		return ()
	if len(found) > MAXIMUM_ADDRESSES:
		remarks.append("recipients-cut")
	return tuple(
		MailAddress(shown(called), address.lower() if "@" in address else "")
		for called, address in found[:MAXIMUM_ADDRESSES]
		if called or address
	)


def _identifiers(value: str) -> tuple[str, ...]:
	return tuple(_IDENTIFIER.findall(value)[-MAXIMUM_IDENTIFIERS:])


def _moment(value: str) -> datetime | None:
	try:
		moment = parsedate_to_datetime(value[:MAXIMUM_DATE])
		zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
		found = zoned.astimezone(timezone.utc)
	except (ValueError, TypeError, OverflowError, IndexError):
		return None
	return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
