"""Who is asked to read what, each minute, and who hears of a mailbox that cannot be read."""

import unittest.mock
from typing import Any

import frappe

from servicedesk.channels.email import mailbox_state, scheduled
from servicedesk.channels.email.testing import MailboxTestCase
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
