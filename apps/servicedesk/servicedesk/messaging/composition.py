"""From a queued message to a MIME mail: the template of its event and language, filled and addressed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import formataddr, parseaddr
from typing import Protocol

import frappe
from frappe import _
from frappe.utils.password import decrypt

from servicedesk.domain.message_template import fill, single_line
from servicedesk.domain.reply_marks import subject_with_mark
from servicedesk.messaging.mail_layout import as_html
from servicedesk.messaging.outbox import ANSWERED_AS, SECRETS, TEAM
from servicedesk.messaging.reply_to import NO_ORIGIN, NOWHERE, Origin, ReplyTo, reply_to
from servicedesk.shared.compat import utc_now

FALLBACK_LANGUAGE = "en"
OWN_LINKS = ("view_link", "mute_link", "access_link")
HIDDEN = "•••"
# Under this name a notice's values hold the text of a calendar file, which goes along with the mail.
CALENDAR_FILE, CALENDAR_FILE_NAME = "_calendar_file", "visit.ics"
# A Message-ID of somebody else's, as it may stand in our headers.
IDENTIFIER = re.compile(r"<[!-;=?-~]{1,248}>")


class TemplateMissing(Exception):
	"""No template exists for the event, neither in the recipient's language nor in the desk's own."""


class WholeHeader(UnstructuredHeader, BaseHeader):
	"""A header that is one long word of plain signs, such as an address.

	The standard library would encode what does not fit into a line, and mail programs read no such address.
	"""

	def fold(self, *, policy: Policy) -> str:
		"""The header in one line, which may have 998 signs; other than plain ones have to be encoded."""
		if not self.isascii():
			return super().fold(policy=policy)
		return f"{self.name}: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
	registry = HeaderRegistry()
	for name in ("List-Unsubscribe", "References", "In-Reply-To", "Reply-To"):
		registry.map_to_type(name, WholeHeader)
	return registry


POLICY = EmailPolicy(header_factory=_headers())


@dataclass(frozen=True)
class Composed:
	"""A mail ready to be handed to a server; `body` and `context` as they are kept, without what is secret."""

	sender: str
	recipient: str
	subject: str
	body: str
	context: str
	mime: EmailMessage


class QueuedMessage(Protocol):
	"""What a mail is made of: a stored SD Outgoing Message, or a delivery's claim on one."""

	@property
	def recipient(self) -> str: ...
	@property
	def event(self) -> str: ...
	@property
	def language(self) -> str: ...
	@property
	def message_identifier(self) -> str: ...
	@property
	def in_reply_to(self) -> str: ...
	@property
	def context(self) -> str: ...
	@property
	def ticket(self) -> str: ...


def find_template(event: str, language: str) -> "frappe.Document":
	"""The template of the event in the language, the desk's language, or English; raises TemplateMissing."""
	default = frappe.get_cached_doc("SD Settings").default_language
	for candidate in (language, default, FALLBACK_LANGUAGE):
		name = f"{event}-{candidate}"
		# query-in-loop: at most three turns, answered from the cache
		if candidate and frappe.db.exists("SD Message Template", name, cache=True):
			return frappe.get_cached_doc("SD Message Template", name)
	raise TemplateMissing(_("There is no message template for {0}.").format(event))


def compose(message: QueuedMessage, origin: Origin = NO_ORIGIN) -> Composed:
	"""The mail of a queued message; `origin`: the mail that its ticket came by."""
	template = find_template(message.event, message.language)
	kept = json.loads(message.context or "{}")
	secrets = _secrets(kept)
	answers = _answers(message, kept, origin)
	above = _above(message.language) if answers.address else ""
	# With the blank line that stands below it.
	values = {**kept, **secrets, "answer_above": above and f"{above}\n"}
	# A subject is shown on locked screens and kept in logs: nothing secret in it, whatever staff write there.
	subject = single_line(fill(template.subject, kept))
	body = fill(template.body, values)
	sender = _sender()
	mime = EmailMessage(policy=POLICY)
	# The mark stays out of what is kept.
	mime["Subject"] = subject_with_mark(subject, answers.subject_mark) if answers.subject_mark else subject
	mime["From"] = sender
	mime["To"] = message.recipient
	# RFC 5322, 3.6: the one field besides From that a mail must have; of this attempt.
	mime["Date"] = utc_now()
	mime["Message-ID"] = message.message_identifier
	if answers.address:
		mime["Reply-To"] = answers.address
	_put_in_thread(mime, message.in_reply_to, origin)
	# RFC 3834: tells other machines not to answer this mail.
	mime["Auto-Submitted"] = "auto-generated"
	mime["X-Auto-Response-Suppress"] = "All"
	if values.get("mute_link"):
		mime["List-Unsubscribe"] = f"<{values['mute_link']}>"
		mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
	mime.set_content(body)
	links = {name: values[name] for name in OWN_LINKS if values.get(name)}
	mime.add_alternative(as_html(body, links, message.language, above), subtype="html")
	if kept.get(CALENDAR_FILE):
		mime.add_attachment(kept[CALENDAR_FILE], subtype="calendar", filename=CALENDAR_FILE_NAME)
	hidden = fill(template.body, {**values, **dict.fromkeys(secrets, HIDDEN)}) if secrets else body
	context = json.dumps(kept, ensure_ascii=False)
	return Composed(parseaddr(sender)[1], message.recipient, subject, hidden, context, mime)


def _answers(message: QueuedMessage, kept: Mapping[str, str], origin: Origin) -> ReplyTo:
	"""Where an answer to the message goes; nowhere of its own for one that nobody may answer."""
	purpose = kept.get(ANSWERED_AS)
	if not (purpose and message.ticket):
		return NOWHERE
	return reply_to(message.ticket, message.recipient, purpose, kept.get(TEAM) or "", origin.mailbox)


def _above(language: str) -> str:
	"""The line above which an answer is written; readers of mails know it in every language by its signs."""
	return str(_("##- Please write your answer above this line -##", language))


def _put_in_thread(mime: EmailMessage, thread: str, origin: Origin) -> None:
	"""One thread for a ticket: below the mail that it came by, where there is one, else below a name of its own."""
	if not thread:
		return
	# What others wrote is believed only as far as it is one plain word.
	parent = origin.message_identifier if IDENTIFIER.fullmatch(origin.message_identifier) else ""
	mime["In-Reply-To"] = parent or thread
	mime["References"] = f"{thread} {parent}".strip()


def _secrets(kept: dict[str, str]) -> dict[str, str]:
	"""Take the encrypted values out of what is kept, and return them in plain."""
	encrypted = kept.pop(SECRETS, "")
	return dict(json.loads(decrypt(encrypted))) if encrypted else {}


def sender_address() -> str:
	"""The address that the desk writes from."""
	return str(frappe.get_cached_doc("SD Settings").sender_email or f"no-reply@{frappe.local.site}")


def _sender() -> str:
	settings = frappe.get_cached_doc("SD Settings")
	address = sender_address()
	name = single_line(settings.sender_name or settings.company_name or "")
	local, _at, domain = address.partition("@")
	return str(Address(name, local, domain)) if name else formataddr(("", address))
