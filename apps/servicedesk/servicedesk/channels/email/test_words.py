"""What a mail says: its fresh words, what is shown of it, and its files."""

from typing import Any

import frappe

from servicedesk.channels.email.words import Words, words_of
from servicedesk.domain.mail_message import read_mail
from servicedesk.shared.testing import DeskTestCase
from servicedesk.tickets.testing import PNG

OUTLOOK = """<html><body><div class=WordSection1><p class=MsoNormal>It <b>still</b> burns.<o:p></o:p></p>
<p><img width=300 src="cid:image001.png@01DA"></p><p>See <img src="https://x.test/track.gif" width=1 height=1>.</p>
<div id=Signature><p>Ann, Ltd.</p></div>
<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Desk<br><b>Sent:</b> Monday</p></div>
<p>Which printer?</p></div></body></html>"""


def mail(*parts: bytes, head: bytes = b"Subject: Re: Fire\r\nIn-Reply-To: <a@desk.test>") -> bytes:
	"""A mail of several parts, each with its own header."""
	inner = b"".join(b"--X\r\n" + part + b"\r\n" for part in parts)
	return (
		b"From: ann@known.test\r\n"
		+ head
		+ b"\r\nContent-Type: multipart/related; boundary=X\r\n\r\n"
		+ inner
		+ b"--X--"
	)


def part(content: bytes, kind: str, *headers: str) -> bytes:
	"""A part of a mail."""
	lines = [f"Content-Type: {kind}", "Content-Transfer-Encoding: 8bit", *headers, ""]
	return "\r\n".join(lines).encode() + b"\r\n" + content


class TestWords(DeskTestCase):
	"""Mails as programs write them, read as the fetcher reads them."""

	def words(self, raw: bytes) -> Words:
		"""What a mail brings to a mailbox."""
		return words_of(read_mail(raw), raw, frappe._dict(name="help@desk.test"))

	def text_mail(self, text: str, **headers: Any) -> Words:
		"""What a plain mail brings."""
		return self.words(mail(part(text.encode(), "text/plain; charset=utf-8"), **headers))

	def test_answer_of_outlook_is_folded_with_its_picture_in_it(self) -> None:
		picture = part(PNG, "image/png; name=image001.png", "Content-ID: <image001.png@01DA>")
		other = part(PNG, "image/png; name=other.png", "Content-ID: <other@x>")
		words = self.words(mail(part(OUTLOOK.encode(), "text/html"), picture, other))
		self.assertEqual(words.text, "It still burns.\n\nSee .")
		self.assertEqual(
			[(file.name, file.content_id) for file in words.files],
			[("other.png", ""), ("image001.png", "image001.png@01DA")],
		)
		fresh, _sign, folded = words.html.partition('<details class="sd-signature">')
		self.assertIn('<img src="cid:image001.png@01DA" alt="image001.png" width="300">', fresh)
		self.assertNotIn("track", words.html)
		signature, _sign, quoted = folded.partition('</details><details class="sd-quoted">')
		self.assertEqual(signature, "<div><p>Ann, Ltd.</p></div> ")
		self.assertIn("Which printer?", quoted)

	def test_plain_answer_is_folded(self) -> None:
		words = self.text_mail(
			"Да, https://a.test\n-- \nИван\n\n12.03.2026 10:22, Desk пишет:\n> Old <words>"
		)
		self.assertEqual(words.text, "Да, https://a.test")
		self.assertTrue(words.html.startswith('Да, <a href="https://a.test"'))
		self.assertIn('<details class="sd-signature">--<br>Иван</details>', words.html)
		self.assertIn("&gt; Old &lt;words&gt;</details>", words.html)

	def test_plain_words_alone_are_shown_as_they_are(self) -> None:
		words = self.text_mail("Да <b>")
		self.assertEqual((words.text, words.html), ("Да <b>", ""))

	def test_what_is_no_answer_is_news_as_a_whole(self) -> None:
		text = "Please help\n\nFrom: Boss\nSent: Monday\nFix it"
		for head in (b"Subject: Fire", b"Subject: FW: Fire\r\nReferences: <a@b.test>"):
			self.assertEqual(self.text_mail(text, head=head).text, text)

	def test_mail_without_words_but_with_a_picture_shows_it(self) -> None:
		html = part(b"<div><img src='cid:a@b'></div>", "text/html")
		words = self.words(mail(html, part(PNG, "image/png", "Content-ID: <a@b>")))
		self.assertEqual((words.text, words.files[0].name), ("Re: Fire", "attachment.png"))
		self.assertIn('<img src="cid:a@b"', words.html)

	def test_documents_go_before_the_pictures_of_a_signature(self) -> None:
		html = "".join(f"<img src='cid:{number}'>" for number in range(11))
		icons = [part(PNG, "image/png", f"Content-ID: <{number}>") for number in range(11)]
		document = part(b"%PDF-1.4", "application/pdf; name=a.pdf")
		words = self.words(mail(part(html.encode(), "text/html"), *icons, document))
		self.assertEqual((words.files[0].name, len(words.files)), ("a.pdf", 10))

	def test_refused_picture_is_named(self) -> None:
		html = part(b"<p>See <img src='cid:a@b' alt=Drawing></p>", "text/html")
		words = self.words(mail(html, part(b"<svg/>", "image/svg+xml; name=a.svg", "Content-ID: <a@b>")))
		self.assertEqual(words.files, [])
		self.assertTrue(words.text.startswith("See [Drawing]\n\na.svg: "))
		self.assertTrue(words.html.startswith("<p>See [Drawing]</p><p>a.svg: "))

	def test_mail_that_was_handed_on_is_a_file(self) -> None:
		inner = b"From: boss@known.test\r\nSubject: Fix\r\n\r\nFix it"
		words = self.words(mail(part(b"See", "text/plain"), b"Content-Type: message/rfc822\r\n\r\n" + inner))
		self.assertEqual([(file.name, file.content_id) for file in words.files], [("attachment.eml", "")])

	def test_long_words_go_on_in_the_html(self) -> None:
		words = self.text_mail("a" * 30_000)
		self.assertTrue(words.text.endswith("…"))
		self.assertEqual(words.html, "a" * 30_000)

	def test_mail_without_anything_says_what_its_subject_says(self) -> None:
		self.assertEqual(self.words(mail(part(b"<p></p>", "text/html"))).text, "Re: Fire")
