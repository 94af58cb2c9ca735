"""From a queued message to a MIME mail: the template of its event and language, filled and addressed."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import formataddr, parseaddr
from typing import Protocol

import frappe
from frappe import _
from frappe.utils import escape_html
from frappe.utils.password import decrypt

from servicedesk.domain.message_template import fill, single_line
from servicedesk.messaging.outbox import SECRETS

FALLBACK_LANGUAGE = "en"
OWN_LINKS = ("view_link", "mute_link", "access_link")
HIDDEN = "•••"
# Under this name a notice's values hold the text of a calendar file, which goes along with the mail.
CALENDAR_FILE, CALENDAR_FILE_NAME = "_calendar_file", "visit.ics"


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
	for name in ("List-Unsubscribe", "References", "In-Reply-To"):
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


def find_template(event: str, language: str) -> "frappe.Document":
	"""The template of the event in the language, the desk's language, or English; raises TemplateMissing."""
	default = frappe.get_cached_doc("SD Settings").default_language
	for candidate in (language, default, FALLBACK_LANGUAGE):
		name = f"{event}-{candidate}"
		# query-in-loop: at most three turns, answered from the cache
		if candidate and frappe.db.exists("SD Message Template", name, cache=True):
			return frappe.get_cached_doc("SD Message Template", name)
	raise TemplateMissing(_("There is no message template for {0}.").format(event))


def compose(message: QueuedMessage) -> Composed:
	"""The mail of a queued message."""
	template = find_template(message.event, message.language)
	kept = json.loads(message.context or "{}")
	secrets = _secrets(kept)
	values = {**kept, **secrets}
	# A subject is shown on locked screens and kept in logs: nothing secret in it, whatever staff write there.
	subject = single_line(fill(template.subject, kept))
	body = fill(template.body, values)
	sender = _sender()
	mime = EmailMessage(policy=POLICY)
	mime["Subject"] = subject
	mime["From"] = sender
	mime["To"] = message.recipient
	mime["Message-ID"] = message.message_identifier
	if message.in_reply_to:
		mime["In-Reply-To"] = message.in_reply_to
		mime["References"] = message.in_reply_to
	# RFC 3834: tells other machines not to answer this mail.
	mime["Auto-Submitted"] = "auto-generated"
	mime["X-Auto-Response-Suppress"] = "All"
	if values.get("mute_link"):
		mime["List-Unsubscribe"] = f"<{values['mute_link']}>"
		mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
	mime.set_content(body)
	own_links = {values[name] for name in OWN_LINKS if values.get(name)}
	mime.add_alternative(_as_html(body, own_links), subtype="html")
	if kept.get(CALENDAR_FILE):
		mime.add_attachment(kept[CALENDAR_FILE], subtype="calendar", filename=CALENDAR_FILE_NAME)
	hidden = fill(template.body, {**kept, **dict.fromkeys(secrets, HIDDEN)}) if secrets else body
	context = json.dumps(kept, ensure_ascii=False)
	return Composed(parseaddr(sender)[1], message.recipient, subject, hidden, context, mime)


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


def _as_html(body: str, own_links: Collection[str]) -> str:
	lines = [_html_line(line, own_links) for line in body.split("\n")]
	return (
		'<!doctype html><html><body style="font-family:sans-serif;font-size:15px;line-height:1.5">'
		+ "<br>\n".join(lines)
		+ "</body></html>"
	)


def _html_line(line: str, own_links: Collection[str]) -> str:
	"""A line of the text; only our own links hide their address behind words, never one that a customer wrote."""
	label, separator, link = line.rpartition(": ")
	if separator and link in own_links:
		return f'<a href="{escape_html(link)}">{escape_html(label)}</a>'
	return escape_html(line)
