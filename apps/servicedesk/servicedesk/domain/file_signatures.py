"""What the first bytes of a file say it is, by extension.

Only kinds listed here can be allowed at all: what has no known signature, or can carry scripts that a browser
runs (svg, html, xml, js), is not. Containers are judged by their container: a docx is a zip, a doc an OLE
file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

HEAD_BYTES = 4096
"""How much of a file's beginning a caller should pass on; more is not looked at."""

Check = Callable[[bytes], bool]

_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_BOM = b"\xef\xbb\xbf"
_BINARY_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP = re.compile(
	r"\s*<(?:[!?/]|(?:html|head|body|script|svg|iframe|img|meta|style|xml)\b)", re.IGNORECASE
)
_MAIL_HEADER = re.compile(r"(?:From |[A-Za-z][A-Za-z0-9-]{0,75}:)")


def _starts(*signatures: bytes) -> Check:
	return lambda head: head.startswith(signatures)


def _riff(kind: bytes) -> Check:
	return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _base_media(head: bytes) -> bool:
	"""MP4 and its relatives: the kind stands behind the first box's length."""
	return head[4:8] == b"ftyp"


def _mp3(head: bytes) -> bool:
	"""Tags, or a first frame: eleven set bits, then the version, then layer III."""
	return head.startswith(b"ID3") or (head[:1] == b"\xff" and bool(head[1:]) and head[1] & 0xE6 == 0xE2)


def _as_text(head: bytes) -> str:
	"""Return the characters; of encodings with one byte a character those up to 127 are right, which is
	enough.
	"""
	if head.startswith(_UTF16_BOMS):
		return head.decode("utf-16", errors="ignore")
	return head.removeprefix(_UTF8_BOM).decode("latin-1")


def is_plain_text(head: bytes) -> bool:
	"""Tell whether this is text, in any encoding, that no browser could take for a page."""
	text = _as_text(head)
	return not _BINARY_CONTROLS.search(text) and not _MARKUP.match(text)


def is_mail(head: bytes) -> bool:
	"""Tell whether this is a mail as text: it begins with a header line."""
	text = _as_text(head)
	return not _BINARY_CONTROLS.search(text) and bool(_MAIL_HEADER.match(text))


_ZIP = _starts(b"PK\x03\x04", b"PK\x05\x06")
_OFFICE_ZIP = _starts(b"PK\x03\x04")
_OLE = _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_JPEG = _starts(b"\xff\xd8\xff")
_TIFF = _starts(b"II*\0", b"MM\0*")

CHECKS: Mapping[str, Check] = {
	"pdf": _starts(b"%PDF-"),
	"png": _starts(b"\x89PNG\r\n\x1a\n"),
	"jpg": _JPEG,
	"jpeg": _JPEG,
	"gif": _starts(b"GIF87a", b"GIF89a"),
	"webp": _riff(b"WEBP"),
	"bmp": _starts(b"BM"),
	"tif": _TIFF,
	"tiff": _TIFF,
	"heic": _base_media,
	"txt": is_plain_text,
	"csv": is_plain_text,
	"log": is_plain_text,
	"rtf": _starts(b"{\\rtf"),
	"docx": _OFFICE_ZIP,
	"xlsx": _OFFICE_ZIP,
	"pptx": _OFFICE_ZIP,
	"odt": _OFFICE_ZIP,
	"ods": _OFFICE_ZIP,
	"odp": _OFFICE_ZIP,
	"doc": _OLE,
	"xls": _OLE,
	"ppt": _OLE,
	"msg": _OLE,
	"eml": is_mail,
	"zip": _ZIP,
	"7z": _starts(b"7z\xbc\xaf\x27\x1c"),
	"rar": _starts(b"Rar!\x1a\x07"),
	"gz": _starts(b"\x1f\x8b"),
	"mp4": _base_media,
	"mov": _base_media,
	"m4a": _base_media,
	"webm": _starts(b"\x1aE\xdf\xa3"),
	"mp3": _mp3,
	"wav": _riff(b"WAVE"),
	"ogg": _starts(b"OggS"),
}
KNOWN_EXTENSIONS = frozenset(CHECKS)


def agrees(extension: str, head: bytes) -> bool:
	"""Tell whether a file's beginning fits its extension (lower case, no dot); never for an unknown one."""
	check = CHECKS.get(extension)
	return check is not None and check(head[:HEAD_BYTES])
