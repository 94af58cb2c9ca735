"""Values that only a mail's recipient may know, and the texts that every desk starts with."""

import json
from unittest.mock import patch

import frappe

from servicedesk.domain.message_template import unknown_placeholders
from servicedesk.messaging import claims, defaults, delivery, hold
from servicedesk.messaging.composition import HIDDEN, compose, sender_address
from servicedesk.messaging.failures import send_again
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.messaging.smtp_testing import Answers, always, mail_server
from servicedesk.shared.testing import DeskTestCase

EVENT = "account_generated"
SECRET = "geheim-4711"


class TestSecretValues(DeskTestCase):
	"""A generated password on its way."""

	def setUp(self) -> None:
		"""One notice with a secret, and a template that would show it everywhere."""
		super().setUp()
		hold.end(sender_address())
		template = frappe.get_doc("SD Message Template", f"{EVENT}-en")
		template.update(
			{"subject": "For {user_name} {password}", "body": "Password: {password}\n{customer}"}
		).save()
		queue(
			[
				Notice(
					event=EVENT,
					occasion="1",
					ticket="",
					reference="access:1",
					recipient="reader@t.test",
					language="en",
					values={"user_name": "reader", "customer": "{password}"},
					secrets={"password": SECRET},
				)
			]
		)

	def stored(self) -> "frappe.Document":
		"""The queued message."""
		return frappe.get_last_doc("SD Outgoing Message", {"reference": "access:1"})

	def deliver(self, answers: Answers = always) -> None:
		"""Hand it to a mail server, without the commits of a worker."""
		frappe.db.delete("SD Outgoing Message", {"name": ("!=", self.stored().name)})
		with mail_server(answers), patch.object(claims, "settle"):
			delivery.deliver_due()

	def test_it_waits_encrypted(self) -> None:
		self.assertNotIn(SECRET, self.stored().context)
		self.assertIn("reader", self.stored().context)

	def test_the_recipient_reads_it_and_the_subject_does_not_show_it(self) -> None:
		composed = compose(self.stored())
		self.assertEqual(composed.subject, "For reader")
		body = composed.mime.get_body(("plain",))
		assert body is not None
		self.assertIn(f"Password: {SECRET}\n{{password}}", body.get_content())
		self.assertNotIn(SECRET, composed.body + composed.context)

	def test_after_sending_nothing_of_it_is_left(self) -> None:
		self.deliver()
		message = self.stored()
		self.assertEqual(message.state, "Sent")
		self.assertEqual(message.body, f"Password: {HIDDEN}\n{{password}}")
		self.assertEqual(set(json.loads(message.context)), {"user_name", "customer"})
		self.assertNotIn(SECRET, str(message.as_dict()))

	def test_a_mail_to_be_tried_again_keeps_it(self) -> None:
		self.deliver(lambda word, _rest: "451 later" if word == "RCPT" else "2")
		self.assertEqual(self.stored().state, "Queued")
		self.assertIn(SECRET, str(compose(self.stored()).mime))

	def test_a_mail_given_up_does_not(self) -> None:
		self.deliver(lambda word, _rest: "550 unknown" if word == "RCPT" else "2")
		message = self.stored()
		self.assertEqual(message.state, "Failed")
		self.assertEqual(set(json.loads(message.context)), {"user_name", "customer"})
		with self.assertRaisesRegex(frappe.ValidationError, "reader@t.test"):
			send_again([message.name])
		self.assertEqual(self.stored().state, "Failed")

	def test_one_that_was_tried_too_often_is_given_up_unsent(self) -> None:
		frappe.db.set_value("SD Outgoing Message", self.stored().name, "attempts", delivery.MAXIMUM_ATTEMPTS)
		self.deliver()
		self.assertEqual((self.stored().state, self.stored().secrets_removed), ("Failed", 1))

	def test_a_notice_without_a_ticket_begins_no_thread(self) -> None:
		composed = compose(self.stored())
		self.assertIsNone(composed.mime["In-Reply-To"])
		self.assertIsNone(composed.mime["References"])


class TestDefaults(DeskTestCase):
	"""Texts in five languages."""

	def test_five_languages_say_the_same_with_known_places(self) -> None:
		texts = {path.stem: json.loads(path.read_text("utf-8")) for path in defaults.FOLDER.glob("*.json")}
		self.assertEqual(set(texts), {"bg", "ru", "uk", "ro", "en"})
		for language, events in texts.items():
			self.assertEqual(set(events), set(texts["en"]))
			for event, text in events.items():
				with self.subTest(f"{event}-{language}"):
					self.assertEqual(unknown_placeholders(text["subject"] + text["body"]), [])
					for place in ("{access_link}", "{password}", "{view_link}", "{expires}", "{comment}"):
						self.assertEqual(place in text["body"], place in texts["en"][event]["body"], place)

	def test_they_are_events_that_staff_can_choose(self) -> None:
		options = frappe.get_meta("SD Message Template").get_field("event").options.split("\n")
		self.assertLessEqual(set(json.loads((defaults.FOLDER / "en.json").read_text("utf-8"))), set(options))

	def test_staff_s_own_words_stay_and_what_lacks_is_made(self) -> None:
		frappe.get_doc("SD Message Template", "password_changed-bg").update({"subject": "Own"}).save()
		frappe.delete_doc("SD Message Template", "password_reset-uk")
		self.assertEqual(defaults.ensure_templates(), 1)
		self.assertEqual(frappe.db.get_value("SD Message Template", "password_changed-bg", "subject"), "Own")
		self.assertTrue(frappe.db.exists("SD Message Template", "password_reset-uk"))
