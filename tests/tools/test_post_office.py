"""The post office as it runs: mail sent by SMTP, found in its box, and read by IMAP."""

import email
import imaplib
import mailbox
import os
import shutil
import smtplib
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

import pytest
from post_office import boxes, render

from tests.tools.live_programs import LOOPBACK, TOOLS, free_port, running

ADDRESS = "Help+42@Example.COM"
# The tag after the plus sign makes no box of its own.
BOX = "help@example.com"


class PostOffice:
	"""A running post office."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder
		self.mail = folder / "mail"
		self.port = free_port()

	def arguments(self) -> list[str]:
		"""Its command."""
		program = TOOLS / "post_office" / "server.py"
		return [sys.executable, str(program), "--port", str(self.port), "--folder", str(self.mail)]

	def client(self) -> smtplib.SMTP:
		"""A connection to it."""
		return smtplib.SMTP(LOOPBACK, self.port, timeout=30)

	def messages(self, box: str) -> list[mailbox.MaildirMessage]:
		"""What lies in a box."""
		return list(mailbox.Maildir(self.mail / box, create=False))


@pytest.fixture
def post_office(tmp_path: Path) -> Iterator[PostOffice]:
	"""A post office with no boxes yet."""
	office = PostOffice(tmp_path)
	with running(office.arguments(), tmp_path / "log", office.port):
		yield office


def mail(subject: str = "Заявка №161", size: int = 0) -> EmailMessage:
	"""A mail with a Cyrillic subject and body and an attachment."""
	message = EmailMessage()
	message["Subject"] = subject
	message["From"] = "desk@example.com"
	message["To"] = ADDRESS
	message.set_content("Здравейте\n.\n.точка\n")
	message.add_attachment(b"\x00\xff" * 100 + b"x" * size, maintype="application", subtype="octet-stream")
	return message


def test_each_recipient_gets_the_mail(post_office: PostOffice) -> None:
	with post_office.client() as client:
		client.send_message(mail(), "desk@example.com", [ADDRESS, "other@example.com"])
	for box, recipient in ((BOX, ADDRESS), ("other@example.com", "other@example.com")):
		(found,) = post_office.messages(box)
		message = email.message_from_bytes(found.as_bytes(), policy=SMTPUTF8)
		assert isinstance(message, EmailMessage)
		assert message["Subject"] == "Заявка №161"
		assert message["Delivered-To"] == recipient
		assert message["Return-Path"] == "<desk@example.com>"
		body = message.get_body()
		assert body and body.get_content() == "Здравейте\n.\n.точка\n"
		(attachment,) = message.iter_attachments()
		assert attachment.get_content() == b"\x00\xff" * 100


def test_boxes_are_for_their_owner_only(post_office: PostOffice) -> None:
	with post_office.client() as client:
		client.send_message(mail())
	for path in [post_office.mail, *post_office.mail.rglob("*")]:
		assert path.stat().st_mode & 0o077 == 0, path
		assert (path.stat().st_uid, path.stat().st_gid) == boxes.owner_of_boxes()
	assert not list((post_office.mail / BOX / "tmp").iterdir())


def test_size_is_announced_and_held(post_office: PostOffice) -> None:
	with post_office.client() as client:
		client.ehlo()
		assert client.esmtp_features["size"] == str(30 << 20)
		client.send_message(mail(size=5 << 20))
		with pytest.raises(smtplib.SMTPSenderRefused) as refused:
			client.send_message(mail(size=24 << 20))
		assert refused.value.smtp_code == 552
	assert len(post_office.messages(BOX)) == 1


def test_any_password_will_do(post_office: PostOffice) -> None:
	with post_office.client() as client:
		client.login("desk@example.com", "whatever")
		client.send_message(mail())
	assert len(post_office.messages(BOX)) == 1


@pytest.mark.parametrize(
	("content", "code"), [("", 451), ("550 5.1.1 No such user\n", 550), ("nonsense", 451), ("250 OK", 451)]
)
def test_outage(post_office: PostOffice, content: str, code: int) -> None:
	switch = post_office.mail / ".refuse"
	switch.write_text(content)
	with post_office.client() as client:
		with pytest.raises(smtplib.SMTPSenderRefused) as refused:
			client.send_message(mail())
		assert refused.value.smtp_code == code
		switch.unlink()
		client.send_message(mail())
	assert len(post_office.messages(BOX)) == 1


def test_a_full_disk_is_said(post_office: PostOffice) -> None:
	(post_office.mail / BOX).write_text("a file where the box should be")
	with post_office.client() as client, pytest.raises(smtplib.SMTPDataError) as refused:
		client.send_message(mail())
	assert refused.value.smtp_code == 452


@pytest.mark.parametrize(
	("address", "name"),
	[
		("a@b.c", "a@b.c"),
		(" A.B+c=d_e-f@X.org ", "a.b+c=d_e-f@x.org"),
		("../../etc/passwd", None),
		("..", None),
		("", None),
		(".hidden@b.c", None),
		("-option@b.c", None),
		("a/b@c.d", None),
		("x" * 300 + "@b.c", None),
		("ивана@пример.бг", None),
	],
)
def test_names_of_boxes(address: str, name: str | None) -> None:
	found = boxes.folder_name(address)
	if name:
		assert found == name
	else:
		assert found.startswith("_") and len(found) < 150 and not set(found) & set("/\\\n")


@pytest.mark.parametrize(
	("address", "owner"),
	[
		("help+HELP-7.c.abc@b.c", "help@b.c"),
		("a+b+c@d.e", "a@d.e"),
		("+tag@b.c", "+tag@b.c"),
		("no-at+sign", "no-at+sign"),
		("a@b+c.d", "a@b+c.d"),
	],
)
def test_a_tag_is_not_part_of_the_boxes_name(address: str, owner: str) -> None:
	assert boxes.without_tag(address) == owner


def test_different_addresses_have_different_boxes() -> None:
	assert boxes.folder_name("a/b@c.d") != boxes.folder_name("a:b@c.d")
	assert boxes.folder_name("a/b@c.d") == boxes.folder_name("A/B@C.D")


# ---- IMAP


class Imap:
	"""A running Dovecot beside a post office."""

	def __init__(self, office: PostOffice) -> None:
		self.office = office
		self.port = free_port()
		configuration = render.write(office.folder / "dovecot", office.mail, office.folder / "run", self.port)
		dovecot = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
		assert dovecot, "dovecot is not installed"
		self.arguments = [dovecot, "-F", "-c", str(configuration)]

	def client(self, user: str = "Help@Example.COM", password: str = render.PASSWORD) -> imaplib.IMAP4:
		"""A signed-in connection. Raises imaplib's error when refused."""
		client = imaplib.IMAP4(LOOPBACK, self.port, timeout=20)
		client.login(user, password)
		return client


@pytest.fixture
def imap(post_office: PostOffice) -> Iterator[Imap]:
	"""Dovecot before the boxes of the post office."""
	dovecot = Imap(post_office)
	with running(dovecot.arguments, post_office.folder / "dovecot.log", dovecot.port):
		yield dovecot


def test_mail_is_read_by_imap(post_office: PostOffice, imap: Imap) -> None:
	with post_office.client() as client:
		client.send_message(mail())
	with imap.client() as reader:
		assert reader.select("INBOX") == ("OK", [b"1"])
		_, (found, *_) = reader.fetch("1", "(RFC822)")
		assert isinstance(found, tuple)
		message = email.message_from_bytes(found[1], policy=SMTPUTF8)
		assert message["Subject"] == "Заявка №161"
		assert reader.store("1", "+FLAGS", r"\Seen")[0] == "OK"
		assert reader.uid("SEARCH", "UNSEEN") == ("OK", [b""])
		assert reader.create("Done")[0] == "OK"
		assert reader.copy("1", "Done")[0] == "OK"
	with post_office.client() as client:
		client.send_message(mail("second"))
	with imap.client() as reader:
		assert reader.select("INBOX") == ("OK", [b"2"])
		assert reader.uid("SEARCH", "UNSEEN")[1] == [b"2"]


def test_a_box_that_got_no_mail_yet_is_empty(imap: Imap) -> None:
	with imap.client("nobody.yet@example.com") as reader:
		assert reader.select("INBOX") == ("OK", [b"0"])


def test_a_wrong_password_is_refused(imap: Imap) -> None:
	with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
		imap.client(password="wrong")


@pytest.mark.parametrize("user", ["..", "../..", "a/b@c.d", ".", "%d"])
def test_no_user_name_leads_outside(post_office: PostOffice, imap: Imap, user: str) -> None:
	before = {path.name for path in post_office.folder.iterdir()}
	try:
		with imap.client(user) as reader:
			reader.select("INBOX")
	except imaplib.IMAP4.error:
		pass
	assert {path.name for path in post_office.folder.iterdir()} == before
	assert not list(post_office.mail.parent.glob("*/INBOX"))


def test_configuration_of_an_ordinary_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
	monkeypatch.setattr(os, "geteuid", lambda: os.stat(TOOLS).st_uid or 1)
	monkeypatch.setattr(os, "getegid", lambda: 1)
	text = render.text(tmp_path, tmp_path / "run", 1)
	assert "chroot=" not in text and "default_internal_user = " in text
	assert f"maildir:{tmp_path}/%Ln@%Ld" in text
