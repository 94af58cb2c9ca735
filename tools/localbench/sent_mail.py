"""Shows the newest mails that the desk has sent, from the post office's Maildir."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from localbench import paths

FOLDER = paths.VAR / "mail"
RULE = "─" * 78


def newest(count: int, folder: Path = FOLDER) -> list[Path]:
	"""The files of the newest mails, oldest of them first."""
	files = [file for file in _files(folder) if file.is_file()]
	return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))[-count:]


def _files(folder: Path) -> Iterator[Path]:
	for part in ("new", "cur"):
		yield from folder.glob(f"**/{part}/*")


def readable(file: Path) -> str:
	"""One mail: who, to whom, what about, its text and the names of its attachments."""
	with file.open("rb") as stream:
		message = email.message_from_binary_file(stream, policy=email.policy.default)
	heads = [f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject") if message[name]]
	names = [str(part.get_filename() or part.get_content_type()) for part in message.iter_attachments()]
	attached = [f"Attached: {', '.join(names)}"] if names else []
	return "\n".join([*heads, *attached, "", _text(message)])


def _text(message: EmailMessage) -> str:
	body = message.get_body(preferencelist=("plain", "html"))
	return str(body.get_content()).strip() if body is not None else ""


def show(count: int, folder: Path = FOLDER) -> str:
	"""The newest mails, for a terminal."""
	found = newest(count, folder)
	if not found:
		return "No mail has been sent yet."
	return f"\n{RULE}\n".join(readable(file) for file in found)
