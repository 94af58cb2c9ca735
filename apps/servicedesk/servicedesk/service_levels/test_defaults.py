"""The clocks that every desk begins with."""

import frappe

from servicedesk.service_levels.defaults import CLOCK_KINDS, ensure_clock_kinds
from servicedesk.shared.testing import DeskTestCase


class TestDefaults(DeskTestCase):
	"""Made at installation and at every migration."""

	def test_missing_kinds_are_made_and_changed_ones_stay(self) -> None:
		frappe.delete_doc("SD Clock Kind", "Triage", force=True)
		kept = frappe.get_doc("SD Clock Kind", "Next Reply")
		kept.description = "Our own words"
		kept.save()
		ensure_clock_kinds()
		self.assertEqual(len(frappe.get_doc("SD Clock Kind", "Triage").triggers), len(CLOCK_KINDS["Triage"]))
		self.assertEqual(frappe.db.get_value("SD Clock Kind", "Next Reply", "description"), "Our own words")
