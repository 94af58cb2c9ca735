"""A mail of the corpus, and how one is put together."""

import base64
from dataclasses import dataclass

SENDER = "ann@sender.test"
HEADER = f'From: "Ann Sender" <{SENDER}>\r\nTo: help@desk.test\r\nDate: Mon, 23 Nov 2026 05:00:00 +0200\r\nMIME-Version: 1.0\r\n'


@dataclass(frozen=True)
class Expected:
	"""What has to come out; None where it does not matter. `parts`: the names of the attachments."""

	text: str | None = None
	html: str | None = None
	parts: tuple[str, ...] | None = None
	subject: str | None = None
	sender: str | None = SENDER


@dataclass(frozen=True)
class Case:
	"""`kind`: many of one kind may be there. `refused`: the code with which it is refused, "" when it is read."""

	kind: str
	raw: bytes
	expected: Expected | None = None
	refused: str | None = None


def mail(kind: str, rest: bytes, subject: str = "") -> bytes:
	"""A mail of our own sender; `rest`: further fields, an empty line, the body. The subject says its kind."""
	subject = subject or f"Corpus {kind}"
	identifier = f"Message-ID: <{kind.replace(' ', '-')}@sender.test>\r\n"
	return f"{HEADER}Subject: {subject}\r\n{identifier}".encode() + rest


def multipart(subtype: str, *parts: bytes, boundary: str = "=_b0", more: str = "") -> bytes:
	"""Content-Type, an empty line and the parts, each of which is fields, an empty line and a body."""
	line = boundary.encode()
	head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"{more}\r\n\r\n'.encode()
	return (
		head + b"".join(b"--" + line + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + line + b"--\r\n"
	)


def text(content: str, charset: str = "utf-8", kind: str = "plain", more: str = "", codec: str = "") -> bytes:
	"""A text part in base64."""
	packed = base64.encodebytes(content.encode(codec or charset)).replace(b"\n", b"\r\n")
	head = f"Content-Type: text/{kind}; charset={charset}{more}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	return head.encode() + packed


def file(name: str, content: bytes, kind: str = "application/octet-stream", more: str = "") -> bytes:
	"""An attachment in base64."""
	packed = base64.encodebytes(content).replace(b"\n", b"\r\n")
	head = (
		f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
		f"{more}Content-Transfer-Encoding: base64\r\n\r\n"
	)
	return head.encode() + packed
