"""What is too old is deleted: the mail itself first, what is known of it long after, and nothing too early."""

import unittest.mock
from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from servicedesk.channels.email import kept_mail, purge, records
from servicedesk.channels.email.held_testing import HeldTestCase


class Killed(BaseException):
	"""As if the process were gone."""


class TestPurge(HeldTestCase):
	"""Mails of different ages."""

	def aged(self, days: int, state: str = "Ticket") -> str:
		"""A mail that came so many days ago."""
		name = self.lay(state=state)
		then = now_datetime() - timedelta(days=days)
		frappe.db.set_value(records.DOCTYPE, name, "creation", then, update_modified=False)
		return name

	def kept(self, name: str) -> tuple[bool, bool, bool]:
		"""Whether its file, the file's row and its own row are there."""
		file_row = frappe.db.exists("File", {"attached_to_name": name})
		return kept_mail.path_of(name).exists(), bool(file_row), bool(frappe.db.exists(records.DOCTYPE, name))

	def test_by_age_and_state(self) -> None:
		"""Taken ones after the mailbox's days, those that wait after a year, keys after 400 days."""
		all_of_it, only_the_key, nothing = (True, True, True), (False, False, True), (False, False, False)
		self.mailbox.db_set("keep_raw_days", 30)
		expected = {
			self.aged(29): all_of_it,
			self.aged(31): only_the_key,
			self.aged(31, "Dropped"): only_the_key,
			self.aged(364, "Held"): all_of_it,
			self.aged(366, "Quarantined"): only_the_key,
			self.aged(399): only_the_key,
			self.aged(401): nothing,
			self.aged(401, "Held"): nothing,
		}
		with unittest.mock.patch.object(purge, "BATCH", 2):
			purge.purge()
		self.assertEqual({name: self.kept(name) for name in expected}, expected)
		self.assertEqual(purge.purge(), 0)

	def test_killed_in_between(self) -> None:
		"""With the file gone and its row still there, the next run ends it."""
		name = self.aged(100)
		with (
			unittest.mock.patch.object(frappe.db, "delete", side_effect=Killed),
			self.assertRaises(Killed),
		):
			purge.purge()
		self.assertEqual(self.kept(name), (False, True, True))
		purge.purge()
		self.assertEqual(self.kept(name), (False, False, True))
