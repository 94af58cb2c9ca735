"""What programs send by themselves: automatic answers, lists, newsletters, monitoring, our own mail that comes back."""

from servicedesk.domain.mail_corpus.cases import Case, Expected, mail, multipart, text


def programs() -> list[Case]:
	"""All of them; each is read as any other mail."""
	fields = (
		("auto-replied", "Auto-Submitted: auto-replied"),
		("auto-generated", "Auto-Submitted: auto-generated; owner=x"),
		("exchange out of office", "X-Auto-Response-Suppress: All\r\nAuto-Submitted: auto-generated"),
		("precedence", "Precedence: auto_reply"),
		("x-autoreply", "X-Autoreply: yes"),
		("list", "List-Id: <dev.lists.test>\r\nList-Post: <mailto:dev@lists.test>\r\nPrecedence: list"),
		("newsletter", "List-Unsubscribe: <https://x.test/u>\r\nPrecedence: bulk"),
		("our loop mark", "X-Loop: help@desk.test"),
		("null return path", "Return-Path: <>"),
		(
			"two answers in a loop",
			"Auto-Submitted: auto-replied\r\n" + "Received: from a by b; now\r\n" * 60 + "X-A: b",
		),
		("dmarc failed", "Authentication-Results: mx.desk.test; dmarc=fail header.from=sender.test"),
		("forged mark", "References: <forged.1.2.3@desk.test>\r\nIn-Reply-To: <SD-000001@desk.test>"),
	)
	cases = [
		Case(kind, mail(kind, f"{lines}\r\n\r\nHello".encode()), Expected("Hello")) for kind, lines in fields
	]
	read = (
		b"Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/x; displayed\r\n"
	)
	receipt = multipart("report", text("Read"), read, more="; report-type=disposition-notification")
	alert = b"Content-Type: text/plain\r\nX-Mailer: monit\r\n\r\ndisk full\r\n"
	return [
		*cases,
		Case("read receipt", mail("read receipt", receipt), Expected("Read", "", ("attachment",))),
		Case("monitoring", mail("monitoring", alert), Expected("disk full\n")),
	]
