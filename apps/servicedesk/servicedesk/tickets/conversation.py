"""Messages on a ticket that the customer sees: all of them, from either side and every channel, are made here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger, customer_may_comment
from servicedesk.domain.mail_html import QUOTED, SIGNATURE, with_pictures
from servicedesk.domain.markdown_text import as_safe_html
from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.messaging.outbox import queue
from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import attachments, demands, history, states, transitions
from servicedesk.tickets.notices import agent_commented, customer_commented

LONGEST_MESSAGE = 20_000
# Of HTML, in characters; a longer one is shown as its text.
LONGEST_HTML = 1_000_000
# What a text does not show.
MORE_THAN_TEXT = ("<img", "<table", "<details")
NO_WORDS = demands.Words()


@dataclass(frozen=True)
class Contact:
	"""Somebody without an account whose ticket it is: how they are called, and their address.

	`vouched_for`: staff have said that their words belong on this ticket, whoever's it is.
	"""

	name: str
	email: str
	vouched_for: bool = False


@dataclass(frozen=True)
class _Message:
	"""What is written: safe HTML, its files, the history's event, and the name of this very message.

	`moves`: the ticket goes on with it; `rich`: safe HTML that is too much for the framework's own cleaning.
	"""

	html: str
	files: Sequence[attachments.IncomingFile]
	event: str
	name: str | None = None
	moves: bool = False
	rich: str = ""
	contact: Contact | None = None


def customer_message(
	name: str,
	text: str,
	files: Sequence[attachments.IncomingFile] = (),
	key: str = "",
	*,
	formatted: bool = False,
	html: str = "",
	contact: Contact | None = None,
) -> Any:
	"""The signed-in customer writes on the ticket; return the ticket. The same key again writes nothing more.

	`formatted`: the text is Markdown; `html`: safe HTML that is shown in place of the text, with `cid:` addresses of
	pictures among the files; everything else is shown as it was typed. Notices carry the words as typed. `contact`:
	who writes, where that is nobody with an account; that they may is for the caller to say.
	An answer to the desk's question leads the ticket back to work, by the workflow's own transition for that. Raises
	Conflict on a ticket that has ended, Refused for an empty or too long text or a file that cannot be taken,
	PermissionError for a contact on a ticket that is somebody's with an account.
	"""
	ticket = transitions.locked(name)
	if ticket.merged_into:
		# What somebody still writes under the old number belongs where the work goes on.
		return customer_message(
			ticket.merged_into, text, files, key, formatted=formatted, html=html, contact=contact
		)
	# Who wrote is told nothing of it.
	ticket.flags.written_by = contact.email if contact else ""
	if contact and ticket.requester and not contact.vouched_for:
		frappe.throw(_("You may not write on this request."), frappe.PermissionError)
	message = _message_name(name, key) if key else None
	# A reading that locks sees what whoever held the ticket's lock before has written.
	if message and frappe.db.get_value("Communication", message, "name", for_update=True):
		return ticket
	if not customer_may_comment(StateCategory(ticket.state_category)):
		frappe.throw(_("This request is finished. Please open a new one."), Conflict)
	body = _checked(text, files)
	transition = states.triggered_by(ticket, TransitionTrigger.CUSTOMER_REPLY)
	shown = _shown(body, formatted=formatted)
	_add(
		ticket,
		_Message(shown, files, history.CUSTOMER_REPLY, message, bool(transition), html, contact),
	)
	queue(customer_commented(ticket, utc_now().isoformat(), body))
	if transition:
		transitions.apply(ticket, transition)
		transitions.resume(ticket)
	return ticket


def customer_step(name: str, action: str, text: str = "") -> Any:
	"""The signed-in customer takes one of the workflow's own customer steps, with a message or without; return the ticket.

	Raises Conflict when there is no such step now, Refused for a message that is demanded and missing, or too long.
	"""
	ticket = transitions.locked(name)
	body = _checked(text, ()) if text.strip() else ""
	# The step first: what may not be done leaves no message behind.
	transitions.take(ticket, action, demands.Words(message=body))
	if body:
		_add(ticket, _Message(as_html(body), (), history.CUSTOMER_REPLY))
		queue(customer_commented(ticket, utc_now().isoformat(), body))
	return ticket


def agent_message(
	name: str,
	text: str,
	files: Sequence[attachments.IncomingFile] = (),
	action: str = "",
	words: demands.Words = NO_WORDS,
	key: str = "",
	*,
	html: str = "",
) -> Any:
	"""The signed-in member of staff writes to the customer, with or without a transition; return the ticket.

	`words` are those that the transition demands besides; the same `key` again writes nothing more; `html` as in
	`customer_message`. Raises as `transitions.perform` does, and Refused for an empty or too long text.
	"""
	ticket = transitions.locked(name)
	ticket.check_permission("write")
	message = _message_name(name, key) if key else None
	if message and frappe.db.get_value("Communication", message, "name", for_update=True):
		return ticket
	body = _checked(text, files)
	_add(ticket, _Message(as_html(body), files, history.PUBLIC_REPLY, message, bool(action), html))
	if action:
		transitions.take(ticket, action, replace(words, message=body))
	else:
		queue(agent_commented(ticket, utc_now().isoformat(), body))
	return ticket


def agent_step(name: str, action: str, words: demands.Words) -> Any:
	"""The signed-in member of staff takes a step with the words that it demands; return the ticket.

	A message goes into the conversation too. Raises as `transitions.perform` does.
	"""
	if words.message.strip():
		return agent_message(name, words.message, action=action, words=words)
	ticket = transitions.locked(name)
	transitions.take(ticket, action, words)
	return ticket


def messages_of(ticket: str) -> list[Any]:
	"""The conversation, oldest first: name, content (safe HTML), sender, sent_or_received, time. One statement."""
	return frappe.db.sql(
		"""select name, content, user, sender_full_name, sent_or_received, communication_date, creation
		from `tabCommunication`
		where reference_doctype = 'SD Ticket' and reference_name = %s and communication_type = 'Communication'
			and sd_conversation = 1
		order by creation""",
		ticket,
		as_dict=True,
	)


def fold_labels() -> dict[str, str]:
	"""What stands on the folded pieces of a message, in the reader's language."""
	return {QUOTED: _("Quoted text"), SIGNATURE: _("Signature")}


def shows(html: str, address: str) -> bool:
	"""Whether the HTML of a message, as it is shown, has that picture in it."""
	return f'<img src="{escape(address)}"' in html


def as_html(text: str) -> str:
	"""Plain text as safe HTML with its line breaks."""
	return escape_html(text).replace("\n", "<br>")


def preview(text: str, *, formatted: bool) -> str:
	"""How a message would be shown, as safe HTML; of one that is too long, its beginning."""
	return _shown(clean_lines(text[:LONGEST_MESSAGE]), formatted=formatted)


def _shown(text: str, *, formatted: bool) -> str:
	return as_safe_html(text) if formatted else as_html(text)


def _checked(text: str, files: Sequence[attachments.IncomingFile]) -> str:
	body = clean_lines(text or "")
	problems = attachments.problems(files)
	if not body and not files:
		problems["message"] = _("Write a message.")
	if len(body) > LONGEST_MESSAGE:
		problems["message"] = _("At most {0} characters.").format(LONGEST_MESSAGE)
	if problems:
		refuse(problems)
	return body


def _message_name(ticket: str, key: str) -> str:
	"""The name of the message that this person sent with that form: the same however often it arrives."""
	return hashlib.sha256(f"{ticket}\0{frappe.session.user}\0{key}".encode()).hexdigest()[:20]


def first_message(
	ticket: Any,
	html: str,
	files: Sequence[attachments.IncomingFile] = (),
	contact: Contact | None = None,
) -> None:
	"""Show how the mail that opened the ticket looked, where its text alone does not say it, with its files.

	The ticket itself holds what was said: nothing moves by this, and nobody is told again.
	"""
	if any(tag in html for tag in MORE_THAN_TEXT):
		text = as_html(unshield(ticket.description or ""))
		_write(ticket, _Message(text, files, history.CUSTOMER_REPLY, rich=html, contact=contact), utc_now())
	else:
		attachments.attach(ticket.name, files)


def _add(ticket: Any, written: _Message) -> None:
	"""Write the message. Of one that moves the ticket, the step's own save brings the clocks into line."""
	now = utc_now()
	_write(ticket, written, now)
	history.append(ticket.name, [history.Event(written.event, now, ticket.state_category)])
	if not written.moves:
		clock_store.refresh(ticket.name, history.clock_events(ticket.name), now)
	ticket.db_set("last_activity_at", to_system(now), update_modified=False)


def _write(ticket: Any, written: _Message, now: datetime) -> None:
	"""The message alone, and its files."""
	message = frappe.new_doc("Communication")
	message.update(
		{
			"communication_type": "Communication",
			"communication_medium": "Other",
			"sent_or_received": "Received" if written.event == history.CUSTOMER_REPLY else "Sent",
			"subject": ticket.subject,
			"content": written.html,
			"reference_doctype": "SD Ticket",
			"reference_name": ticket.name,
			"communication_date": to_system(now),
			"has_attachment": int(bool(written.files)),
			"sd_conversation": 1,
			**_writer(written.contact),
		}
	)
	message.flags.ticket_message = True
	# Customers have no right to Communications by themselves; the ticket's own rule has let them in here.
	message.insert(ignore_permissions=True, set_name=written.name)
	pictures = attachments.attach(ticket.name, written.files, message.name)
	if written.rich and len(written.rich) <= LONGEST_HTML:
		# Past the framework's cleaning, which takes seconds for a long mail and leaves in what ours does not.
		message.db_set("content", with_pictures(written.rich, pictures), update_modified=False)


def _writer(contact: Contact | None) -> dict[str, str]:
	"""Who is said to have written it: the signed-in user, or somebody without an account."""
	user = frappe.session.user
	if contact:
		return {"user": user, "sender": contact.email, "sender_full_name": contact.name or contact.email}
	return {"user": user, "sender": frappe.get_cached_value("User", user, "email") or user}
