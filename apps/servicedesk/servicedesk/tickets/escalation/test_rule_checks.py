"""What is refused when a rule is saved: by the field, in words."""

from typing import Any

import frappe

from servicedesk.service_levels.escalation_rules import rules
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import ACTIVE, ASK, ASKED, CLOSED, NEW, SLA, TAKE, DeskTestCase
from servicedesk.tickets.escalation.testing import make_rule

TELL = {"action": "Notify", "whom": "Agent"}
STATE = {"counts": "Time in State", "clock_kind": None, "after": 1, "after_unit": "Hours"}


class TestRuleChecks(DeskTestCase):
	"""On the small desk's workflow."""

	def refused(self, *actions: dict[str, Any], **values: Any) -> dict[str, str]:
		"""What is said of a rule, by field; nothing where it is taken."""
		frappe.db.savepoint("rule")
		try:
			make_rule("T Rule", *(actions or (TELL,)), **values)
		except Refused as refused:
			return refused.problems
		finally:
			frappe.db.rollback(save_point="rule")
			frappe.local.message_log = []
		return {}

	def test_good_rules_are_taken(self) -> None:
		self.assertEqual(self.refused(), {})
		self.assertEqual(self.refused(sla=SLA, moment="Minutes after Due", minutes=0), {})
		self.assertEqual(self.refused(**STATE, workflow_state=NEW, repeat_every=2, at_most=5), {})
		self.assertEqual(self.refused(condition="tier == 1 and channel in ('Phone', 'Email')"), {})

	def test_what_is_counted(self) -> None:
		self.assertIn("clock_kind", self.refused(clock_kind=None))
		self.assertIn("workflow_state", self.refused(**STATE))
		other = frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "T Elsewhere"}).insert()
		self.assertIn("T Elsewhere", self.refused(**STATE, workflow_state=other.name)["workflow_state"])

	def test_an_sla_without_the_clock(self) -> None:
		self.assertIn("Triage", self.refused(sla=SLA, clock_kind="Triage")["sla"])

	def test_times_that_cannot_be(self) -> None:
		self.assertIn("percent", self.refused(percent=0))
		self.assertIn("percent", self.refused(percent=10_000_000))
		self.assertIn("after", self.refused(**{**STATE, "after": 0}, workflow_state=NEW))
		self.assertIn("at_most", self.refused(repeat_every=5, at_most=101))

	def test_conditions_that_could_not_be_answered(self) -> None:
		for condition, word in (
			("tier ==", "column"),
			("colour == 'red'", "colour"),
			("tier == '1'", "tier == '1'"),
			("frappe.db.sql('drop')", "not possible"),
			("tier == 1 or " * 300 + "tier", "too long"),
		):
			with self.subTest(condition=condition[:20]):
				self.assertIn(word, self.refused(condition=condition)["condition"])

	def test_actions_that_could_not_be_done(self) -> None:
		closed_team = frappe.get_doc({"doctype": "SD Team", "title": "T Nobody", "disabled": 1}).insert().name
		for action, word in (
			({"action": "Notify"}, "who is told"),
			({"action": "Notify", "whom": "Person"}, "person"),
			({"action": "Notify", "whom": "Address", "address": "nobody"}, "nobody"),
			({"action": "Hand On", "team": closed_team}, closed_team),
			({"action": "Field Visit", "person": "Guest", "visit_hours": 1}, "staff"),
			({"action": "Field Visit", "visit_hours": 0}, "hour"),
			({"action": "Take Step", "step": ASK}, "words"),
		):
			with self.subTest(action=action):
				said = self.refused(TELL, action)["actions"]
				self.assertIn(word, said)
				self.assertTrue(said.startswith("Action 2"))

	def test_a_step_that_the_state_does_not_have(self) -> None:
		step = {"action": "Take Step", "step": TAKE}
		self.assertEqual(self.refused(step, **STATE, workflow_state=NEW), {})
		self.assertIn(CLOSED, self.refused(step, **STATE, workflow_state=CLOSED)["actions"])

	def test_a_circle_of_automatic_steps(self) -> None:
		self.addCleanup(frappe.clear_document_cache, "Workflow", "T Tickets")
		table = frappe.get_doc("Workflow", "T Tickets")
		for state, action, following in ((ACTIVE, "T Lay Aside", ASKED), (ASKED, "T Fetch", ACTIVE)):
			frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": action}).insert()
			row = {"state": state, "action": action, "next_state": following, "allow_self_approval": 1}
			table.append("transitions", {**row, "allowed": "Service Desk Agent"})
		table.save()
		make_rule("T Aside", {"action": "Take Step", "step": "T Lay Aside"}, **STATE, workflow_state=ACTIVE)
		said = self.refused({"action": "Take Step", "step": "T Fetch"}, **STATE, workflow_state=ASKED)
		self.assertIn(f"{ASKED} → {ACTIVE} → {ASKED}", said["actions"])
		self.assertEqual(self.refused({"action": "Take Step", "step": "T Fetch"}, clock_kind="Resolve"), {})
		said = self.refused({"action": "Take Step", "step": "T Fetch"}, clock_kind="Next Reply")
		self.assertIn("circle", said["actions"])

	def test_a_changed_moment_is_not_for_what_has_passed(self) -> None:
		rule = make_rule("T Rule", enabled=0)
		frappe.db.set_value("SD Escalation Rule", rule.name, "active_from", "2020-01-01")
		rule.reload()
		rule.update({"title": "T Other Words"}).save()
		self.assertEqual(str(rule.active_from), "2020-01-01 00:00:00")
		rule.update({"enabled": 1}).save()
		self.assertGreater(str(rule.active_from), "2026")

	def test_rules_are_read_once_and_forgotten_when_one_changes(self) -> None:
		frappe.db.delete("SD Escalation Rule")
		rule = make_rule("T Rule")
		self.assertEqual([found.title for found in rules()], ["T Rule"])
		rule.update({"title": "T Other"}).save()
		self.assertEqual([found.title for found in rules()], ["T Other"])
		rule.update({"enabled": 0}).save()
		self.assertEqual(rules(), [])
