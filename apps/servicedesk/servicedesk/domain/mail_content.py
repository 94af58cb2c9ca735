"""What a mail shows and what is attached to it, from its parts. Source: RFC 2046, RFC 2183; MS-OXTNEF; RFC 3676."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from servicedesk.domain.charset import decode
from servicedesk.domain.flowed_text import joined
from servicedesk.domain.html_text import text_of
from servicedesk.domain.mail_fields import first_of, shown, typed
from servicedesk.domain.mail_parts import MAIL, PLAIN, Part
from servicedesk.domain.safe_html import safe_html
from servicedesk.domain.tnef import read_tnef
from servicedesk.domain.transfer_encoding import unpacked, uu_files
from servicedesk.domain.uploads import safe_file_name

MAXIMUM_ATTACHMENTS = 200
# Of text and of HTML, all parts together; a longer part is an attachment besides.
MAXIMUM_SHOWN = 2_000_000
# Made into text where a mail has plain parts and parts that are HTML alone.
MAXIMUM_RETOLD = 200_000
HTML = "text/html"
PROTECTED = (
	"multipart/signed",
	"multipart/encrypted",
	"application/pkcs7-mime",
	"application/x-pkcs7-mime",
)
_PGP = ("-----BEGIN PGP MESSAGE-----", "-----BEGIN PGP SIGNED MESSAGE-----")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
# The same words once more for programs of one maker.
_PASSED_OVER = ("text/x-amp-html", "text/watch-html")
_ENDINGS = {
	PLAIN: "txt", HTML: "html", MAIL: "eml", "text/calendar": "ics", "image/png": "png", "image/jpeg": "jpg",
	"image/gif": "gif", "application/pdf": "pdf",
}  # fmt: skip


@dataclass(frozen=True)
class MailPart:
	"""An attachment; ``name`` holds no path and no control sign."""

	name: str
	content_type: str
	content: bytes
	content_id: str
	inline: bool


@dataclass
class _Words:
	"""One piece of what is shown, in one way or in both."""

	text: str = ""
	html: str = ""


@dataclass
class Content:
	"""What a mail holds."""

	text: str = ""
	html: str = ""
	attachments: list[MailPart] = field(default_factory=list)
	protected: bool = False
	remarks: list[str] = field(default_factory=list)


def content_of(raw: bytes, root: Part) -> Content:
	"""What is shown, and what is attached, each attachment byte for byte as it was."""
	collector = _Collector(raw)
	pieces = [piece for piece in collector.pieces(root) if piece.text.strip() or piece.html.strip()]
	content = collector.content
	if any(piece.html for piece in pieces):
		content.html = "\n".join(piece.html or f"<pre>{escape(piece.text)}</pre>" for piece in pieces)
	if any(piece.text.strip() for piece in pieces):
		content.text = "\n".join(
			piece.text if piece.text.strip() else _retold(piece.html) for piece in pieces
		)
	content.remarks = list(dict.fromkeys(content.remarks))
	return content


def _retold(html: str) -> str:
	return text_of(safe_html(html[:MAXIMUM_RETOLD]))


class _Collector:
	"""Goes through the parts once, in their order."""

	def __init__(self, raw: bytes) -> None:
		self.raw = raw
		self.content = Content()
		self.left = {PLAIN: MAXIMUM_SHOWN, HTML: MAXIMUM_SHOWN}

	def pieces(self, part: Part) -> Iterator[_Words]:
		"""What the part shows; what it attaches is put down meanwhile."""
		if part.content_type in PROTECTED:
			self.content.protected = True
		if part.content_type == "multipart/alternative" and part.is_container:
			inner = [piece for each in part.parts for piece in self.pieces(each)]
			texts, htmls = (
				[each.text for each in inner if each.text],
				[each.html for each in inner if each.html],
			)
			yield _Words("\n".join(texts), "\n".join(htmls))
		elif part.is_container:
			for each in part.parts:
				yield from self.pieces(each)
		elif part.content_type not in _PASSED_OVER:
			yield from self._single(part)

	def _single(self, part: Part) -> Iterator[_Words]:
		kind, parameters = typed(first_of(part.fields, "content-disposition"))
		# A container in which nothing is: its boundary never comes.
		shows = PLAIN if part.content_type.startswith("multipart/") else part.content_type
		if part.content_type.startswith("multipart/"):
			self.content.remarks.append("no-parts")
		name = parameters.get("filename") or part.parameters.get("name", "")
		content = self._unpacked(part)
		if shows in (PLAIN, HTML) and kind != "attachment":
			if len(content) > self.left[shows]:
				self.content.remarks.append("text-cut")
				self._attach(part, name, content, kind)
			yield self._words(part, shows, content)
		elif shows in _TNEF or (name.lower() == "winmail.dat"):
			yield self._of_tnef(part, name, content, kind)
		else:
			self._attach(part, name, content, kind)

	def _unpacked(self, part: Part) -> bytes:
		encoding = first_of(part.fields, "content-transfer-encoding").partition(";")[0].strip().lower()
		content, remark = unpacked(self.raw[part.start : part.end], encoding)
		self._remark(remark)
		return content

	def _words(self, part: Part, kind: str, content: bytes) -> _Words:
		text, remark = decode(content[: self.left[kind]], part.parameters.get("charset", ""))
		self._remark(remark)
		self.left[kind] -= min(len(content), self.left[kind])
		text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
		if kind == HTML:
			return _Words(html=text)
		if part.parameters.get("format", "").lower() == "flowed":
			text = joined(text, deletes_space=part.parameters.get("delsp", "").lower() == "yes")
		if text.lstrip().startswith(_PGP):
			self.content.protected = True
		text, files = uu_files(text)
		for file in files:
			self._put(MailPart(_safe(file.name, ""), "application/octet-stream", file.content, "", False))
		return _Words(text)

	def _of_tnef(self, part: Part, name: str, content: bytes, disposition: str) -> _Words:
		found = read_tnef(content)
		if found is None or found.broken:
			self._remark("tnef-broken")
		if found is None or not (found.text or found.html or found.files):
			self._attach(part, name, content, disposition)
			return _Words()
		for file in found.files:
			kind = "application/octet-stream"
			self._put(
				MailPart(
					_safe(file.name, kind), kind, file.content, shown(file.content_id).strip("<> "), False
				)
			)
		return _Words(found.text[:MAXIMUM_SHOWN].replace("\r\n", "\n"), found.html[:MAXIMUM_SHOWN])

	def _attach(self, part: Part, name: str, content: bytes, disposition: str) -> None:
		content_id = shown(first_of(part.fields, "content-id")).strip("<> ")
		kind = part.content_type
		inline = disposition == "inline" or bool(content_id)
		self._put(MailPart(_safe(name, kind), kind, content, content_id, inline))

	def _put(self, attachment: MailPart) -> None:
		if len(self.content.attachments) < MAXIMUM_ATTACHMENTS:
			self.content.attachments.append(attachment)
		else:
			self._remark("parts-cut")

	def _remark(self, remark: str) -> None:
		if remark:
			self.content.remarks.append(remark)


def _safe(name: str, content_type: str) -> str:
	"""A name for a file, also where the mail gives none."""
	ending = _ENDINGS.get(content_type, "")
	return safe_file_name(shown(name)) or f"attachment.{ending}".rstrip(".")
