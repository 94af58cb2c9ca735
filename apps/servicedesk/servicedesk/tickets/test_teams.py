"""Teams: who may be in them, what members know, and where they escalate to."""

from typing import Any

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, AGENT_ROLE, DeskTestCase, make_account, make_customer, make_user
from servicedesk.tickets.testing import make_team

USER, ANA = "teams@t.test", "teams-ana@desk.test"
TEAM, OTHER = "T Teams One", "T Teams Two"


class TestTeams(DeskTestCase):
	"""What a team may not be."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer("T Teams"): "Requester"})
		make_user(ANA, AGENT_ROLE)
		make_team(TEAM, ANA)
		make_team(OTHER, AGENT)

	def tearDown(self) -> None:
		super().tearDown()
		for name in (TEAM, OTHER):
			frappe.clear_document_cache("SD Team", name)

	def problem(self, **values: Any) -> str:
		"""Why the team is refused."""
		with self.assertRaises(Refused) as caught:
			frappe.get_doc({"doctype": "SD Team", "title": "T Bad", "tier": 1, **values}).insert()
		return str(caught.exception)

	def test_members(self) -> None:
		for rows, why in (
			([{"user": ANA}, {"user": ANA}], "Row 2: .*already"),
			([{"user": USER}], "Row 1: .*does not work"),
			([{"user": ANA, "most_tickets": -1}], "Row 1: .*0 or more"),
			([{"user": ANA, "skills": "Astrology"}], "Row 1: Astrology is neither"),
		):
			with self.subTest(rows=rows):
				self.assertRegex(self.problem(members=rows), why)

	def test_a_circle_of_escalation(self) -> None:
		make_team("T Third", ANA, next_team=TEAM)
		frappe.get_doc("SD Team", TEAM).update({"next_team": OTHER}).save()
		with self.assertRaises(Refused) as caught:
			frappe.get_doc("SD Team", OTHER).update({"next_team": "T Third"}).save()
		self.assertIn(f"{OTHER} › T Third › {TEAM} › {OTHER}", caught.exception.problems["next_team"])

	def test_lines_begin_at_one(self) -> None:
		self.assertIn("from 1", self.problem(tier=0))

	def test_who_has_left_since_does_not_stop_a_save(self) -> None:
		frappe.db.set_value("User", ANA, "enabled", 0)
		frappe.clear_document_cache("User", ANA)
		self.addCleanup(frappe.clear_document_cache, "User", ANA)
		frappe.get_doc("SD Team", TEAM).update({"tier": 2}).save()
