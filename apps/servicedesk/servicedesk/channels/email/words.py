"""What a mail brings to the desk: its words, its files, and the key by which this very mail is known again."""

import hashlib
from dataclasses import dataclass
from typing import Any

from servicedesk.channels.email.attachments import files_of, with_refused
from servicedesk.domain.html_text import text_of
from servicedesk.domain.reply_marks import subject_without_marks
from servicedesk.domain.safe_html import safe_html
from servicedesk.domain.text_normalisation import clean_line, clean_lines
from servicedesk.tickets import conversation
from servicedesk.tickets.attachments import IncomingFile

LONGEST_HTML = 1_000_000
# Room for the names of refused files.
LONGEST_TEXT = conversation.LONGEST_MESSAGE - 4_000
MORE = "…"


@dataclass(frozen=True)
class Words:
	"""The text with the names of refused files, the files, the key of this very mail, and safe HTML (empty: show the text)."""

	text: str
	files: list[IncomingFile]
	key: str
	html: str = ""


def words_of(message: Any, raw: bytes, mailbox: Any) -> Words:
	"""A longer text goes on in the mail as it came, which is kept."""
	written = message.text or text_of(safe_html(message.html[:LONGEST_HTML]))
	text = clean_lines(written)
	if len(text) > LONGEST_TEXT:
		text = text[:LONGEST_TEXT] + MORE
	files, refused = files_of(message)
	# A mail without a word says what its subject says.
	text = text or clean_line(subject_without_marks(message.subject)) or MORE
	return Words(
		with_refused(text, refused)[: conversation.LONGEST_MESSAGE], files, _key(message, raw, mailbox)
	)


def _key(message: Any, raw: bytes, mailbox: Any) -> str:
	"""The mail itself in this mailbox. With its bytes: anybody can write a mail under another's Message-ID."""
	digest = hashlib.sha256(message.message_id.encode() + b"\0" + raw).hexdigest()[:32]
	return f"mail:{mailbox.name}:{digest}"
