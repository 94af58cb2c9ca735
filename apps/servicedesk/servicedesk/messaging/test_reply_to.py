"""Where an answer to a notice goes, and what a mail program makes a thread of."""

from email.message import EmailMessage
from unittest.mock import patch

import frappe

from servicedesk.domain.reply_marks import MarkPurpose, holder, read_marks
from servicedesk.messaging import claims, reply_to
from servicedesk.messaging.composition import compose
from servicedesk.messaging.mail_layout import as_html
from servicedesk.messaging.outbox import queue, thread_identifier
from servicedesk.messaging.reply_to import NO_ORIGIN, Origin
from servicedesk.messaging.test_outbox import notice, part
from servicedesk.shared.signing import mark_secret
from servicedesk.shared.testing import DeskTestCase, settle_scopes

READER = "reader@t.test"
ABOVE = "##- Please write your answer above this line -##"


def insert_plain(doctype: str, name: str, **values: object) -> None:
	"""A row without any of its checks."""
	frappe.get_doc({"doctype": doctype, "name": name, **values}).db_insert()


class ReplyToTestCase(DeskTestCase):
	"""A desk with three mailboxes that are read, and one that is not."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("SD Mailbox")
		self.add("closed@desk.test", enabled=0)
		self.add("north@desk.test", team="T North")
		self.add("help@desk.test")
		self.add("second@desk.test")
		template = frappe.get_doc("SD Message Template", "state_changed-en")
		template.body = f"{{answer_above}}\n{template.body}"
		template.save()

	def add(self, address: str, **values: object) -> None:
		"""A mailbox."""
		insert_plain("SD Mailbox", address, address=address, **{"enabled": 1, **values})
		reply_to.forget_mailboxes()

	def mail(self, origin: Origin = NO_ORIGIN, **changes: object) -> EmailMessage:
		"""The mail of a notice that may be answered."""
		frappe.db.delete("SD Outgoing Message")
		queue([notice(**{"answered_as": MarkPurpose.CUSTOMER, **changes})])
		return compose(frappe.get_last_doc("SD Outgoing Message"), origin).mime


class TestReplyTo(ReplyToTestCase):
	"""Marks, and whose mailbox."""

	def test_the_mark_is_the_recipients_own(self) -> None:
		for purpose in MarkPurpose:
			mail = self.mail(answered_as=purpose)
			[claim] = read_marks([mail["Reply-To"]], "")
			self.assertEqual((claim.ticket, claim.purpose), ("TEST-1", purpose))
			self.assertEqual(holder(mark_secret(), claim, ["other@t.test", READER]), READER)
			self.assertNotIn("[", mail["Subject"])

	def test_whose_mailbox_it_is(self) -> None:
		for team, came_by, expected in (
			("", "", "help"),
			("T North", "second@desk.test", "north"),
			("T South", "second@desk.test", "second"),
			("T South", "closed@desk.test", "help"),
		):
			address = self.mail(Origin(came_by), team=team)["Reply-To"]
			self.assertRegex(address, rf"^{expected}\+test-1-c-[a-z2-7]{{20}}@desk\.test$")

	def test_without_a_mailbox_that_is_read_all_is_as_before(self) -> None:
		frappe.db.delete("SD Mailbox")
		self.add("north@desk.test", team="T North")
		mail = self.mail()
		self.assertIsNone(mail["Reply-To"])
		self.assertNotIn("##-", part(mail, "plain"))

	def test_what_nobody_may_answer(self) -> None:
		odd = {"ticket": "2026/17"}
		for changes in ({"answered_as": None}, {"ticket": "", "reference": "contract:1"}, odd):
			self.assertIsNone(self.mail(**changes)["Reply-To"])

	def test_a_server_without_plus_signs_gets_the_mark_in_the_subject(self) -> None:
		for address, marks_subject in (("plain@desk.test", 1), (f"{'long' * 12}@desk.test", 0)):
			frappe.db.delete("SD Mailbox")
			self.add(address, replies_by_subject=marks_subject)
			mail = self.mail()
			self.assertEqual(mail["Reply-To"], address)
			[claim] = read_marks([], mail["Subject"])
			self.assertEqual(holder(mark_secret(), claim, [READER]), READER)
			composed = compose(frappe.get_last_doc("SD Outgoing Message"))
			self.assertEqual(read_marks([], composed.subject), ())

	def test_no_statement_more_for_a_message(self) -> None:
		settle_scopes()
		self.mail()
		message = frappe.get_last_doc("SD Outgoing Message")
		with patch.object(frappe.db, "sql", side_effect=AssertionError("a statement")):
			self.assertTrue(compose(message).mime["Reply-To"])


class TestThread(ReplyToTestCase):
	"""A ticket's mails are one thread, below the mail that it came by."""

	def test_the_customers_own_mail_is_the_parent(self) -> None:
		thread = thread_identifier("TEST-1", "desk.test")
		for identifier, parent in (("<a1@c.test>", "<a1@c.test>"), ("<a b\r\nBcc: x@t.test>", ""), ("", "")):
			mail = self.mail(Origin("", identifier))
			self.assertEqual(mail["In-Reply-To"], parent or thread)
			self.assertEqual(mail["References"], f"{thread} {parent}".strip())
			self.assertIsNone(mail["Bcc"])

	def test_a_claim_knows_the_mail_that_its_ticket_came_by(self) -> None:
		for name, state in (("one", "Ticket"), ("two", "Comment"), ("three", "Duplicate")):
			insert_plain(
				"SD Incoming Mail", f"t-{name}", ticket="TEST-1", state=state, message_id=f"<{name}@c.test>",
				mailbox="second@desk.test", place_key=name, identity_key=name,
			)  # fmt: skip
		frappe.db.delete("SD Outgoing Message")
		queue([notice(answered_as=MarkPurpose.CUSTOMER), notice(ticket="TEST-2")])
		with patch.object(claims, "settle"):
			taken = {claim.ticket: claim for claim in claims.claim("run")}
		self.assertEqual(taken["TEST-1"].origin, Origin("second@desk.test", "<one@c.test>"))
		self.assertEqual(taken["TEST-2"].origin, NO_ORIGIN)
		mail = compose(taken["TEST-1"], taken["TEST-1"].origin).mime
		self.assertTrue(mail["Reply-To"].startswith("second+"))


class TestLayout(ReplyToTestCase):
	"""What the recipient sees."""

	def test_the_line_above_which_to_answer(self) -> None:
		mail = self.mail()
		self.assertTrue(part(mail, "plain").startswith(f"{ABOVE}\n\n"))
		self.assertIn(f">{ABOVE}</p>", part(mail, "html"))

	def test_paragraphs_links_and_footer(self) -> None:
		links = {"view_link": "https://d.test/v", "mute_link": "https://d.test/m"}
		body = "Hello\n\nView: https://d.test/v\nMute: https://d.test/m\n\n\nPhone: <1>"
		html = as_html(body, links, "ro")
		self.assertIn('<html lang="ro">', html)
		self.assertEqual(html.count("<p "), 4)
		main, _, footer = html.partition("border-top")
		self.assertIn('<a href="https://d.test/v">View</a>', main)
		self.assertIn('<a href="https://d.test/m">Mute</a>', footer)
		self.assertIn("Phone: &lt;1&gt;", footer)
