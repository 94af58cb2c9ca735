"""A request that the database has undone for another's sake is done again, once, with all that came with it."""

from collections.abc import Callable
from io import BytesIO
from unittest.mock import patch

import frappe
from werkzeug.datastructures import FileStorage

from servicedesk.shared.guards import guest_endpoint
from servicedesk.shared.lost_transactions import content_of, once_more
from servicedesk.shared.testing import DeskTestCase


class TestLostTransactions(DeskTestCase):
	"""Nothing here is a real deadlock: `tests/faults` has those."""

	def losing(self, times: int) -> tuple[list[bytes], Callable[[], str]]:
		"""What reads an upload and loses its transaction so many times; and what it has read."""
		upload, read = FileStorage(BytesIO(b"content")), []

		def work() -> str:
			read.append(content_of(upload))
			if len(read) <= times:
				raise frappe.QueryDeadlockError
			return "done"

		return read, work

	def test_it_is_begun_once_more_with_its_files(self) -> None:
		read, work = self.losing(1)
		with patch.object(frappe.db, "rollback") as rollback:
			self.assertEqual(once_more(work), "done")
		rollback.assert_called_once_with()
		self.assertEqual(read, [b"content", b"content"])

	def test_a_second_loss_is_told(self) -> None:
		_read, work = self.losing(2)
		with patch.object(frappe.db, "rollback"), self.assertRaises(frappe.QueryDeadlockError):
			once_more(work)

	def test_nothing_else_is_done_twice(self) -> None:
		with patch.object(frappe.db, "rollback") as rollback, self.assertRaises(frappe.ValidationError):
			once_more(lambda: frappe.throw("No", frappe.ValidationError))
		rollback.assert_not_called()

	def test_endpoints_do_so(self) -> None:
		_read, work = self.losing(1)
		with patch.object(frappe.db, "rollback"):
			self.assertEqual(guest_endpoint(work)(), "done")
