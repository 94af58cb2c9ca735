"""What happened on a request, as its customer reads it: messages with their files, and changes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.mail_html import shown_mail_html
from servicedesk.domain.web_links import linked
from servicedesk.self_service.formatting import file_size, moment, moment_iso
from servicedesk.self_service.request_visits import change_text
from servicedesk.self_service.thumbnails import is_picture
from servicedesk.shared.forgetting import KeptValues
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import history
from servicedesk.tickets.conversation import fold_labels, messages_of, shows

SHOWN_EVENTS = (
	history.CREATED,
	history.STATE_CHANGED,
	history.EDITED,
	history.VISIT,
	history.MERGED,
	history.SHARED,
	history.TAKEN_BACK,
)
# What is said of a state, or else of the entry's detail; translated when it is shown.
OF_STATES = frozenset((history.CREATED, history.STATE_CHANGED))
SENTENCES: dict[str, Callable[[], str]] = {
	history.CREATED: lambda: _("Your request was received. State: {0}."),
	history.EDITED: lambda: _("The request was changed: {0}."),
	history.SHARED: lambda: _("Shared with {0}."),
	history.TAKEN_BACK: lambda: _("No longer shared with {0}."),
	history.STATE_CHANGED: lambda: _("The state of your request changed to {0}."),
}
# The reader's own choice, kept with the framework's other defaults of theirs.
ORDER, NEWEST, OLDEST = "servicedesk_activity_order", "newest", "oldest"
# Not in the framework's own cache of them: a request that began before the choice would keep the old one there.
ORDERS = KeptValues("servicedesk_activity_orders")


@dataclass(frozen=True)
class Attachment:
	"""A file to open; `thumbnail` is the address of its small picture, empty for what is no picture."""

	name: str
	address: str
	size: str
	thumbnail: str


@dataclass(frozen=True)
class Activity:
	"""An entry of the activity: a change of state, or a message with its files."""

	kind: str
	at: datetime
	when: str
	when_iso: str
	author: str
	mine: bool
	text: str = ""
	html: str = ""
	files: list[Attachment] = field(default_factory=list)


def oldest_first() -> bool:
	"""Whether the reader wants to read the activity from its beginning. Nothing is asked on a warm cache."""
	return str(ORDERS.value(frappe.session.user, _stored_order)) == OLDEST


def choose_order(order: str) -> None:
	"""Remember in which order the reader wants the activity; anything unknown is the usual one."""
	user = frappe.session.user
	frappe.defaults.set_user_default(ORDER, OLDEST if order == OLDEST else NEWEST, user)
	ORDERS.forget(user)


def _stored_order(user: str) -> str:
	return str(frappe.db.get_value("DefaultValue", {"parent": user, "defkey": ORDER}, "defvalue") or NEWEST)


def activity_of(ticket: Any, events: list[Any], files: list[Any], *, oldest: bool) -> list[Activity]:
	"""Messages and changes in the reader's order; `events` and `files` are the ticket's. One statement."""
	by_message: dict[str, list[Attachment]] = {}
	for file in files:
		by_message.setdefault(file.message or "", []).append(attachment(file, ticket.name))
	entries = [_message(row, by_message.get(row.name, [])) for row in messages_of(ticket.name)]
	entries += [_change(row) for row in events if _is_shown(row)]
	return sorted(entries, key=lambda entry: entry.at, reverse=not oldest)


def attachment(file: Any, number: str) -> Attachment:
	"""A file of the request with that number."""
	return Attachment(
		name=file.file_name,
		address=file.file_url,
		size=file_size(file.file_size),
		thumbnail=f"/portal/requests/{number}/picture/{file.name}" if is_picture(file.file_name) else "",
	)


def readable_html(html: str, pictures: Collection[str] = ()) -> str:
	"""A message's HTML with nothing but plain formatting, wherever it came from.

	Our own plain messages are escaped text with line breaks: their addresses become links. All others are cleaned.
	`pictures`: the addresses of the message's own files, which may be shown in it.
	"""
	lines = html.split("<br>")
	if any("<" in line for line in lines):
		return shown_mail_html(html, pictures, fold_labels())
	return "<br>".join(linked(unescape(line)) for line in lines)


def _message(row: Any, files: list[Attachment]) -> Activity:
	at = row.communication_date or row.creation
	html = readable_html(row.content or "", {file.address for file in files if file.thumbnail})
	return Activity(
		kind="message",
		at=at,
		when=moment(at),
		when_iso=moment_iso(at),
		author=row.sender_full_name or full_name(row.user),
		mine=row.sent_or_received == "Received",
		html=html,
		files=[file for file in files if not shows(html, file.address)],
	)


def _is_shown(row: Any) -> bool:
	return bool(row.visible_to_customer) and row.event in SHOWN_EVENTS


def _change(row: Any) -> Activity:
	return Activity(
		kind="state",
		at=row.occurred_at,
		when=moment(row.occurred_at),
		when_iso=moment_iso(row.occurred_at),
		author=full_name(row.actor),
		mine=False,
		text=_change_text(row),
	)


def _change_text(row: Any) -> str:
	if row.event == history.VISIT:
		return change_text(row)
	if row.event == history.MERGED:
		return _merged_text(row)
	said = row.to_state if row.event in OF_STATES else unshield(row.detail)
	return SENTENCES[row.event]().format(said)


def _merged_text(row: Any) -> str:
	if row.to_value:
		return _("This request goes on as {0}.").format(row.to_value)
	return _("{0} was about the same matter and goes on here.").format(row.from_value)
