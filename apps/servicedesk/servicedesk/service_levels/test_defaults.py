"""The clocks that every desk begins with."""

import frappe

from servicedesk.domain.sla_rules import next_reply_rule, resolution_rule, take_over_rule, triage_rule
from servicedesk.service_levels.clock_kinds import behaviour, forget_kinds, moving_events
from servicedesk.service_levels.defaults import CLOCK_KINDS, ensure_clock_kinds
from servicedesk.shared.testing import DeskTestCase

RULES = {
	"Take Over": take_over_rule,
	"Resolve": resolution_rule,
	"Triage": triage_rule,
	"Next Reply": next_reply_rule,
}


class TestDefaults(DeskTestCase):
	"""Made at installation and at every migration."""

	def remove(self, *kinds: str) -> None:
		"""Take kinds of clocks away that tickets of this site may have clocks of."""
		frappe.db.delete("SD Clock Trigger", {"parent": ("in", kinds)})
		frappe.db.delete("SD Clock Kind", {"name": ("in", kinds)})
		forget_kinds()

	def test_missing_kinds_are_made_and_changed_ones_stay(self) -> None:
		self.remove("Triage")
		kept = frappe.get_doc("SD Clock Kind", "Next Reply")
		kept.description = "Our own words"
		kept.save()
		ensure_clock_kinds()
		self.assertEqual(len(frappe.get_doc("SD Clock Kind", "Triage").triggers), len(CLOCK_KINDS["Triage"]))
		self.assertEqual(frappe.db.get_value("SD Clock Kind", "Next Reply", "description"), "Our own words")

	def test_they_move_as_the_rules_of_the_manuals_say(self) -> None:
		self.assertEqual(set(RULES), set(CLOCK_KINDS))
		self.remove(*CLOCK_KINDS)
		ensure_clock_kinds()
		for title, rule in RULES.items():
			with self.subTest(title=title):
				meant = rule(3600)
				self.assertEqual(behaviour(title).rule(meant.kind, 3600), meant)
		self.assertLessEqual({"created", "customer_reply", "categorised"}, moving_events())

	def test_a_changed_kind_is_read_anew(self) -> None:
		kind = frappe.get_doc("SD Clock Kind", "Triage")
		self.assertNotIn("assigned", behaviour("Triage").events)
		kind.append("triggers", {"effect": "Meets", "event": "assigned"})
		kind.save()
		self.assertIn("assigned", behaviour("Triage").events)
