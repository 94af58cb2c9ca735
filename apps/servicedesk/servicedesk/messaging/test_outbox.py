"""The queue of notices and their delivery."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from unittest.mock import patch

import frappe

from servicedesk.messaging import delivery, outbox
from servicedesk.messaging.composition import compose
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.testing import DeskTestCase


def part(mail: EmailMessage, kind: str) -> str:
	"""The text of the mail's "plain" or "html" part."""
	body = mail.get_body((kind,))
	assert body, f"no {kind} part"
	return str(body.get_content())


def notice(**changes: object) -> Notice:
	"""A notice about a ticket that need not exist."""
	values: dict = {
		"event": "state_changed",
		"occasion": "1",
		"ticket": "TEST-1",
		"recipient": "reader@t.test",
		"language": "en",
		"values": {
			"number": "TEST-1",
			"subject": "Пожар\r\nBcc: x@t.test",
			"state": "În lucru",
			"comment": "{number} <b>",
			"view_link": "https://desk.test/portal/requests/TEST-1",
			"mute_link": "https://desk.test/portal/mute/1",
		},
	}
	values.update(changes)
	return Notice(**values)


class TestOutbox(DeskTestCase):
	"""Notices of one ticket."""

	def stored(self) -> "frappe.Document":
		"""The one queued message."""
		return frappe.get_last_doc("SD Outgoing Message", {"ticket": "TEST-1"})

	def test_the_same_notice_is_queued_once(self) -> None:
		queue([notice(), notice()])
		queue([notice()])
		queue([notice(occasion="2")])
		self.assertEqual(frappe.db.count("SD Outgoing Message", {"ticket": "TEST-1"}), 2)

	def test_mail_is_threaded_plain_and_cannot_be_injected(self) -> None:
		queue([notice()])
		composed = compose(self.stored())
		mail = message_from_bytes(composed.mime.as_bytes(), policy=default)
		self.assertEqual(mail["Subject"], "TEST-1 Пожар Bcc: x@t.test")
		self.assertIsNone(mail["Bcc"])
		self.assertEqual(mail["To"], "reader@t.test")
		self.assertEqual(mail["References"], outbox.thread_identifier("TEST-1", "desk.test"))
		self.assertEqual(mail["Auto-Submitted"], "auto-generated")
		self.assertIsNotNone(mail["Date"].datetime.tzinfo)
		self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
		text = part(mail, "plain")
		self.assertIn("{number} <b>", text)
		self.assertIn("În lucru", text)
		html = part(mail, "html")
		self.assertIn("&lt;b&gt;", html)
		self.assertIn('<a href="https://desk.test/portal/requests/TEST-1">View</a>', html)
		self.assertIsNone(mail["Reply-To"])
		self.assertNotIn("##-", text + html)

	def test_long_link_to_mute_stays_readable(self) -> None:
		link = f"https://desk.test/portal/mute/TEST-1/{'r' * 100}@t.test/7aeea15296615ff9"
		queue([notice(values={**notice().values, "mute_link": link})])
		raw = compose(self.stored()).mime.as_bytes()
		self.assertIn(f"\nList-Unsubscribe: <{link}>\n", raw.decode())

	def test_message_identifier_is_the_same_for_every_attempt(self) -> None:
		self.assertEqual(
			outbox.message_identifier(notice().key, "desk.test"),
			outbox.message_identifier(notice().key, "desk.test"),
		)
		self.assertNotEqual(
			outbox.message_identifier(notice().key, "desk.test"),
			outbox.message_identifier(notice(occasion="2").key, "desk.test"),
		)

	def test_delivery_waits_for_the_end_of_a_burst_but_not_for_ever(self) -> None:
		with (
			patch.object(delivery.time, "sleep") as sleep,
			patch.object(delivery, "deliver_due", return_value=3) as deliver,
			patch.object(frappe.db, "rollback"),
		):
			queue([notice()])
			self.assertEqual(delivery.deliver_soon(), 3)
			self.assertEqual(sleep.call_count, delivery.LONGEST_GATHERING_SECONDS)
			earlier = delivery.now_datetime() - delivery.timedelta(seconds=2)
			frappe.db.set_value("SD Outgoing Message", {"state": "Queued"}, "next_attempt_at", earlier)
			delivery.deliver_soon()
			self.assertEqual(sleep.call_count, delivery.LONGEST_GATHERING_SECONDS + 1)
		self.assertEqual(deliver.call_count, 2)

	def test_links_of_customers_keep_their_address(self) -> None:
		queue([notice(values={"comment": "Factura: http://evil.test/x", "view_link": "https://desk.test/1"})])
		part = compose(self.stored()).mime.get_body(("html",))
		assert part is not None
		html = part.get_content()
		self.assertNotIn('href="http://evil.test', html)
		self.assertIn("http://evil.test/x", html)

	def test_template_with_unknown_places_is_refused(self) -> None:
		template = frappe.get_doc("SD Message Template", "state_changed-en")
		template.body = "{pass_phrase}"
		with self.assertRaisesRegex(frappe.ValidationError, "pass_phrase"):
			template.save()
