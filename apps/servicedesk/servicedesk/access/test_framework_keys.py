"""The framework's key for a new password is never there to be read."""

import frappe

from servicedesk.access.framework_keys import drop_all_reset_keys
from servicedesk.shared.testing import DeskTestCase, make_user

CHIEF = "chief@desk.test"


class TestFrameworkKeys(DeskTestCase):
	"""What an agent who wants an administrator's key would find."""

	def setUp(self) -> None:
		"""Somebody worth being."""
		super().setUp()
		make_user(CHIEF, "System Manager")

	def key(self) -> str | None:
		"""What is stored; on an older framework the agent's list of users shows just that."""
		return frappe.db.get_value("User", CHIEF, "reset_password_key")

	def test_key_is_gone_as_soon_as_it_is_made(self) -> None:
		frappe.get_doc("User", CHIEF).reset_password()
		self.assertIsNone(self.key())

	def test_keys_from_before_are_gone_after_a_migration(self) -> None:
		frappe.db.set_value("User", CHIEF, "reset_password_key", "from-before")
		self.assertEqual(self.key(), "from-before")
		drop_all_reset_keys()
		self.assertIsNone(self.key())
