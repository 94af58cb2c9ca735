"""The desk's key for web push: one, whoever asks first, and it is there before anybody asks."""

import threading
from unittest.mock import DEFAULT, patch

import frappe

from servicedesk.messaging import push_key
from servicedesk.messaging.push_key import FIELD, PLACE, public_key
from servicedesk.shared.testing import DeskTestCase
from servicedesk.tickets.test_queue_race import RaceTestCase

INSTALL = "servicedesk.install"
ELSEWHERE = (PLACE[0], "T Push Race")
COUNT = "select count(*) from __Auth where doctype = %s and name = %s and fieldname = %s"


class TestPushKey(DeskTestCase):
	"""A desk's one key."""

	def test_it_is_made_with_the_desk_and_stays(self) -> None:
		frappe.db.delete("__Auth", {"doctype": PLACE[0], "name": PLACE[1], "fieldname": FIELD})
		self.migrate()
		self.assertEqual(frappe.db.sql(COUNT, (*PLACE, FIELD))[0][0], 1)
		made = public_key()
		self.migrate()
		self.assertEqual(public_key(), made)

	def migrate(self) -> None:
		"""What the app adds to a migration, but for what changes tables, which would end the test's transaction."""
		with patch.multiple(INSTALL, create_custom_fields=DEFAULT, ensure_sequence=DEFAULT, INDEXED=()):
			for hook in frappe.get_hooks("after_migrate", app_name="servicedesk"):
				frappe.get_attr(hook)()

	def test_one_that_can_be_read_no_more_is_replaced(self) -> None:
		made = public_key()
		frappe.db.sql(
			"update __Auth set password = 'x' where doctype = %s and name = %s and fieldname = %s",
			(*PLACE, FIELD),
		)
		other = public_key()
		self.assertNotEqual(other, made)
		self.assertEqual(public_key(), other)


class TestPushKeyRace(RaceTestCase):
	"""Two browsers that ask first, at once, of a place that nothing else of the site knows."""

	def make(self) -> None:
		"""Nothing: there is no key yet."""

	def remove(self) -> None:
		"""The site as it was."""
		frappe.db.delete("__Auth", {"doctype": ELSEWHERE[0], "name": ELSEWHERE[1]})
		frappe.db.commit()

	def test_both_are_told_the_first_key(self) -> None:
		both = threading.Barrier(2, timeout=30)
		told: list[str] = []

		def ask() -> None:
			# From here on this transaction sees the past.
			self.assertEqual(frappe.db.sql(COUNT, (*ELSEWHERE, FIELD))[0][0], 0)
			both.wait()
			told.append(public_key())
			frappe.db.commit()

		with patch.object(push_key, "PLACE", ELSEWHERE):
			self.run_apart([ask, ask])
			self.run_apart([lambda: told.append(public_key())])
		self.assertEqual((len(told), len(set(told))), (3, 1))
