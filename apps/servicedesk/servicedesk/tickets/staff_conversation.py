"""What was said on a ticket, as staff see it: messages of both sides, the desk's own notes, changes of state."""

from datetime import datetime
from typing import Any

from servicedesk.domain.html_text import text_of
from servicedesk.domain.mail_html import shown_mail_html
from servicedesk.domain.uploads import extension_of
from servicedesk.shared.people import full_name
from servicedesk.shared.pictures import EXTENSIONS
from servicedesk.tickets import attachments, conversation, history, notes

MOST_SHOWN = 60
# Of one message, in characters: a longer one is shown as its text.
LONGEST_HTML = 200_000
FROM_CUSTOMER, FROM_DESK, NOTE, STATE = "customer", "desk", "note", "state"


def conversation_of(ticket: str, entries: list[Any]) -> dict[str, Any]:
	"""The newest entries first, and how many older ones there are besides. Three statements.

	Of each: kind, at (the site's zone), who, text (plain) and files; of messages their name too, and safe HTML in place of the text. `entries`: the ticket's history.
	"""
	by_message: dict[str, list[dict[str, Any]]] = {}
	for file in attachments.files_of(ticket):
		by_message.setdefault(file.message or "", []).append(_file(file))
	rows = [_message(row, by_message) for row in conversation.messages_of(ticket)]
	rows += [_note(row) for row in notes.notes_of(ticket)]
	rows += [_state(row) for row in entries if row.event in (history.CREATED, history.STATE_CHANGED)]
	rows.sort(key=lambda row: row["at"], reverse=True)
	shown = rows[:MOST_SHOWN]
	for row in shown:
		row["at"] = str(row["at"])
	return {"entries": shown, "older": len(rows) - len(shown), "files": by_message.get("", [])}


def _entry(kind: str, at: datetime, who: str, text: str, files: Any = ()) -> dict[str, Any]:
	return {"kind": kind, "at": at, "who": who, "text": text, "files": list(files)}


def _message(row: Any, by_message: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
	kind = FROM_CUSTOMER if row.sent_or_received == "Received" else FROM_DESK
	at = row.communication_date or row.creation
	who = row.sender_full_name or full_name(row.user)
	files = by_message.get(row.name, [])
	html = _rich(row.content or "", files)
	listed = [file for file in files if not conversation.shows(html, file["address"])]
	text = "" if html else text_of(row.content or "")
	return {**_entry(kind, at, who, text, listed), "html": html, "message": row.name}


def _rich(content: str, files: list[dict[str, Any]]) -> str:
	"""What is more than lines of text, cleaned once more as it is read; empty for lines, and for what is too long for a form."""
	if "<" not in content.replace("<br>", "") or len(content) > LONGEST_HTML:
		return ""
	pictures = {file["address"] for file in files if extension_of(file["name"]) in EXTENSIONS}
	return shown_mail_html(content, pictures, conversation.fold_labels())


def _note(row: Any) -> dict[str, Any]:
	return _entry(NOTE, row.creation, row.comment_by or full_name(row.owner), text_of(row.content or ""))


def _state(row: Any) -> dict[str, Any]:
	return _entry(STATE, row.occurred_at, full_name(row.actor), row.to_state or "")


def _file(file: Any) -> dict[str, Any]:
	return {"name": file.file_name, "address": file.file_url, "size": file.file_size or 0}
