"""One row for each mail that was found: its two keys make taking it twice impossible.

The first key is the mail's place (mailbox, UIDVALIDITY, UID), the second is the mail itself (Message-ID and what it
says): the same mail in two mailboxes is one. Mails with one Message-ID that say different things are two. A copy that was
held, put aside or taken with a doubt, which a forger may have sent ahead, has a key of its own: it stands for others of
its kind, and never for the true one.
"""

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import get_files_path, now_datetime

from servicedesk.shared.compat import to_system
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

DOCTYPE = "SD Incoming Mail"
WAITING, DUPLICATE, QUARANTINED, TAKEN = "Waiting", "Duplicate", "Quarantined", "Taken"
SUMMARY_BYTES = 64 * 1024
LONGEST_HEADER, LONGEST_TEXT, LONGEST_IDENTIFIER = 1000, 140, 250
COMPRESSION = 3
# Of what a receiving server adds, nothing: the same mail reaches two mailboxes by two ways.
SAYING = ("from", "to", "cc", "date", "subject", "reply-to", "in-reply-to", "references")
COLUMNS = (
	*STANDARD_COLUMNS,
	*("mailbox", "uid_validity", "uid", "place_key", "identity_key", "message_id", "digest", "duplicate_of"),
	*(
		"state",
		"reason",
		"ticket",
		"sender",
		"subject",
		"received_at",
		"size",
		"attempts",
		"next_attempt_at",
		"error",
	),
)
FILE_COLUMNS = (
	*STANDARD_COLUMNS,
	*(
		"file_name",
		"file_url",
		"is_private",
		"file_size",
		"folder",
		"attached_to_doctype",
		"attached_to_name",
	),
)


@dataclass(frozen=True)
class Place:
	"""Where a message lies in a mailbox."""

	mailbox: str
	uid_validity: int
	uid: int

	@property
	def key(self) -> str:
		"""The place as one text."""
		return f"{self.mailbox}:{self.uid_validity}:{self.uid}"

	@property
	def name(self) -> str:
		"""The name of the place's row."""
		return hashlib.sha256(self.key.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Summary:
	"""What the list shows of a mail, and by what it is known again."""

	message_id: str = ""
	sender: str = ""
	subject: str = ""
	digest: str = ""

	@property
	def identity(self) -> str:
		"""The mail as one text, wherever it lies."""
		return hashlib.sha256(f"{self.message_id}\0{self.digest}".encode()).hexdigest()

	@property
	def doubted_identity(self) -> str:
		"""The same of a copy whose outcome says nothing of the others'."""
		return hashlib.sha256(f"doubted\0{self.identity}".encode()).hexdigest()


def summary_of(raw: bytes) -> Summary:
	"""Read what is needed of a mail, readable or not. Without a Message-ID it is known by all of its bytes."""
	headers = BytesHeaderParser().parsebytes(raw[:SUMMARY_BYTES])
	message_id = _identifier(str(headers.get("message-id", "")))
	digest = hashlib.sha256()
	if message_id:
		for name in SAYING:
			digest.update(str(headers.get(name, "")).encode("utf-8", "replace") + b"\0")
		digest.update(memoryview(raw)[_body_start(raw) :])
	else:
		digest.update(raw)
	return Summary(message_id, _shown(headers, "from"), _shown(headers, "subject"), digest.hexdigest())


def known_states(places: Iterable[Place]) -> dict[str, Any]:
	"""What is known of messages, by the names of their places. One statement."""
	names = [place.name for place in places]
	rows = frappe.get_all(
		DOCTYPE, {"name": ("in", names)}, ["name", "state", "attempts", "next_attempt_at"], limit=len(names)
	)
	return {row.name: row for row in rows}


def same_mail(identity: str) -> str:
	"""The row of the same mail that was taken from elsewhere; "" for none."""
	# As plain SQL: asked with each mail, and the framework takes longer to write the statement than the database for it.
	found = frappe.db.sql("select name from `tabSD Incoming Mail` where identity_key = %s limit 1", identity)
	return str(found[0][0]) if found else ""


def insert(place: Place, summary: Summary, received_at: datetime, size: int, **values: Any) -> bool:
	"""Write the message's row in the running transaction; False where one of its keys is there meanwhile.

	A row that waits for another attempt makes room for it.
	"""
	frappe.db.sql("delete from `tabSD Incoming Mail` where name = %s and state = %s", (place.name, WAITING))
	own = {
		"mailbox": place.mailbox,
		"uid_validity": str(place.uid_validity),
		"uid": str(place.uid),
		"place_key": place.key,
		"message_id": summary.message_id,
		"digest": summary.digest,
		"sender": summary.sender,
		"subject": summary.subject,
		"received_at": to_system(received_at),
		"size": min(size, 2**31 - 1),
		"attempts": 0,
		**values,
	}
	standard = standard_values(place.name, now_datetime())
	row = (*standard, *(own.get(column) for column in COLUMNS[len(STANDARD_COLUMNS) :]))
	insert_rows(DOCTYPE, COLUMNS, [row], ignore_existing=True)
	return bool(frappe.db._cursor.rowcount)


def note_outcome(place: Place, *, identity: str, state: str, ticket: str, reason: str) -> None:
	"""Write down what became of the message, in its transaction, and for which copies of it that goes."""
	frappe.db.sql(
		"""update `tabSD Incoming Mail` set identity_key = %s, state = %s, ticket = %s, reason = %s
		where name = %s""",
		(identity, state, ticket, reason[:LONGEST_TEXT], place.name),
	)


def keep_raw(place: Place, spool: Any) -> None:
	"""Keep the message as it came: a private file, compressed piece by piece; gone again if the transaction is."""
	file_name = f"mail-{place.name}.eml.gz"
	path = get_files_path(file_name, is_private=1)
	frappe.db.after_rollback.add(lambda: Path(path).unlink(missing_ok=True))
	spool.seek(0)
	with gzip.open(path, "wb", compresslevel=COMPRESSION) as kept:
		shutil.copyfileobj(spool, kept)
	standard = standard_values(place.name, now_datetime())
	url = f"/private/files/{file_name}"
	own = (file_name, url, 1, os.path.getsize(path), "Home/Attachments", DOCTYPE, place.name)
	insert_rows("File", FILE_COLUMNS, [(*standard, *own)], ignore_existing=True)


def _identifier(text: str) -> str:
	start, end = text.find("<"), text.find(">")
	found = text[start : end + 1] if 0 <= start < end else text.strip()
	return found if len(found) <= LONGEST_IDENTIFIER and found.isascii() and found.isprintable() else ""


def _body_start(raw: bytes) -> int:
	ends = [end for end in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if end >= 0]
	return min(ends, default=len(raw))


def _shown(headers: Any, name: str) -> str:
	text = str(headers.get(name, ""))[:LONGEST_HEADER]
	with suppress(ValueError, LookupError, MessageError):
		text = str(make_header(decode_header(text)))
	return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:LONGEST_TEXT]
