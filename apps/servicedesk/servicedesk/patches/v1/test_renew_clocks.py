"""Clocks of before get their cycle, and open tickets are read anew."""

import frappe

from servicedesk.patches.v1 import renew_clocks
from servicedesk.shared import background_work
from servicedesk.shared.testing import SLA, DeskTestCase


class TestRenewClocks(DeskTestCase):
	"""One clock that has started and one that has not."""

	def test_what_has_started_is_in_its_first_cycle(self) -> None:
		for name, started_at in (("T:Begun", "2026-01-01"), ("T:Waits", None)):
			clock = frappe.new_doc("SD Ticket Clock")
			clock.name = name
			clock.update({"ticket": "T", "started_at": started_at, "cycle": 0})
			clock.db_insert()
		for _time in range(2):
			renew_clocks.execute()
		cycles = dict(frappe.get_all("SD Ticket Clock", {"ticket": "T"}, ["name", "cycle"], as_list=True))
		self.assertEqual(cycles, {"T:Begun": 1, "T:Waits": 0})
		asked = background_work.waiting(background_work.CLOCKS)
		self.assertEqual([work for work in asked if work["sla"] == SLA], [{"sla": SLA}])
