"""Edits of the workflow and of names, as far as escalation rules have a part in them."""

import frappe

from servicedesk.service_levels.escalation_rules import rules
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import ACTIVE, AGENT_ROLE, ASK, ASKED, DeskTestCase
from servicedesk.tickets.escalation.testing import make_rule

STATE = {"counts": "Time in State", "clock_kind": None, "after": 1, "after_unit": "Hours"}


class TestEdits(DeskTestCase):
	"""On the small desk's workflow, with one rule."""

	def setUp(self) -> None:
		"""A rule that asks the customer when work takes too long."""
		super().setUp()
		# Documents in the cache know nothing of rollbacks.
		self.addCleanup(frappe.clear_document_cache, "Workflow", "T Tickets")
		frappe.db.delete("SD Escalation Rule")
		step = {"action": "Take Step", "step": ASK, "words": "Are you there?"}
		self.rule = make_rule("T Rule", step, **STATE, workflow_state=ACTIVE)
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": "T Back"}).insert()

	def lead_back(self, trigger: str) -> None:
		"""A step from the question back to work."""
		table = frappe.get_doc("Workflow", "T Tickets")
		row = {"state": ASKED, "action": "T Back", "next_state": ACTIVE, "allowed": AGENT_ROLE}
		after = {"sd_after": 1, "sd_after_unit": "Days"} if trigger == "Elapsed Time" else {}
		table.append("transitions", {**row, **after, "sd_trigger": trigger, "allow_self_approval": 1})
		table.save()

	def test_a_workflow_that_would_lead_round_with_a_rule_is_refused(self) -> None:
		with self.assertRaises(Refused) as refused:
			self.lead_back("Elapsed Time")
		self.assertIn(f"{ACTIVE} → {ASKED} → {ACTIVE}", refused.exception.problems["transitions"])

	def test_a_button_stops_the_circle(self) -> None:
		self.lead_back("Button")

	def test_a_rule_that_rests_leads_nobody(self) -> None:
		self.rule.update({"enabled": 0}).save()
		self.lead_back("Elapsed Time")
		with self.assertRaises(Refused):
			self.rule.update({"enabled": 1}).save()

	def test_a_renamed_state_is_the_rules_state(self) -> None:
		self.assertEqual([found.state for found in rules()], [ACTIVE])
		frappe.rename_doc("Workflow State", ACTIVE, "T At Work", show_alert=False)
		self.assertEqual([found.state for found in rules()], ["T At Work"])
