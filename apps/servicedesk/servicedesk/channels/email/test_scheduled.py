"""Who is asked to read what, each minute, and who hears of a mailbox that cannot be read."""

import unittest.mock
from typing import Any

import frappe
from frappe.utils import get_datetime

from servicedesk.channels.email import mailbox_state, scheduled
from servicedesk.channels.email.testing import MailboxTestCase
from servicedesk.messaging.composition import compose
from servicedesk.shared.testing import make_user


class TestScheduled(MailboxTestCase):
	"""Without a worker."""

	def jobs(self) -> list[Any]:
		"""What one minute asks for."""
		with unittest.mock.patch.object(frappe, "enqueue") as enqueue:
			scheduled.fetch_all()
		return [call.kwargs["mailbox"] for call in enqueue.call_args_list]

	def test_a_job_for_each_mailbox(self) -> None:
		"""But for those that are switched off."""
		off = self.make_mailbox(enabled=0)
		other = self.make_mailbox()
		jobs = self.jobs()
		self.assertIn(self.mailbox.name, jobs)
		self.assertIn(other.name, jobs)
		self.assertNotIn(off.name, jobs)

	def test_a_mailbox_that_nobody_reads_any_more(self) -> None:
		"""A dead worker is told as well, on the desk and by mail, once; not after an edit, or a night without the machine."""
		keeper = make_user("keeper@desk.test", "Service Desk Administrator")
		name = self.mailbox.name
		told = {"recipient": keeper, "event": "mailbox_silent", "reference": f"mailbox:{name}"}
		notified = {"document_type": "SD Mailbox", "document_name": name, "for_user": keeper}

		def mails() -> int:
			self.jobs()
			number = int(frappe.db.count("SD Outgoing Message", told))
			self.assertEqual(frappe.db.count("Notification Log", notified), number)
			return number

		frappe.cache.delete_value(mailbox_state.ASKED)
		frappe.db.set_value("SD Mailbox", name, "last_fetch_at", "2020-01-01", update_modified=False)
		self.assertEqual(mails(), 0, "edited a moment ago")
		frappe.db.set_value("SD Mailbox", name, "modified", "2020-01-01", update_modified=False)
		self.assertEqual(mails(), 0, "nobody has been asked to read it until a moment ago")
		frappe.cache.set_value(mailbox_state.ASKED, get_datetime("2020-01-02"), expires_in_sec=300)
		self.addCleanup(frappe.cache.delete_value, mailbox_state.ASKED)
		self.assertEqual((mails(), mails()), (1, 1))
		mailbox_state.note_success(name, taken=0)
		self.assertEqual(mails(), 1)
		frappe.db.set_value("SD Mailbox", name, "last_fetch_at", "2020-01-03", update_modified=False)
		self.assertEqual(mails(), 2, "silent again")
		mail = compose(frappe.get_doc("SD Outgoing Message", told))
		self.assertIn(name, mail.subject)
		self.assertNotIn("{", mail.body)

	def test_silence_is_told_once(self) -> None:
		"""To administrators, after as many minutes as the mailbox says, and again after the next failure."""
		keeper = make_user("keeper@desk.test", "Service Desk Administrator")
		name = self.mailbox.name
		told = {"document_type": "SD Mailbox", "document_name": name, "for_user": keeper}
		mailbox_state.note_failure(name, "<b>wrong</b>", taken=0)
		self.jobs()
		self.assertEqual(frappe.db.count("Notification Log", told), 0)
		for notices in (1, 2):
			mailbox_state.note_failure(name, "<b>wrong</b>", taken=0)
			frappe.db.set_value("SD Mailbox", name, "failing_since", "2020-01-01", update_modified=False)
			for _minute in range(2):
				self.jobs()
			self.assertEqual(frappe.db.count("Notification Log", told), notices)
			mailbox_state.note_success(name, taken=0)
