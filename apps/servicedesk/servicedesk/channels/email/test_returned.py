"""Reports of mails that came back: read from the bytes, noted where staff see them, and answered to nobody."""

import frappe

from servicedesk.channels.email import inbound
from servicedesk.channels.email.taking_in_testing import DESK, STRANGER, USER, TakingInTestCase
from servicedesk.channels.email.testing import MailboxTestCase
from servicedesk.shared.testing import make_account
from servicedesk.tickets import audit_view, history
from servicedesk.tickets.testing import make_ticket

REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.known.test>\r
To: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <{number}@mx.known.test>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
I'm sorry.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.known.test\r
\r
Final-Recipient: rfc822; {failed}\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; 550 {status} no such user\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {identifier}\r
Subject: Your request\r
\r
--b--\r
"""


class TestReturned(TakingInTestCase):
	"""A notice that somebody's server did not take."""

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		[self.sent] = self.notices(ticket=self.number, recipient=USER)
		self.queued = len(self.notices())

	def report(self, *, failed: str = USER, status: str = "5.1.1", number: int = 1, **changed: str) -> bytes:
		"""What the server writes."""
		given = {"action": "failed", "identifier": self.sent.message_identifier, **changed}
		return REPORT.format(to=DESK, failed=failed, status=status, number=number, **given).encode()

	def history(self) -> list[str]:
		"""What the ticket's history says of mails that came back."""
		entries = audit_view.page(self.number)["entries"]
		return [entry["words"] for entry in entries if entry["what"] == "Mail came back"]

	def is_marked(self) -> bool:
		"""Whether the person's account shows it."""
		return bool(frappe.db.get_value("SD Portal Account", {"user": USER}, "mail_returned"))

	def test_it_is_noted_at_the_message_the_address_and_the_ticket(self) -> None:
		self.assert_taken(self.report(), "Ignored", self.number, "bounce:5.1.1")
		self.assert_taken(self.report(number=2), "Ignored", self.number, "bounce:5.1.1")
		self.assertTrue(frappe.db.get_value("SD Outgoing Message", self.sent.name, "bounced_at"))
		self.assertTrue(self.is_marked())
		self.assertEqual(self.history(), [f"{USER}: 5.1.1 550 5.1.1 no such user"])
		entries = audit_view.page(self.number)["entries"]
		self.assertFalse(entries[0]["visible_to_customer"])
		# Nobody is written to because of it.
		self.assertEqual(len(self.notices()), self.queued)

	def test_a_full_mailbox_is_told_but_marks_no_address(self) -> None:
		self.assert_taken(self.report(status="4.2.2"), "Ignored", self.number, "bounce:4.2.2")
		self.assertEqual(len(self.history()), 1)
		self.assertFalse(self.is_marked())

	def test_a_report_of_what_we_did_not_send_there_marks_nothing(self) -> None:
		for report, reason in (
			(self.report(failed=STRANGER), "bounce:5.1.1"),
			(self.report(identifier="<other@known.test>"), "bounce:5.1.1"),
			(self.report(action="delayed"), "bounce"),
		):
			self.assert_taken(report, "Ignored", "", reason)
		self.assertEqual(self.history(), [])
		self.assertFalse(self.is_marked())

	def test_a_report_without_a_word_is_put_aside(self) -> None:
		head = b"From: MAILER-DAEMON@mx.known.test\r\nSubject: Undelivered\r\n\r\n"
		self.assert_taken(head, "Ignored", "", "bounce")

	def test_a_ticket_that_is_gone_holds_nothing_up(self) -> None:
		frappe.db.delete("SD Ticket", {"name": self.number})
		self.assert_taken(self.report(), "Ignored", self.number, "bounce:5.1.1")


class TestFromTheServer(MailboxTestCase):
	"""A report that lies in the desk's own mailbox."""

	def test_it_is_noted_once_and_moved_away(self) -> None:
		make_account(USER, {self.mailbox.customer: "Requester"})
		number = make_ticket(USER, self.mailbox.customer).name
		given = {"ticket": number, "recipient": USER}
		identifier = frappe.db.get_value("SD Outgoing Message", given, "message_identifier")
		report = REPORT.format(
			to=self.mailbox.address,
			failed=USER,
			status="5.1.1",
			number=1,
			action="failed",
			identifier=identifier,
		).encode()
		self.put(report, report)
		self.fetch(take=inbound.take)
		self.assertEqual(
			[(row.state, row.reason, row.ticket) for row in self.rows()],
			[("Ignored", "bounce:5.1.1", number), ("Duplicate", None, None)],
		)
		self.assertEqual((self.lying(), self.lying("Done")), (0, 2))
		returned = {"ticket": number, "event": history.MAIL_RETURNED}
		self.assertEqual(frappe.db.count("SD Ticket Event", returned), 1)
