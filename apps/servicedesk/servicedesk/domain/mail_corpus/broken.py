"""Mails that were broken on their way or by a program: cut off at every point of their structure, and worse."""

import itertools
import random
import re
import struct

from servicedesk.domain.mail_corpus.cases import HEADER, Case, Expected, file, mail, multipart, text
from servicedesk.domain.mail_corpus.winmail import SIGNATURE, attribute, values, variable, winmail

_BOUNDED = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
MUTATED = 60


def broken() -> list[Case]:
	"""All of them."""
	return [*_cut(), *_mutated(), *_structure(), *_packing(), *_fields(), *_winmail()]


def _whole() -> bytes:
	inner = multipart("alternative", text("Hello"), text("<p>Hello</p>", kind="html"), boundary="in")
	attached = b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nwords"
	return mail("cut", multipart("mixed", inner, file("a.txt", b"file"), attached, boundary="out"))


def _cut() -> list[Case]:
	"""After each line, and in the middle of each."""
	whole = _whole()
	ends = [found.end() for found in re.finditer(rb"\r\n", whole)]
	points = sorted({*ends, *((first + last) // 2 for first, last in itertools.pairwise(ends))})
	return [Case("truncated", whole[:point]) for point in points]


def _mutated() -> list[Case]:
	whole, cases = _whole(), []
	for seed in range(MUTATED):
		chance = random.Random(seed)  # noqa: S311 - not for secrets
		raw = bytearray(whole)
		for _change in range(chance.randint(1, 30)):
			raw[chance.randrange(len(raw))] = chance.choice(b'\0\r\n"=;<>?*\xff%-:Aa')
		cases.append(Case("mutated", bytes(raw)))
	return cases


def _structure() -> list[Case]:
	part = b"Content-Type: text/plain\r\n\r\nHello\r\n"
	given = (
		("boundary never comes", _BOUNDED + b"Hello", Expected("Hello", "", ())),
		("no boundary", b"Content-Type: multipart/mixed\r\n\r\nHello", Expected("Hello", "", ())),
		("empty boundary", b'Content-Type: multipart/mixed; boundary=""\r\n\r\nHello', Expected("Hello")),
		("no last boundary", _BOUNDED + b"--b\r\n" + part, Expected("Hello\n")),
		("last boundary only", _BOUNDED + b"--b--\r\n", Expected("--b--\n", "", ())),
		("boundary at the end", _BOUNDED + b"--b", Expected("", "", ())),
		("words after the end", _BOUNDED + b"--b\r\n" + part + b"--b--\r\nafter\r\n--c\r\n", Expected("Hello")),
		("twice the same boundary", _BOUNDED + b"--b\r\n" + _BOUNDED + b"--b\r\n" + part + b"--b--\r\n--b--", Expected("Hello")),
		("boundary like another", multipart("mixed", multipart("mixed", part, boundary="b-1"), part, boundary="b"), Expected("Hello\n\nHello\n")),
		("blank after boundary", _BOUNDED + b"--b  \t\r\n" + part + b"--b-- \r\n", Expected("Hello")),
		("part without a header", _BOUNDED + b"--b\r\n\r\nHello\r\n--b\r\nmore of it\r\n--b--", Expected("Hello\nmore of it")),
		("lone line feeds", _BOUNDED.replace(b"\r", b"") + b"--b\n\nHello\n--b--\n", Expected("Hello")),
		("no semicolon", b"Content-Type: multipart/mixed boundary=b\r\n\r\n--b\r\n" + part + b"--b--", Expected("Hello")),
		("digest", b"Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\nw\r\n--b--", Expected("", "", ("attachment.eml",))),
		("packed container", multipart("mixed", part).replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1), Expected("Hello\n")),
		("unclosed quote", b'Content-Type: multipart/mixed; boundary="b\r\n\r\n--b\r\n' + part + b"--b--", Expected("Hello")),
	)  # fmt: skip
	cases = [Case(kind, mail(kind, rest), expected) for kind, rest, expected in given]
	lone = mail("bare returns", b"\r\nHello").replace(b"\r\n", b"\r")
	mbox = b"From ann@sender.test Mon Nov 23 05:00:00 2026\r\n" + mail("mbox line", b"\r\nHello")
	return [*cases, Case("bare returns", lone, Expected("Hello")), Case("mbox line", mbox, Expected("Hello"))]


def _packing() -> list[Case]:
	def packed(encoding: str, body: bytes) -> bytes:
		kind = b"Content-Type: text/plain; charset=utf-8\r\n"
		return kind + f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body

	given = (
		("base64 that is text", packed("base64", b"This is no such thing, dear readers."), "This is no such thing, dear readers."),
		("base64 with garbage", packed("base64", b"SGVsbG8gSGVsbG8gSGVsbG8gSGVsbG8g*SGVsbG8="), "Hello " * 4 + "Hello"),
		("base64 without its end", packed("base64", b"SGVsbG8gSGVsbG8gSGVsbG8gSGVsb"), "Hello Hello Hello " + "Hello"[:3]),
		("base64 in pieces", packed("base64", b"SGVs\r\nbG8=\r\nSGVsbG8=\r\n"), "HelloHello"),
		("base64 and a list's footer", packed("base64", b"SGVs" * 99 + b"bG8=\r\n____\r\nList list"), "Hello"[:3] * 99 + "lo"),
		("no such packing", packed("x-none", b"Hello"), "Hello"),
		("seven bits that are eight", packed("7bit", "Здравей".encode()), "Здравей"),
		("broken quoted printable", packed("quoted-printable", b"a=ZZ b=3D="), "a=ZZ b="),
		("uuencode that is none", packed("x-uuencode", b"Hello"), "Hello"),
		("begin without an end", b"\r\nbegin 644 a.txt\r\n" + b"$86)C9```", "begin 644 a.txt\n$86)C9```"),
		("begin of a story", b"\r\nbegin 644 times\r\nhello", "begin 644 times\nhello"),
		("flowed to the end", b"Content-Type: text/plain; format=flowed\r\n\r\nHello ", "Hello "),
	)  # fmt: skip
	return [Case(kind, mail(kind, rest), Expected(words)) for kind, rest, words in given]


def _fields() -> list[Case]:
	def with_date(date: str) -> bytes:
		return mail("date", b"\r\nHello").replace(b"Mon, 23 Nov 2026 05:00:00 +0200", date.encode())

	dates = (
		"Thu, 01 Jan 1970 00:00:00 +0000", "Fri, 01 Jan 2100 00:00:00 +0000", "yesterday", "", "1 Jan 9999 23:59:59 -2300",
		"Mon, 99 Foo 2026 99:99:99", "Mon, 23 Nov 2026 05:00:00 +9999999999999999999",
	)  # fmt: skip
	named = mail("identifier", b"\r\nHello")
	identifier = b"Message-ID: <identifier@sender.test>\r\n"
	heads = (
		("no identifier", named.replace(identifier, b"")),
		("same identifier again", named.replace(b"Hello", b"Other words")),
		("two identifiers", named.replace(identifier, identifier * 2)),
		("identifier that is none", named.replace(identifier, b"Message-ID: what?\r\n")),
		("long identifier", named.replace(identifier, b"Message-ID: <" + b"x" * 9000 + b"@y>\r\n")),
		("null bytes", named.replace(b"Hello", b"He\0llo")),
		("field without a name", named.replace(identifier, b": x\r\n")),
		("blank folded line", named.replace(identifier, b"X-A: b\r\n \r\nX-B: c\r\n")),
		("injection", named.replace(identifier, b"X-A: b\rBcc: victim@x.test\r\n")),
	)
	writers = (
		"X-From: none",
		"From: ann",
		"From: ann@sender.test\r\nFrom: bob@x.test",
		"From: ann@a.test, bob@b.test",
		"From: <>",
		"From: undisclosed:;",
	)
	sender = b'From: "Ann Sender" <ann@sender.test>'
	return [
		*(Case("date", with_date(date), Expected("Hello")) for date in dates),
		*(Case(kind, raw, Expected()) for kind, raw in heads),
		*(
			Case("writer", named.replace(sender, each.encode()), Expected("Hello", sender=None))
			for each in writers
		),
		Case("nothing", b"", refused="empty"),
		Case("nulls only", bytes(999), refused="empty"),
		Case("no header", b"\r\nwords", refused="no-header"),
		Case("words only", b"hello\r\nthere\r\n", refused="no-header"),
		Case("header only", HEADER.encode(), Expected("", "", ())),
	]


def _winmail() -> list[Case]:
	"""Lengths that lie, and a packed one cut at each place."""
	whole = winmail()
	bad = (
		SIGNATURE, b"winmail", SIGNATURE + b"\1" * 8 + b"\xff\xff\xff\xff",
		SIGNATURE + attribute(1, 0x9003, values(struct.pack("<HH", 0x7777, 0x1000))),
		SIGNATURE + attribute(1, 0x9003, struct.pack("<IHHI", 1, 0x1003, 0x1000, 0xFFFFFFFF)),
		SIGNATURE + attribute(1, 0x9003, b"\xff\xff\xff\xff" + variable(0x1000, 0x1E, b"x" * 9)),
		SIGNATURE + attribute(2, 0x9002, b"") + attribute(2, 0x800F, b"x") + b"\2\0",
	)  # fmt: skip
	cut = [whole[:point] for point in range(0, len(whole), 23)]
	return [
		Case(
			"broken winmail.dat",
			mail("winmail", multipart("mixed", file("winmail.dat", each, "application/ms-tnef"))),
		)
		for each in (*bad, *cut)
	]
