"""Mails are read, or refused with a code: never another exception."""

import random

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
		("attachment", b"Subject: in\n\nhi", False),
	]


@pytest.mark.parametrize(
	("raw", "code"),
	[
		(b" ", "empty"),
		(b"A: b\nContent-Disposition: x; f*=a; f*0=b\nContent-Type: x/y; f*0=c; f*=d\n\n", "malformed"),
		(b"\r\nno header", "no-header"),
		(b"A: " + b"x" * 300_000, "header-too-long"),
		(b'A: b\n\n--x\ncontent-type: text/plain; a="' + b";\n " * 2_000, "header-too-long"),
		(b"A: b\n\n" + b"Content-Type: multipart/x\n" * 61, "too-deep"),
		(b"A: b\n\n" + b"\n--x" * 20_001, "too-many-parts"),
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


def test_a_mail_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(mail_message, "MAXIMUM_BYTES", 10)
	with pytest.raises(MailUnreadable, match="too-large"):
		read_mail(GOOD)
