"""Moments of before get their keys."""

from datetime import datetime, timezone

import frappe

from servicedesk.patches.v1 import key_moments
from servicedesk.shared.compat import to_microseconds, to_system
from servicedesk.shared.testing import DeskTestCase

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)


class TestKeyMoments(DeskTestCase):
	"""A clock that is to breach, one that is not, and one that has its key."""

	def test_keys_are_the_moments_instants(self) -> None:
		for name, at, key in (("T:1", to_system(MOMENT), 0), ("T:2", None, 0), ("T:3", to_system(MOMENT), 5)):
			clock = frappe.new_doc("SD Ticket Clock")
			clock.name = name
			clock.update({"ticket": "T", "next_change_at": at, "next_change_key": key}).db_insert()
		for _time in range(2):
			key_moments.execute()
		keys = dict(
			frappe.get_all("SD Ticket Clock", {"ticket": "T"}, ["name", "next_change_key"], as_list=True)
		)
		self.assertEqual(keys, {"T:1": to_microseconds(MOMENT), "T:2": 0, "T:3": 5})

	def test_no_index_of_before_is_left(self) -> None:
		for table, index in key_moments.OLD_INDEXES:
			with self.subTest(index=index):
				self.assertFalse(frappe.db.has_index(table, index))
