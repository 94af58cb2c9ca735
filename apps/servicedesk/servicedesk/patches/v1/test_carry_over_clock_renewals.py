"""What waited in a table of its own goes on as background work."""

from unittest.mock import patch

import frappe

from servicedesk.patches.v1 import carry_over_clock_renewals
from servicedesk.shared import background_work
from servicedesk.shared.testing import SLA, DeskTestCase
from servicedesk.tickets.testing import forget_work


class TestCarryOverClockRenewals(DeskTestCase):
	"""An SLA that waits there; the table itself is not made, as that would end the test's transaction."""

	def test_what_waited_is_asked_for_again_and_the_table_goes(self) -> None:
		forget_work()
		with (
			patch.object(frappe.db, "table_exists", return_value=True),
			patch.object(carry_over_clock_renewals, "_waiting", return_value=[SLA]),
			patch.object(frappe, "delete_doc") as delete,
			patch.object(frappe.db, "sql_ddl") as drop,
		):
			for _time in range(2):
				carry_over_clock_renewals.execute()
		self.assertEqual(background_work.waiting(background_work.CLOCKS), [{"sla": SLA}])
		self.assertEqual((delete.call_count, drop.call_count), (2, 2))

	def test_a_site_without_it_is_left_alone(self) -> None:
		forget_work()
		carry_over_clock_renewals.execute()
		self.assertEqual(background_work.waiting(background_work.CLOCKS), [])
