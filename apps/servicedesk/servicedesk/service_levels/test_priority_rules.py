"""The records of the matrix: what contradicts, says nothing or cannot be put in order is refused with its reason."""

import frappe

from servicedesk.service_levels.priority_rules import decide, rank_of_priority
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase

HIGH, LOW = "T Rule High", "T Rule Low"


class TestPriorityRules(DeskTestCase):
	"""One impact, one urgency, two priorities."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		for doctype, title, level in (
			("SD Priority", HIGH, 1),
			("SD Priority", LOW, 4),
			("SD Impact", "T Rule Wide", 1),
			("SD Urgency", "T Rule Now", 1),
		):
			frappe.get_doc({"doctype": doctype, "title": title, "level": level}).insert()

	def rule(self, priority: str, impact: str | None = None, urgency: str | None = None) -> "frappe.Document":
		"""A rule, saved."""
		values = {"doctype": "SD Priority Rule", "priority": priority, "impact": impact, "urgency": urgency}
		return frappe.get_doc(values).insert()

	def refused(self, *case: str | None) -> dict[str, str]:
		"""Why a rule is refused."""
		with self.assertRaises(Refused) as caught:
			self.rule(*case)  # type: ignore[arg-type]
		return caught.exception.problems

	def test_contradictions_and_repetitions_are_refused_with_their_reason(self) -> None:
		self.rule(HIGH, "T Rule Wide")
		self.assertIn(HIGH, self.refused(LOW, "T Rule Wide")["priority"])
		self.assertEqual(self.refused(LOW, "T Rule Wide", ""), self.refused(LOW, "T Rule Wide"))
		self.assertIn("already", self.refused(HIGH, "T Rule Wide")["impact"])
		self.rule(LOW, "T Rule Wide", "T Rule Now")

	def test_a_rule_about_nothing_is_refused(self) -> None:
		self.assertEqual(set(self.refused(HIGH)), {"impact"})

	def test_an_edit_into_a_contradiction_is_refused_and_another_is_not(self) -> None:
		self.rule(HIGH, "T Rule Wide")
		other = self.rule(LOW, urgency="T Rule Now")
		other.update({"priority": HIGH}).save()
		with self.assertRaises(Refused):
			other.update({"impact": "T Rule Wide", "urgency": None, "priority": LOW}).save()

	def test_rules_hold_at_once_and_go_with_their_record(self) -> None:
		rule = self.rule(HIGH, urgency="T Rule Now")
		self.assertEqual(decide(None, "T Rule Now", "default").priority, HIGH)
		rule.delete()
		self.assertEqual(decide(None, "T Rule Now", "default").priority, "default")

	def test_rules_follow_a_new_name(self) -> None:
		self.rule(HIGH, urgency="T Rule Now")
		frappe.rename_doc("SD Urgency", "T Rule Now", "T Rule At Once")
		self.assertEqual(decide(None, "T Rule At Once", "default").priority, HIGH)

	def test_of_contradicting_rules_from_elsewhere_the_older_counts(self) -> None:
		self.rule(HIGH, "T Rule Wide")
		other = self.rule(LOW, urgency="T Rule Now")
		later = {"impact": "T Rule Wide", "urgency": None, "creation": "2999-01-01"}
		frappe.db.set_value("SD Priority Rule", other.name, later)
		self.assertEqual(decide("T Rule Wide", None, "default").priority, HIGH)

	def test_levels_that_no_order_can_be_made_with(self) -> None:
		for doctype in ("SD Impact", "SD Urgency", "SD Priority"):
			for level in (0, -1, 1000):
				with self.subTest(doctype=doctype, level=level), self.assertRaises(Refused) as caught:
					frappe.get_doc({"doctype": doctype, "title": "T Odd", "level": level}).insert()
				self.assertEqual(set(caught.exception.problems), {"level"})

	def test_ranks(self) -> None:
		self.assertEqual(
			(rank_of_priority(HIGH), rank_of_priority(LOW), rank_of_priority(None)), (1, 4, 1000)
		)
