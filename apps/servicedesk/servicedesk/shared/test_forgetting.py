"""Values kept outside the database: read once while they may not be kept, and never as they were before a change."""

import frappe

from servicedesk.shared.forgetting import KeptValues
from servicedesk.shared.testing import DeskTestCase

KEY = "key"


class TestForgetting(DeskTestCase):
	"""A cache of this test's own; `read` counts how often the tables are asked."""

	def setUp(self) -> None:
		super().setUp()
		self.kept = KeptValues(f"t_forgetting_{frappe.generate_hash(length=8)}")
		self.asked = 0

	def read(self, key: str) -> int:
		"""How often the tables were asked, this time included."""
		self.asked += 1
		return self.asked

	def value(self) -> int:
		"""What a reader is told."""
		return int(self.kept.value(KEY, self.read))

	def change_elsewhere(self) -> None:
		"""A change whose transaction is over, a moment ago."""
		self.kept.forget(KEY)
		frappe.db.after_rollback.run()

	def test_kept_until_forgotten(self) -> None:
		self.assertEqual([self.value(), self.value()], [1, 1])
		self.kept.forget(KEY)
		self.assertEqual(self.value(), 2)

	def test_after_a_change_of_somebody_elses_a_transaction_reads_once(self) -> None:
		self.change_elsewhere()
		self.assertEqual([self.value(), self.value(), self.value()], [1, 1, 1])
		frappe.db.after_rollback.run()
		self.assertEqual([self.value(), self.value()], [2, 2])

	def test_what_the_transaction_has_changed_itself_is_read_each_time(self) -> None:
		"""A savepoint may undo the change, and nobody hears of that."""
		self.value()
		self.kept.forget(KEY)
		self.assertEqual([self.value(), self.value()], [2, 3])
		self.kept.forget_all()
		self.assertEqual([self.value(), self.value()], [4, 5])

	def test_a_change_forgets_what_the_transaction_has_read(self) -> None:
		self.change_elsewhere()
		self.assertEqual(self.value(), 1)
		self.kept.forget(KEY)
		self.assertEqual(self.value(), 2)
