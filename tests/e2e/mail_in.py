"""Mail that people write to the desk: handed to the bench's post office by SMTP, and read by the site's own worker.

The mailbox is the preset's in everything but its address, which is this run's own: other sites of the bench read the
preset's.
"""

import secrets
import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any

from localbench import paths, ports
from tests.e2e import jobs
from tests.e2e.bench import Database
from tests.e2e.desk_records import DeskRecords
from tests.e2e.received_mail import Mail

MAILBOX, INCOMING = "SD Mailbox", "SD Incoming Mail"
FETCH = "servicedesk.channels.email.scheduled.fetch_all"
COPIED = (
	*("request_type", "team", "language", "host", "port", "security", "stranger_policy"),
	*("unknown_sender_policy", "customer", "authserv_id", "folder", "done_folder", "quarantine_folder"),
)
PASSWORD = "mailbox"
WAIT_SECONDS = 60.0
PAUSE_SECONDS = 0.3


@dataclass(frozen=True)
class Sender:
	"""Somebody at their mail program."""

	name: str
	email: str


@dataclass(frozen=True)
class Taken:
	"""What the desk says of a mail that it has read."""

	state: str
	ticket: str
	reason: str


@dataclass
class DeskMailbox:
	"""The desk's mailbox, as its customers know it: an address. `stands_for`: that of the preset."""

	address: str
	database: Database
	stands_for: str = ""

	def write(self, sender: Sender, subject: str, text: str, **more: Any) -> EmailMessage:
		"""A new mail to the desk; see `written`."""
		return send(written(sender, self.address, subject, text, **more))

	def answer(
		self, sender: Sender, mail: Mail, text: str, *, in_thread: bool = True, **more: Any
	) -> EmailMessage:
		"""Answer a mail of the desk as mail programs do: to where it wants answers, quoting it.

		`in_thread`: naming it in the header, which some programs leave out.
		"""
		wants = parseaddr(str(mail.headers["Reply-To"] or ""))[1]
		quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
		message = written(
			sender, wants or self.address, f"Re: {mail.subject}", f"{text}\n\n{quoted}\n", **more
		)
		if in_thread:
			identifier = str(mail.headers["Message-ID"])
			message["In-Reply-To"] = identifier
			message["References"] = f"{mail.headers['References'] or ''} {identifier}".strip()
		return send(message)

	def taken(self, message: EmailMessage) -> Taken:
		"""Have the desk read its mailboxes as it does each minute; return what became of a message."""
		jobs.run(FETCH)
		end = time.monotonic() + WAIT_SECONDS
		while time.monotonic() < end:
			rows = self.database.rows(
				f"select state, ticket, reason from `tab{INCOMING}` where message_id = %s and mailbox = %s",
				(str(message["Message-ID"]), self.address),
			)
			if rows:
				return Taken(rows[0]["state"], rows[0]["ticket"] or "", rows[0]["reason"] or "")
			time.sleep(PAUSE_SECONDS)
		held = self.database.rows(f"select last_error, last_fetch_at from `tab{MAILBOX}`")
		raise AssertionError(f"The mail was not read in {WAIT_SECONDS:.0f} s: {held}")

	def row_of(self, message: EmailMessage) -> str:
		"""What the desk knows a message by that it has read."""
		(row,) = self.database.rows(
			f"select name from `tab{INCOMING}` where message_id = %s", (str(message["Message-ID"]),)
		)
		return str(row["name"])

	def kept_as(self, message: EmailMessage) -> int:
		"""How many rows the desk keeps of a message."""
		return self.database.count(
			f"select count(*) from `tab{INCOMING}` where message_id = %s", (str(message["Message-ID"]),)
		)


def mailbox_of_this_run(database: Database, records: DeskRecords) -> DeskMailbox:
	"""Give the preset's only mailbox another address; `records` are those of an administrator."""
	(row,) = database.rows(f"select * from `tab{MAILBOX}` where enabled = 1")
	name, _at, domain = row["address"].partition("@")
	own = f"{name}.{secrets.token_hex(3)}@{domain}"
	values = {field: row[field] for field in COPIED if row[field] not in (None, "")}
	records.change(MAILBOX, row["name"], enabled=0)
	records.make(MAILBOX, address=own, login=own, password=PASSWORD, enabled=1, **values)
	return DeskMailbox(own, database, row["name"])


def put_back(mailbox: DeskMailbox, records: DeskRecords) -> None:
	"""Have the preset's own address read again."""
	records.change(MAILBOX, mailbox.address, enabled=0)
	records.change(MAILBOX, mailbox.stands_for, enabled=1)


def written(
	sender: Sender,
	recipient: str,
	subject: str,
	text: str,
	*,
	html: str = "",
	pictures: Sequence[tuple[str, bytes]] = (),
	files: Sequence[tuple[str, bytes]] = (),
	headers: Sequence[tuple[str, str]] = (),
) -> EmailMessage:
	"""A mail as programs write it. `pictures`: content IDs and PNG files inside its HTML; `files`: attachments."""
	message = EmailMessage()
	message["From"] = str(Address(sender.name, addr_spec=sender.email))
	message["To"] = recipient
	message["Subject"] = subject
	message["Date"] = formatdate(localtime=True)
	message["Message-ID"] = make_msgid(domain=sender.email.partition("@")[2])
	for name, value in headers:
		message[name] = value
	message.set_content(text)
	if html:
		message.add_alternative(html, subtype="html")
		part = message.get_payload()[-1]  # type: ignore[index]
		for identifier, content in pictures:
			part.add_related(content, "image", "png", cid=f"<{identifier}>", filename=f"{identifier}.png")  # type: ignore[union-attr]
	for name, content in files:
		message.add_attachment(content, "application", "octet-stream", filename=name)
	return message


def send(message: EmailMessage) -> EmailMessage:
	"""Hand the message to the post office."""
	chosen = ports.load(paths.CONFIG / "ports.json")
	assert chosen, "no ports are chosen"
	with smtplib.SMTP(ports.LOOPBACK, chosen["smtp"], timeout=30) as client:
		client.send_message(message, parseaddr(str(message["From"]))[1], [str(message["To"])])
	return message
