"""Mails are read, or refused with a code: never another exception."""

import base64
import random
import tracemalloc

import pytest

from servicedesk.domain import mail_message
from servicedesk.domain.mail_message import MailUnreadable, read_mail

GOOD = (
	b'From: "A, B" <A@x.bg>\r\nTo: g: a@b.c, d@e.f;\r\nSubject: =?koi8-r?B?8NLJ18XU?=\r\nMessage-ID: <1@x>\r\n'
	b"Date: Mon, 23 Nov 2026 05:00:00 +0200\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n"
	b"--q\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\n\xcf\xf0\xe8\r\n"
	b'--q\r\nContent-Type: image/png; name*0="a"; name*1*=%41\r\nContent-ID: <i>\r\n'
	b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
	b"--q\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nhi\r\n--q--\r\n"
)


def test_a_good_mail() -> None:
	mail = read_mail(GOOD)
	assert (mail.subject, mail.text, mail.message_id) == ("Привет", "При", "<1@x>")
	assert [(each.name, each.address) for each in mail.senders] == [("A, B", "a@x.bg")]
	assert [each.address for each in mail.to] == ["a@b.c", "d@e.f"]
	assert [(part.name, part.content, part.inline) for part in mail.parts] == [
		("aA", b"\0\0\0", True),
		("attachment.eml", b"Subject: in\r\n\r\nhi", False),
	]


@pytest.mark.parametrize(
	("raw", "code"),
	[
		(b" ", "empty"),
		(b"\r\nno header", "no-header"),
		(b"A: " + b"x" * 1_100_000, "header-too-long"),
	],
)
def test_refused(raw: bytes, code: str) -> None:
	with pytest.raises(MailUnreadable) as raised:
		read_mail(raw)
	assert raised.value.code == code


@pytest.mark.parametrize(
	"raw",
	[
		"Привет".encode("cp1251"),
		"Привет".encode(),
		b"=?koi8-r?B?8NLJ18XU?=",
	],
)
def test_headers_of_people_whose_program_does_not_encode(raw: bytes) -> None:
	mail = read_mail(b"Subject: " + raw + b"\nFrom: " + raw + b" <a@x.bg>\n\nhi")
	assert mail.subject == "Привет"
	assert [(each.name, each.address) for each in mail.senders] == [("Привет", "a@x.bg")]


@pytest.mark.parametrize("charset", ["us-ascii", "utf-8", "x-unknown", "windows-1251", ""])
def test_a_text_in_a_set_that_is_not_the_one_it_says(charset: str) -> None:
	kind = f"Content-Type: text/plain; charset={charset}\n\n".encode()
	assert read_mail(kind + "Добър ден".encode("cp1251")).text == "Добър ден"


def test_a_name_that_contradicts_itself_is_read() -> None:
	raw = b"A: b\nContent-Disposition: attachment; f*=a; f*0=b\nContent-Type: x/y; name*0=c; name*=d\n\nhi"
	assert [part.name for part in read_mail(raw).parts] == ["c"]


@pytest.mark.parametrize(
	("to", "found", "remarks"),
	[
		("(" * 5_000 + "a@b.c", 0, ("addresses-broken",)),
		(", ".join(f"p{number}@x.bg" for number in range(250)), 200, ("recipients-cut",)),
		(
			", ".join(f"p{number}@long-name-of-a-domain.bg" for number in range(9_000)),
			200,
			("recipients-cut",),
		),
		("x" * 20_000, 0, ("recipients-cut",)),
		("a@x.bg, b", 2, ()),
	],
)
def test_recipients(to: str, found: int, remarks: tuple[str, ...]) -> None:
	mail = read_mail(f"To: {to}\n\nhi".encode())
	assert (len(mail.to), mail.remarks, mail.text) == (found, remarks, "hi")
	assert [each.address for each in mail.to[1:2]] != ["b"]


@pytest.mark.parametrize(
	("date", "year"),
	[
		("Mon, 23 Nov 2026 05:00:00 +0200", 2026),
		("23 Nov 2026 05:00:00 -0000", 2026),
		("Thu, 01 Jan 1970 00:00:00 +0000", None),
		("Fri, 01 Jan 2100 00:00:00 +0000", None),
		("yesterday", None),
	],
)
def test_dates(date: str, year: int | None) -> None:
	sent_at = read_mail(f"Date: {date}\n\nhi".encode()).sent_at
	assert (sent_at.year if sent_at else None) == year


def test_a_fault_of_our_own_is_not_called_the_mails(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.delattr(mail_message, "content_of")
	with pytest.raises(NameError):
		read_mail(GOOD)


def test_the_parts_are_the_bytes_that_were_attached() -> None:
	inner = b"Subject:  odd   \n\tfolded\r\nx:y\r\n\r\n--q \nbare\rreturn \r\n"
	raw = b"A: b\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822; name=%22x.eml\n\n"
	(part,) = read_mail(raw.replace(b"%22", b"") + inner + b"\r\n--b--").parts
	assert (part.name, part.content) == ("x.eml", inner)


def test_room_grows_with_the_length() -> None:
	packed = base64.encodebytes(bytes(6_000_000))
	raw = b"A: b\nContent-Type: x/y\nContent-Transfer-Encoding: base64\n\n" + packed
	tracemalloc.start()
	read_mail(raw)
	peak = tracemalloc.get_traced_memory()[1]
	tracemalloc.stop()
	# Besides the mail itself.
	assert peak < 3 * len(raw)


@pytest.mark.parametrize("seed", range(300))
def test_broken_mails_are_read_or_refused(seed: int) -> None:
	chance = random.Random(seed)  # noqa: S311 - not for secrets
	raw = bytearray(GOOD)
	for _change in range(chance.randint(1, 12)):
		raw[chance.randrange(len(raw))] = chance.choice(b'\0\r\n"=;<>?*\xff%Aa')
	try:
		mail = read_mail(bytes(raw[: chance.randint(50, len(raw))]))
	except MailUnreadable as error:
		assert error.code
	else:
		assert mail.headers


def test_a_signed_mail_is_kept_whole() -> None:
	raw = b"A: b\nReturn-Path: <>\nContent-Type: multipart/signed; boundary=q\n\n--q\n\nhi\n--q--\n"
	mail = read_mail(raw)
	assert mail.protected and mail.parts[0].content == raw
	assert (mail.text, mail.return_path, mail.header("a"), mail.header("none")) == ("hi", "", "b", "")
	assert mail.all_headers("A") == ("b",)


def test_a_mail_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(mail_message, "MAXIMUM_BYTES", 10)
	with pytest.raises(MailUnreadable, match="too-large"):
		read_mail(GOOD)
