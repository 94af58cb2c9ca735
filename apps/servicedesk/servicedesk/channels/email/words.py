"""What a mail brings to the desk: its words, its files, and the key by which this very mail is known again.

The text is what its writer says now. What is quoted and signed is folded away in the HTML, and whole in the mail as it came.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from servicedesk.channels.email.attachments import files_of, with_refused
from servicedesk.domain.html_text import text_of
from servicedesk.domain.mail_html import folded, plain_id, safe_mail_html
from servicedesk.domain.mail_subject import plain_subject
from servicedesk.domain.quoted_html import fold_html
from servicedesk.domain.quoted_text import Folded, fold_text
from servicedesk.domain.reply_marks import subject_without_marks
from servicedesk.domain.text_normalisation import clean_line, clean_lines
from servicedesk.domain.web_links import linked
from servicedesk.tickets import conversation
from servicedesk.tickets.attachments import IncomingFile

# Room for the names of refused files.
LONGEST_TEXT = conversation.LONGEST_MESSAGE - 4_000
MORE = "…"
_CONTENT_ID = re.compile(r"cid:([^\s\"'<>]{1,300})", re.IGNORECASE)
# What somebody hands on is said by them, too, whatever mail program's header stands above it.
_FORWARD = re.compile(r"\s*(?:fwd?|wg|препр|пр|пересл|пересил|redir|înaintat) ?:", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
	"""The text with the names of refused files, the files, the key of this very mail, and safe HTML (empty: show the text)."""

	text: str
	files: list[IncomingFile]
	key: str
	html: str = ""


def words_of(message: Any, raw: bytes, mailbox: Any) -> Words:
	"""A longer text goes on in the HTML, and in the mail as it came, which is kept."""
	files, refused = files_of(message, _referred(message.html))
	fold = _is_answer(message)
	text, html = _of_html(message.html, files, fold=fold)
	if not html:
		text, html = _of_text(message.text, fold=fold)
	if len(text) > LONGEST_TEXT:
		text = text[:LONGEST_TEXT] + MORE
	# A mail without a word says what its subject says.
	text = text or clean_line(subject_without_marks(message.subject)) or MORE
	said = with_refused(text, refused)[: conversation.LONGEST_MESSAGE]
	if html and refused:
		html += f"<p>{linked(with_refused('', refused)).replace(chr(10), '<br>')}</p>"
	return Words(said, files, _key(message, raw, mailbox), html)


def _of_html(html: str, files: list[IncomingFile], *, fold: bool) -> tuple[str, str]:
	"""The fresh text, and safe HTML with what is not fresh folded away; empty where there is nothing to see.

	Of what is no answer the text is whole, and only a signature at its end is folded.
	"""
	inline = {file.content_id: f"cid:{file.content_id}" for file in files if file.content_id}
	pieces = fold_html(html)
	if not fold and pieces.quoted:
		pieces = Folded(html, "", "")
	safe = [safe_mail_html(piece, inline) for piece in (pieces.fresh, pieces.signature, pieces.quoted)]
	texts = [clean_lines(text_of(piece)) for piece in safe]
	seen = [piece if text or "<img" in piece else "" for piece, text in zip(safe, texts, strict=True)]
	return texts[0] if fold else "\n\n".join(text for text in texts if text), folded(*seen)


def _of_text(text: str, *, fold: bool) -> tuple[str, str]:
	"""The same of a plain text; no HTML where nothing is folded and nothing is too long to be shown as it is."""
	pieces = fold_text(text) if fold else Folded(text, "", "")
	fresh, signature, quoted = (
		clean_lines(piece) for piece in (pieces.fresh, pieces.signature, pieces.quoted)
	)
	if not signature and not quoted and len(fresh) <= LONGEST_TEXT:
		return fresh, ""
	return fresh, folded(*(linked(piece).replace("\n", "<br>") for piece in (fresh, signature, quoted)))


def _is_answer(message: Any) -> bool:
	"""Whether what is quoted was said before, on our side or theirs; of any other mail it is news."""
	subject = message.subject or ""
	answers = bool(message.in_reply_to or message.references) or plain_subject(subject) != clean_line(subject)
	return answers and not _FORWARD.match(subject)


def _referred(html: str) -> set[str]:
	"""The content ids that the HTML speaks of."""
	return {plain_id(found) for found in _CONTENT_ID.findall(html)}


def _key(message: Any, raw: bytes, mailbox: Any) -> str:
	"""The mail itself in this mailbox. With its bytes: anybody can write a mail under another's Message-ID."""
	digest = hashlib.sha256(message.message_id.encode() + b"\0" + raw).hexdigest()[:32]
	return f"mail:{mailbox.name}:{digest}"
