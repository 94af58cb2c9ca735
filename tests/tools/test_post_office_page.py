"""The post office's page as it runs: what is in the boxes is shown, and nothing of it is obeyed."""

import http.client
import re
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest
from post_office import boxes, letters

from tests.tools.live_programs import LOOPBACK, TOOLS, free_port, running

BOX = "ana@example.com"
PICTURE = b"\x89PNG\r\n\x1a\nnot much of one"
HOSTILE = '<p>Привет</p><script>alert(1)</script><img src="cid:pic@x"><img src="http://elsewhere.test/a.png">'


class Page:
	"""A running page over a folder of boxes."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder / "mail"
		self.port = free_port()

	def arguments(self) -> list[str]:
		"""Its command."""
		program = TOOLS / "post_office" / "page.py"
		return [sys.executable, str(program), "--port", str(self.port), "--folder", str(self.folder)]

	def ask(
		self, path: str, host: str = "localhost", method: str = "GET"
	) -> tuple[int, str, http.client.HTTPMessage]:
		"""Status, words and headers of an answer."""
		connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=20)
		connection.request(method, path, headers={"Host": f"{host}:{self.port}"})
		answer = connection.getresponse()
		content = answer.read().decode("utf-8", "replace")
		connection.close()
		return answer.status, content, answer.headers

	def links(self, path: str, part: str) -> list[str]:
		"""The addresses on a page that hold a part."""
		return [
			unescape(link)
			for link in re.findall(r'(?:href|src)="([^"]+)"', self.ask(path)[1])
			if part in link
		]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
	"""A page over no boxes yet."""
	shown = Page(tmp_path)
	with running(shown.arguments(), tmp_path / "log", shown.port):
		yield shown


def put(page: Page, content: bytes | None = None, box: str = BOX) -> None:
	"""Lay a mail into a box: the one with everything in it, unless told otherwise."""
	boxes.deliver(
		page.folder, "desk@example.com", [box], content if content is not None else whole().as_bytes()
	)


def whole() -> EmailMessage:
	"""A mail with text, HTML, a picture in it and an attachment, hostile wherever it can be."""
	message = EmailMessage()
	message["Subject"] = "Заявка <script>alert(2)</script>"
	message["From"] = '"<b>Desk</b>" <desk@example.com>'
	message["To"] = BOX
	message.set_content(
		"Посмотреть: http://localhost:8080/portal/requests/IT-1.\n<img src=x onerror=alert(3)>\n"
	)
	message.add_alternative(HOSTILE, subtype="html")
	message.get_payload()[1].add_related(PICTURE, "image", "png", cid="<pic@x>")  # type: ignore[union-attr, index]
	message.add_attachment(b"<script>", maintype="text", subtype="html", filename='счёт"\r\n.html')
	return message


def test_an_empty_post_office_says_so(page: Page) -> None:
	status, content, _headers = page.ask("/")
	assert status == 200
	assert "No mail has been sent yet." in content


def test_boxes_lead_to_mails_and_these_to_their_words(page: Page) -> None:
	put(page)
	(listed,) = page.links(f"/box?name={BOX}", "/mail?")
	assert listed in page.links("/", "/mail?")
	status, content, headers = page.ask(listed)
	assert status == 200
	assert "Посмотреть: " in content
	assert '<a href="http://localhost:8080/portal/requests/IT-1" target="_blank"' in content
	assert headers["Content-Security-Policy"].startswith("default-src 'none'")
	assert page.ask(page.links(listed, "/raw?")[0])[1].startswith("Return-Path: <desk@example.com>")


def test_nothing_of_a_mail_becomes_part_of_the_page(page: Page) -> None:
	put(page)
	(listed,) = page.links(f"/box?name={BOX}", "/mail?")
	for path in ("/", f"/box?name={BOX}", listed):
		content = page.ask(path)[1]
		assert "<script" not in content and "<b>Desk" not in content and "<img" not in content, path


def test_html_is_shown_in_a_frame_without_scripts(page: Page) -> None:
	put(page)
	(listed,) = page.links(f"/box?name={BOX}", "/mail?")
	(frame,) = page.links(listed, "/html?")
	assert "sandbox=" in page.ask(listed)[1]
	assert "allow-scripts" not in page.ask(listed)[1]
	_status, content, headers = page.ask(frame)
	assert "<p>Привет</p>" in content
	policy = headers["Content-Security-Policy"]
	assert (
		policy.startswith("sandbox ") and "allow-scripts" not in policy and "allow-same-origin" not in policy
	)
	assert "default-src 'none'" in policy and "img-src 'self' data:" in policy
	(picture,) = page.links(frame, "/part?")
	status, content, headers = page.ask(picture)
	assert (status, headers["Content-Type"]) == (200, "image/png")
	assert "not much of one" in content


def test_an_attachment_is_kept_and_never_shown(page: Page) -> None:
	put(page)
	(listed,) = page.links(f"/box?name={BOX}", "/mail?")
	_status, content, headers = page.ask(page.links(listed, "/part?")[-1])
	assert content == "<script>"
	assert headers["Content-Type"] == "application/octet-stream"
	assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D1%81")
	assert headers["X-Content-Type-Options"] == "nosniff"


def test_moved_and_flagged_mails_are_found_under_the_same_address(page: Page) -> None:
	put(page)
	(listed,) = page.links("/", "/mail?")
	(file,) = (page.folder / BOX / "new").iterdir()
	done = page.folder / BOX / ".Done" / "cur"
	done.mkdir(parents=True)
	file.rename(done / f"{file.name}:2,S")
	assert page.ask(listed)[0] == 200
	assert "(Done)" in page.ask("/")[1]


@pytest.mark.parametrize(
	"content",
	[
		b"",
		b"\x00\xff\xfe",
		b'Subject: =?utf-8?q?=FF?=\r\nFrom: <<<>>>\r\nTo: "\r\n\r\n',
		b"Content-Type: text/plain; charset=no-such\r\n\r\n\xff",
		b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
		b"Content-Type: multipart/mixed\r\n\r\nno boundary",
		b"Content-Type: text/html; charset=koi8-r\r\n\r\n\xcd",
		b"Content-Disposition: attachment; filename*=no'such'%FF\r\n\r\n",
		b"Content-Type: message/rfc822\r\n\r\nSubject: inside\r\n\r\nwords",
		b"From: a@b\r\nMessage-ID: [x\r\nDate: never\r\n\r\n",
	],
)
def test_a_broken_mail_is_shown_as_far_as_it_can_be(page: Page, content: bytes) -> None:
	put(page, content)
	(listed,) = page.links("/", "/mail?")
	for path in (
		listed,
		*page.links(listed, "/raw?"),
		*page.links(listed, "/part?"),
		*page.links(listed, "/html?"),
	):
		assert page.ask(path)[0] == 200, path


@pytest.mark.parametrize(
	"path",
	[
		"/box?name=..",
		"/box",
		"/mail?box=../..&mail=secret",
		f"/raw?box={BOX}&mail=../../../secret",
		f"/raw?box={BOX}",
		f"/part?box={BOX}&mail=x&part=0",
		"/..%2f..%2fsecret",
		"/nothing",
	],
)
def test_no_address_leads_outside_the_boxes(page: Page, path: str) -> None:
	put(page)
	(page.folder.parent / "secret").write_text("secret words")
	status, content, _headers = page.ask(path)
	assert status == 404
	assert "secret words" not in content


def test_only_this_machines_own_names_are_answered(page: Page) -> None:
	put(page)
	for host, status in (("localhost", 200), (LOOPBACK, 200), ("evil.test", 403)):
		found, content, _headers = page.ask("/", host=host)
		assert found == status
		assert (BOX in content) == (status == 200)


def test_nothing_can_be_changed(page: Page) -> None:
	put(page)
	for method in ("POST", "PUT", "DELETE"):
		assert page.ask("/", method=method)[0] == 501
	assert page.ask("/", method="HEAD")[:2] == (200, "")


def test_a_box_shows_its_newest_mails(page: Page) -> None:
	for number in range(3):
		put(page, f"Subject: mail {number}\n\nx".encode())
	assert [mail.subject for mail in letters.newest(page.folder, 2, BOX)] == ["mail 2", "mail 1"]
	assert letters.boxes(page.folder) == [letters.Box(BOX, 3)]
