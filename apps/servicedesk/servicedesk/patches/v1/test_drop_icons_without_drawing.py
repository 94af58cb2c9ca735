"""A type with an icon of before can be saved after the migration."""

import frappe

from servicedesk.patches.v1.drop_icons_without_drawing import execute
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase


class TestDropIconsWithoutDrawing(DeskTestCase):
	"""The small desk's type, with one icon and another."""

	def icon_after(self, icon: str) -> str:
		"""The type's icon after the patch, which is run twice."""
		frappe.db.set_value("SD Request Type", REQUEST_TYPE, "icon", icon)
		execute()
		execute()
		return frappe.db.get_value("SD Request Type", REQUEST_TYPE, "icon") or ""

	def test_a_sign_goes_and_the_type_can_be_saved(self) -> None:
		self.assertEqual(self.icon_after("🖨"), "")
		frappe.get_doc("SD Request Type", REQUEST_TYPE).save()

	def test_a_name_stays(self) -> None:
		self.assertEqual(self.icon_after("Printer"), "Printer")
