"""The rows of the table: what desks begin with, what staff and presets change, and what is missing."""

from unittest.mock import patch

import frappe

from servicedesk.domain.notice_table import DEFAULTS, Role
from servicedesk.messaging import notice_rules
from servicedesk.messaging.notice_rules import RULE, ensure_rules, name_of, row_of
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase, settle_scopes

CELL = name_of("ticket_closed", Role.SUPERVISOR)


class TestNoticeRules(DeskTestCase):
	"""The table of a site as it was made."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(RULE)
		ensure_rules()

	def test_a_site_begins_with_a_row_for_each_event_and_role(self) -> None:
		self.assertEqual(frappe.db.count(RULE), len(DEFAULTS) * len(Role))
		for event, row in DEFAULTS.items():
			self.assertEqual(row_of(event), dict(row))
		self.assertEqual(row_of("account_invited"), {})

	def test_the_form_offers_the_events_and_roles_that_there_are(self) -> None:
		meta = frappe.get_meta(RULE)
		self.assertEqual(set(meta.get_field("event").options.split("\n")), set(DEFAULTS))
		self.assertEqual(meta.get_field("role").options.split("\n"), [str(role) for role in Role])

	def test_what_staff_have_chosen_stays(self) -> None:
		frappe.get_doc(RULE, CELL).update({"enabled": 1}).save()
		frappe.delete_doc(RULE, name_of("ticket_closed", Role.REQUESTER))
		self.assertEqual(ensure_rules(), 1)
		self.assertEqual(ensure_rules(), 0)
		self.assertEqual(frappe.db.get_value(RULE, CELL, "enabled"), 1)

	def test_a_change_counts_at_once_and_a_missing_row_is_as_desks_begin(self) -> None:
		cell = frappe.get_doc(RULE, name_of("ticket_closed", Role.REQUESTER))
		self.keep()
		cell.update({"enabled": 0}).save()
		self.assertEqual(row_of("ticket_closed"), {"Participant": False})
		self.keep()
		frappe.delete_doc(RULE, cell.name)
		self.assertEqual(row_of("ticket_closed"), {"Participant": False, "Requester": False})

	def keep(self) -> None:
		"""Have the table in the cache, as after a while without changes."""
		settle_scopes()
		row_of("ticket_closed")

	def test_a_stand_in_is_one(self) -> None:
		frappe.get_doc(RULE, CELL).update({"enabled": 1, "stand_in": 1}).save()
		self.assertTrue(row_of("ticket_closed")["Supervisor"])

	def test_one_row_for_each_event_and_role(self) -> None:
		again = {"doctype": RULE, "event": "ticket_closed", "role": "Supervisor"}
		with self.assertRaises(frappe.DuplicateEntryError):
			frappe.get_doc(again).insert()
		with self.assertRaises(Refused):
			frappe.get_doc(again).insert(set_name="another")
		cell = frappe.get_doc(RULE, CELL).update({"role": "Team"})
		with self.assertRaises((Refused, frappe.CannotChangeConstantError)):
			cell.save()

	def test_without_a_change_nothing_is_read_twice(self) -> None:
		self.keep()
		with patch.object(notice_rules, "_read") as read:
			for event in DEFAULTS:
				row_of(event)
		read.assert_not_called()

	def test_between_an_update_and_its_migration_it_is_as_desks_begin(self) -> None:
		missing = frappe.db.ProgrammingError(1146, "Table 'tabSD Notice Rule' doesn't exist")
		with patch.object(notice_rules.frappe.db, "sql", side_effect=missing):
			self.assertEqual(notice_rules._read("all")["ticket_closed"], dict(DEFAULTS["ticket_closed"]))
		wrong = frappe.db.ProgrammingError(1064, "You have an error in your SQL syntax")
		with (
			patch.object(notice_rules.frappe.db, "sql", side_effect=wrong),
			self.assertRaises(frappe.db.ProgrammingError),
		):
			notice_rules._read("all")
