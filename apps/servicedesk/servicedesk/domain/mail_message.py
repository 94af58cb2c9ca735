"""A mail as its reader sees it, taken from its raw bytes. Source: RFC 5322, RFC 2045 to 2047.

Codes of MailUnreadable: ``empty``; ``no-header``; ``too-large``; ``header-too-long``; ``too-deep``; ``too-many-parts``;
``malformed`` (what the standard library's parser stumbles over).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice

MAXIMUM_BYTES = 64 * 1024 * 1024
MAXIMUM_HEADER_BYTES = 256 * 1024
MAXIMUM_CONTAINERS, MAXIMUM_BOUNDARY_LINES, MAXIMUM_HEADERS = 60, 20_000, 500
MAXIMUM_TYPED_FIELD = 4096
MAXIMUM_VALUE, MAXIMUM_ADDRESSES, MAXIMUM_IDENTIFIERS, MAXIMUM_PARTS = 10_000, 200, 50, 200
FIRST_YEAR = 1990

_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,248}>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_CONTAINER = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
# The standard library takes their parameters apart in time that grows with the square of their length.
_TYPED_FIELD = re.compile(rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_PROTECTED = ("multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


class MailUnreadable(ValueError):
	"""A mail that can never be read; ``code`` says why."""

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


@dataclass(frozen=True)
class MailAddress:
	"""``address`` is in lower case, empty when unusable."""

	name: str
	address: str


@dataclass(frozen=True)
class MailPart:
	"""An attachment; ``name`` holds no path and no control sign."""

	name: str
	content_type: str
	content: bytes
	content_id: str
	inline: bool


@dataclass(frozen=True)
class MailMessage:
	"""``return_path``: None without the header, empty for ``<>``. ``sent_at`` is UTC, None when missing or absurd."""

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
		return next(iter(self.all_headers(name)), "")

	def all_headers(self, name: str) -> tuple[str, ...]:
		"""Every value, topmost first."""
		return tuple(value for key, value in self.headers if key == name.lower())


def read_mail(raw: bytes) -> MailMessage:
	"""Raises MailUnreadable before anything is taken apart that could cost more than its length."""
	_check_bounds(raw)
	try:
		return _read(raw)
	except MailUnreadable:
		raise
	except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
		# Parameters of a header that contradict themselves: the parser fails on them in ways of its own.
		raise MailUnreadable("malformed") from error


def _read(raw: bytes) -> MailMessage:
	mail = message_from_bytes(raw)
	headers = tuple(
		(name.lower(), _decoded(str(value))) for name, value in islice(mail.raw_items(), MAXIMUM_HEADERS)
	)
	if not headers:
		raise MailUnreadable("no-header")
	first = {name: value for name, value in reversed(headers)}
	# Addresses are split before encoded words are decoded: a comma inside a name must not make two of one.
	addresses = {name: _addresses(mail, name) for name in ("from", "reply-to", "to", "cc")}
	text, html, parts, remarks = _content(mail)
	content_type = mail.get_content_type()
	protected = content_type in _PROTECTED
	if protected:
		parts = (MailPart("message.eml", "message/rfc822", raw, "", False), *parts)
	return MailMessage(
		subject=first.get("subject", ""),
		senders=addresses["from"],
		reply_to=addresses["reply-to"],
		to=addresses["to"],
		cc=addresses["cc"],
		return_path=first["return-path"].strip(" <>").lower() if "return-path" in first else None,
		sent_at=_moment(first.get("date", "")),
		message_id=next(iter(_identifiers(first.get("message-id", ""))), ""),
		in_reply_to=_identifiers(first.get("in-reply-to", "")),
		references=_identifiers(first.get("references", "")),
		headers=headers,
		text=text,
		html=html,
		parts=parts,
		content_type=content_type,
		protected=protected,
		remarks=remarks,
	)


def _check_bounds(raw: bytes) -> None:
	if not raw.strip():
		raise MailUnreadable("empty")
	if len(raw) > MAXIMUM_BYTES:
		raise MailUnreadable("too-large")
	if len(re.split(rb"\r?\n\r?\n", raw[: MAXIMUM_HEADER_BYTES + 1], maxsplit=1)[0]) > MAXIMUM_HEADER_BYTES:
		raise MailUnreadable("header-too-long")
	if any(found.end() - found.start() > MAXIMUM_TYPED_FIELD for found in _TYPED_FIELD.finditer(raw)):
		raise MailUnreadable("header-too-long")
	if sum(1 for _found in _CONTAINER.finditer(raw)) > MAXIMUM_CONTAINERS:
		raise MailUnreadable("too-deep")
	if raw.count(b"\n--") > MAXIMUM_BOUNDARY_LINES:
		raise MailUnreadable("too-many-parts")


def _decoded(value: str) -> str:
	"""Encoded words as text, on one line; as it came when they are broken."""
	line = _eight_bit(value[:MAXIMUM_VALUE])
	try:
		text = str(make_header(decode_header(line)))
	except (MessageError, LookupError, ValueError):
		text = line
	return _CONTROL.sub(" ", text).strip()


def _addresses(mail: Message, name: str) -> tuple[MailAddress, ...]:
	raw = [value for key, value in mail.raw_items() if key.lower() == name][:5]
	values = [_CONTROL.sub(" ", _eight_bit(str(value)[:MAXIMUM_VALUE])) for value in raw]
	found = getaddresses(values)[:MAXIMUM_ADDRESSES]
	return tuple(
		MailAddress(_decoded(shown), address.lower() if "@" in address else "")
		for shown, address in found
		if shown or address
	)


def _identifiers(value: str) -> tuple[str, ...]:
	return tuple(_IDENTIFIER.findall(value)[-MAXIMUM_IDENTIFIERS:])


def _moment(value: str) -> datetime | None:
	try:
		moment = parsedate_to_datetime(value)
		zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
		found = zoned.astimezone(timezone.utc)
	except (ValueError, TypeError, OverflowError, IndexError):
		return None
	return found if found.year >= FIRST_YEAR else None


def _content(mail: Message) -> tuple[str, str, tuple[MailPart, ...], tuple[str, ...]]:
	"""Text, HTML, attachments and remarks. An attached mail stays whole."""
	shown: dict[str, list[str]] = {"text/plain": [], "text/html": []}
	parts: list[MailPart] = []
	waiting = [mail]
	while waiting and len(parts) < MAXIMUM_PARTS:
		part = waiting.pop()
		kind = part.get_content_type()
		inner = part.get_payload() if part.is_multipart() else None
		if kind.startswith("multipart/") and isinstance(inner, list):
			waiting += reversed([each for each in inner if isinstance(each, Message)])
		elif kind in shown and part.get_content_disposition() != "attachment":
			shown[kind].append(_text(_bytes(part), str(part.get_content_charset() or "utf-8")))
		else:
			parts.append(_part(part, kind))
	remarks = ("parts-cut",) if waiting else ()
	return "\n".join(shown["text/plain"]), "\n".join(shown["text/html"]), tuple(parts), remarks


def _bytes(part: Message) -> bytes:
	inner = part.get_payload() if part.is_multipart() else None
	if isinstance(inner, list):
		return b"".join(each.as_bytes() for each in inner if isinstance(each, Message))
	content = part.get_payload(decode=True)
	return content if isinstance(content, bytes) else b""


def _text(content: bytes, charset: str) -> str:
	return _in_charset(content, charset).replace("\r\n", "\n").replace("\0", "")


def _in_charset(content: bytes, charset: str) -> str:
	"""As declared where that can be, else as utf-8, else as what Cyrillic mails are that declare nothing."""
	for name in (charset, "utf-8"):
		with suppress(LookupError, ValueError):
			return content.decode(name)
	return content.decode("cp1251", "replace")


def _eight_bit(value: str) -> str:
	"""A header with bytes beyond ASCII, which the parser holds as surrogates, in letters."""
	return value if value.isascii() else _in_charset(value.encode("utf-8", "surrogateescape"), "utf-8")


def _part(part: Message, kind: str) -> MailPart:
	name = re.split(r"[/\\]", _decoded(str(part.get_filename() or "")))[-1].strip(" .")[:120]
	content_id = _decoded(str(part.get("content-id", ""))).strip("<> ")
	inline = part.get_content_disposition() == "inline" or bool(content_id)
	return MailPart(name or "attachment", kind, _bytes(part), content_id, inline)
