"""SD Escalation Rule: what happens when a clock reaches a moment, or a ticket stays in a state for too long."""

from frappe.model.document import Document
from frappe.utils import now_datetime

from servicedesk.service_levels.escalation_rules import forget_rules
from servicedesk.tickets.escalation import rule_checks
from servicedesk.tickets.escalation.recompute import follow_rule

# Changed, they make another rule of it, which is not meant for what has passed.
TIMING = (
	*("enabled", "counts", "clock_kind", "workflow_state", "state_category"),
	*("moment", "percent", "minutes", "after", "after_unit", "repeat_every", "at_most", "also_passed"),
)


class SDEscalationRule(Document):
	"""Kept as data; `tickets.escalation` acts on it."""

	def validate(self) -> None:
		"""Refuse what could never act, act for ever, or not be done."""
		rule_checks.check(self)
		if self.is_new() or any(self.has_value_changed(name) for name in TIMING):
			self.active_from = now_datetime()

	def on_update(self) -> None:
		"""From the next minute on, clocks and tickets go by the rule as it is now."""
		forget_rules()
		follow_rule(self)

	def on_trash(self) -> None:
		"""A rule that is gone acts no more; moments that clocks still wait for pass without it."""
		forget_rules()
