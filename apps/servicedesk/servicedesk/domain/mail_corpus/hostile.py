"""Mails made to stop a desk: very deep, very many, very long; and to run something in the reader's browser."""

import io
import zipfile

from servicedesk.domain.mail_corpus.cases import Case, Expected, file, mail, multipart, text

SCRIPTS = (
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
	"<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<style>@import 'http://x.test'</style>", "<math><mtext></p><img onerror=alert(1) src>",
	"<form action='https://x.test'><input name=p></form>", "<base href='https://x.test'>", "<meta http-equiv=refresh content='0;url=//x'>",
	"<object data='data:text/html,<script>alert(1)</script>'></object>", "<!--[if IE]><script>alert(1)</script><![endif]-->",
	"<img src='cid:x' style='background:url(javascript:alert(1))'>", "<p style='position:fixed;inset:0'>all over</p>", "{{ frappe.db }} {% for a in b %}",
)  # fmt: skip


def hostile() -> list[Case]:
	"""All of them."""
	return [*_deep(), *_many(), *_long(), *_running()]


def _nested(depth: int) -> bytes:
	lines = [
		f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n' for level in range(depth)
	]
	return "".join(lines).encode() + b"\r\nHello\r\n"


def _deep() -> list[Case]:
	mails = b"Content-Type: message/rfc822\r\n\r\n" * 1000
	return [
		Case("40 nested parts", mail("40 nested", _nested(40)), Expected("Hello\n")),
		Case("1000 nested parts", mail("1000 nested", _nested(1000)), refused="too-deep"),
		Case(
			"1000 nested mails",
			mail("1000 mails", mails + b"\r\nHello"),
			Expected("", "", ("attachment.eml",)),
		),
		Case(
			"10000 comments",
			mail("comments", b"\r\nHello").replace(b"help@desk", b"(" * 10_000 + b"help@desk"),
			Expected("Hello"),
		),
		Case("10000 tags", mail("tags", text("<div>" * 10_000 + "Hello", kind="html")), Expected("")),
	]


def _many() -> list[Case]:
	people = ", ".join(f'"Person {number}" <p{number}@many.test>' for number in range(10_000)).encode()
	containers = b"".join(
		b"--b\r\nContent-Type: multipart/mixed; boundary=c%d\r\n\r\n--c%d--\r\n" % (n, n) for n in range(400)
	)
	head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	parameters = "".join(f"; p*{number}*=%41" for number in range(400)).encode()
	return [
		Case("10000 recipients", mail("recipients", b"\r\nHello").replace(b"help@desk.test", people), Expected("Hello")),
		Case("10000 parts", mail("parts", head + b"--b\r\n\r\nx\r\n" * 10_000), refused="too-many-parts"),
		Case("1000 files", mail("files", head + b"--b\r\nContent-Type: x/y\r\n\r\nx\r\n" * 1000 + b"--b--"), Expected("")),
		Case("400 containers", mail("containers", head + containers), refused="too-deep"),
		Case("20000 fields", mail("fields", b"X-A: b\r\n" * 20_000 + b"\r\nHello"), Expected("Hello")),
		Case("20000 references", mail("references", b"References:" + b"\r\n <a@b>" * 20_000 + b"\r\n\r\nHello"), Expected("Hello")),
		Case("400 pieces of a name", mail("pieces", b"Content-Type: text/plain" + parameters + b"\r\n\r\nHello"), Expected("Hello")),
		Case("20000 lines like a boundary", mail("lines", head + b"--b\r\n\r\n" + b"--x\r\n" * 20_000 + b"--b--"), Expected("--x\n" * 19_999 + "--x")),
		Case("20000 begins", mail("begins", b"\r\n" + b"begin 644 a\r\n" * 20_000), Expected("begin 644 a\n" * 20_000)),
	]  # fmt: skip


def _long() -> list[Case]:
	megabyte = 1024 * 1024
	archive = io.BytesIO()
	with zipfile.ZipFile(archive, "w") as bomb:
		bomb.writestr(zipfile.ZipInfo("zeros"), bytes(20 * megabyte), zipfile.ZIP_DEFLATED)
	return [
		Case("line of 1 MB", mail("line", b"\r\n" + b"x" * megabyte), Expected("x" * megabyte)),
		Case("field of 500 kB", mail("field", b"X-A: " + b"x" * 500_000 + b"\r\n\r\nHello"), Expected("Hello")),
		Case("header without an end", b"A: " + b"x" * 2 * megabyte, refused="header-too-long"),
		Case("subject of 300 kB", mail("subject", b"\r\nHello", "=?utf-8?Q?x" * 30_000), Expected("Hello")),
		Case("quotes in a field", mail("quotes", b"Content-Type: text/plain; a=\"" + b"\\\"; b=\"" * 2_000 + b"\r\n\r\nHello"), Expected("Hello")),
		Case("text of 3 MB", mail("text", b"\r\n" + b"words " * 500_000), Expected("words " * 333_333 + "wo", "", ("attachment.txt",))),
		Case("real zip bomb", mail("bomb", multipart("mixed", file("bomb.zip", archive.getvalue(), "application/zip"))), Expected("", "", ("bomb.zip",))),
		Case("open brackets", mail("brackets", text("<" * 100_000, kind="html")), Expected("")),
	]  # fmt: skip


def _running() -> list[Case]:
	return [
		*(Case("script", mail(f"script {number}", text(f"<p>Hi</p>{each}", kind="html"), each), Expected("")) for number, each in enumerate(SCRIPTS)),
		Case("script in text", mail("script in text", b"\r\n<script>alert(1)</script>"), Expected("<script>alert(1)</script>", "")),
		Case("script as a name", mail("script as a name", multipart("mixed", file("<img src=x onerror=alert(1)>.png", b"x"))), Expected("")),
	]  # fmt: skip
