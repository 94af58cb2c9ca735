"""Bounces as the mail servers of the world write them."""

from servicedesk.domain.mail_corpus.cases import Case, Expected, multipart

_HEAD = "Return-Path: <>\r\nTo: help@desk.test\r\nDate: Mon, 23 Nov 2026 05:00:00 +0000\r\n"
_LOST = b"Message-ID: <lost@desk.test>\r\nSubject: lost\r\n\r\nwords\r\n"
_SERVER = "mailer-daemon@mx.test"


def reports() -> list[Case]:
	"""With a report for programs, and with words alone."""
	status = (
		b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
		b"Final-Recipient: rfc822; a@x.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
		b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
	)
	words = b"Content-Type: text/plain\r\n\r\nYour message could not be delivered."
	mail = b"Content-Type: message/rfc822\r\n\r\n" + _LOST
	headers = b"Content-Type: text/rfc822-headers\r\n\r\n" + _LOST.partition(b"\r\n\r\n")[0]
	report = "; report-type=delivery-status"
	with_report = (
		("postfix bounce", multipart("report", words, status, mail, more=report, boundary="A1.1/mx.test")),
		(
			"exchange bounce",
			multipart("report", multipart("alternative", words, boundary="in"), status, mail, more=report),
		),
		(
			"gmail bounce",
			multipart("report", multipart("related", words, boundary="r"), status, mail, more=report),
		),
		("sendmail bounce", multipart("report", words, status, headers, more=report)),
		("late", multipart("report", words, status.replace(b"failed", b"delayed"), headers, more=report)),
	)
	with_words = (
		("exim bounce", "X-Failed-Recipients: a@x.test\r\n", "This message was created automatically.\r\n\r\n  a@x.test\r\n    550 no such user\r\n"),
		("qmail bounce", "", "Hi. This is the qmail-send program at mx.test.\r\n\r\n<a@x.test>:\r\n550 no such user\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <lost@desk.test>\r\n"),
		("old postfix bounce", "", "<a@x.test>: host mx.test said: 550 5.1.1 no such user\r\n"),
		("yahoo bounce", "", "Sorry, we were unable to deliver your message to the following address.\r\n\r\n<a@x.test>:\r\n554: delivery error\r\n"),
	)  # fmt: skip
	return [
		*(_case(kind, "", rest, Expected("Your message could not be delivered.", sender=_SERVER)) for kind, rest in with_report),
		*(_case(kind, fields, b"\r\n" + body.encode(), Expected(body.replace("\r\n", "\n"), "", (), sender=_SERVER)) for kind, fields, body in with_words),
	]  # fmt: skip


def _case(kind: str, fields: str, rest: bytes, expected: Expected) -> Case:
	head = f"{_HEAD}From: Mail Delivery System <MAILER-DAEMON@mx.test>\r\nSubject: Corpus {kind}\r\n{fields}"
	return Case(kind, head.encode() + rest, expected)
