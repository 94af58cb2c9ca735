"""The mails that lie in the post office's boxes, for reading only. Standard library only.

A mail is known by the base of its file's name, which stays the same when IMAP moves it or sets its flags.
"""

import email
import email.policy
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

HEAD_BYTES = 64 * 1024
HEADERS = (
	"From",
	"To",
	"Cc",
	"Reply-To",
	"Date",
	"Subject",
	"Auto-Submitted",
	"List-Unsubscribe",
	"Message-ID",
)
PARTS = ("new", "cur")
CONTENT_ID = re.compile(r"""cid:([^"'\s>)]+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Box:
	"""An address's box: how many mails it holds, in all of its folders."""

	name: str
	count: int


@dataclass(frozen=True)
class Listed:
	"""A mail as a list shows it. `folder`: what IMAP calls it, empty for the inbox."""

	box: str
	name: str
	folder: str
	arrived: float
	sender: str
	recipient: str
	subject: str


@dataclass(frozen=True)
class Attached:
	"""A part of a mail that is kept as a file."""

	number: int
	name: str
	kind: str
	content: bytes


def boxes(folder: Path) -> list[Box]:
	"""All boxes by name; those without a mail are left out."""
	found = [Box(place.name, sum(1 for _file in _files(place))) for place in _places(folder)]
	return [box for box in found if box.count]


def newest(folder: Path, count: int, box: str = "") -> list[Listed]:
	"""The newest mails, of one box or of all, newest first; files that go meanwhile are left out."""
	found: list[tuple[float, Path, Path]] = []
	for place in _places(folder):
		if box and place.name != box:
			continue
		for file in _files(place):
			try:
				found.append((file.stat().st_mtime, file, place))
			except FileNotFoundError:
				continue
	found.sort(key=lambda item: (item[0], item[1].name), reverse=True)
	return [listed for item in found[:count] if (listed := _listed(*item))]


def raw(folder: Path, box: str, name: str) -> bytes | None:
	"""A mail as it lies in its box; None when there is none of that name."""
	# Never a path put together from what somebody asks for: only what is there is compared with it.
	for place in _places(folder):
		if place.name != box:
			continue
		for file in _files(place):
			if _base(file) == name:
				try:
					return file.read_bytes()
				except FileNotFoundError:
					return None
	return None


def read(content: bytes) -> EmailMessage:
	"""The mail, as far as it can be read."""
	return email.message_from_bytes(content, policy=email.policy.default)


def headers(message: EmailMessage) -> list[tuple[str, str]]:
	"""What the head of a mail says to its reader."""
	return [(name, _text_of_header(message, name)) for name in HEADERS if name in message]


def text(message: EmailMessage, kind: str) -> str:
	"""The mail's text as `plain` or `html`; empty when it has none."""
	try:
		body = message.get_body(preferencelist=(kind,))
	except Exception:  # noqa: BLE001 — the library fails at some structures; the mail as it came is there all the same
		return ""
	return _decoded(body) if body is not None else ""


def attachments(message: EmailMessage) -> list[Attached]:
	"""Every part with a file's name or a content ID, pictures inside the mail among them."""
	found = []
	for number, part in enumerate(message.walk()):
		name = _file_name(part)
		if part.is_multipart() or not (name or "Content-ID" in part):
			continue
		payload = part.get_payload(decode=True)
		content = payload if isinstance(payload, bytes) else b""
		found.append(Attached(number, name, part.get_content_type(), content))
	return found


def with_pictures(message: EmailMessage, address: str) -> str:
	"""The HTML of a mail whose pictures come from it: `address` is that of its parts, up to their number."""
	numbers = {
		_text_of_header(part, "Content-ID").strip().strip("<>"): number
		for number, part in enumerate(message.walk())
		if "Content-ID" in part
	}
	escaped = html.escape(address)

	def place(found: re.Match[str]) -> str:
		number = numbers.get(found[1])
		return found[0] if number is None else f"{escaped}{number}"

	return CONTENT_ID.sub(place, text(message, "html"))


def _places(folder: Path) -> list[Path]:
	try:
		return sorted(
			place for place in folder.iterdir() if place.is_dir() and not place.name.startswith(".")
		)
	except FileNotFoundError:
		return []


def _files(place: Path) -> Iterator[Path]:
	for part in PARTS:
		yield from place.glob(f"{part}/*")
		yield from place.glob(f".*/{part}/*")


def _base(file: Path) -> str:
	return file.name.partition(":")[0]


def _listed(arrived: float, file: Path, place: Path) -> Listed | None:
	try:
		with file.open("rb") as stream:
			head = BytesHeaderParser(policy=email.policy.default).parsebytes(stream.read(HEAD_BYTES))
	except FileNotFoundError:
		return None
	kept_in = file.relative_to(place).parts[0]
	words = (_text_of_header(head, name) for name in ("From", "To", "Subject"))
	return Listed(place.name, _base(file), kept_in[1:] if kept_in.startswith(".") else "", arrived, *words)


def _text_of_header(message: EmailMessage, name: str) -> str:
	try:
		return str(message.get(name, ""))
	except Exception:  # noqa: BLE001 — the library raises whatever it likes at headers that no program should have written
		return "(unreadable)"


def _file_name(part: EmailMessage) -> str:
	try:
		return part.get_filename() or ""
	except Exception:  # noqa: BLE001 — the library fails here as at other headers
		return "(unreadable)"


def _decoded(part: Any) -> str:
	try:
		return str(part.get_content())
	except (LookupError, ValueError):
		payload = part.get_payload(decode=True)
		return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)
