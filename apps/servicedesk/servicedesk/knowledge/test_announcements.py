"""Announcements: who is told what, and when."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.knowledge.announcements import DOCTYPE, announcements_for
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_customer

HOUR = timedelta(hours=1)


def announce(title: str, **values: Any) -> Any:
	"""An announcement that is shown since an hour."""
	given = {"doctype": DOCTYPE, "title": title, "shown_from": now_datetime() - HOUR, **values}
	return frappe.get_doc(given).insert()


def titles(*customers: str) -> list[str]:
	"""What whoever acts for these customers is told."""
	return [item.title for item in announcements_for(customers)]


class TestAnnouncements(DeskTestCase):
	"""Two customers."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.a, cls.b = make_customer("T News A"), make_customer("T News B")

	def test_whom_it_is_for(self) -> None:
		announce("everybody")
		announce("only a", customers=[{"customer": self.a}])
		self.assertCountEqual(titles(self.a), ["everybody", "only a"])
		self.assertEqual(titles(self.b), ["everybody"])
		self.assertEqual(titles(), ["everybody"])
		self.assertCountEqual(titles(self.b, self.a), ["everybody", "only a"])

	def test_how_long(self) -> None:
		now = now_datetime()
		announce("over", shown_until=now - timedelta(seconds=1))
		announce("to come", shown_from=now + HOUR)
		announce("now", shown_until=now + HOUR)
		self.assertEqual(titles(), ["now"])

	def test_in_which_order(self) -> None:
		announce("newer", shown_from=now_datetime() - HOUR / 2)
		announce("outage", importance="Outage", shown_from=now_datetime() - 5 * HOUR)
		announce("older")
		self.assertEqual(titles(), ["outage", "newer", "older"])

	def test_a_change_is_seen_at_once_and_nothing_is_read_twice(self) -> None:
		doc = announce("first")
		self.assertEqual(titles(), ["first"])
		doc.update({"title": "second"}).save()
		self.assertEqual(titles(), ["second"])
		doc.delete()
		self.assertEqual(titles(), [])

	def test_a_period_that_ends_before_it_begins(self) -> None:
		with self.assertRaises(Refused) as refused:
			announce("never", shown_until=now_datetime() - 2 * HOUR)
		self.assertIn("shown_until", refused.exception.problems)

	def test_agents_read_and_do_not_write(self) -> None:
		name = announce("news").name
		frappe.set_user(AGENT)
		doc = frappe.get_doc(DOCTYPE, name)
		doc.check_permission("read")
		with self.assertRaises(frappe.PermissionError):
			doc.save()
