"""A ticket's clocks in step with the ticket: read anew when something moves them, retargeted when their rule changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from servicedesk.service_levels import clock_store
from servicedesk.tickets import history, sla_choice
from servicedesk.tickets.escalation.conditions import fields_of_clock_rules

# What decides on a clock's target, and on the words that say why.
RULE_FIELDS = ("sla", "sla_source", "priority", *sla_choice.DECIDING_FIELDS)


def follow(doc: Any, before: Any, events: Sequence[history.Event], now: datetime) -> None:
	"""After a save: follow what changed. `events`: what was just written to the history. No statement otherwise."""
	names = [event.event for event in events]
	if any(before.get(name) != doc.get(name) for name in RULE_FIELDS):
		clock_store.retarget(doc, history.clock_events(doc.name), now)
	elif history.STATE_CHANGED in names or clock_store.concerns(names) or _is_for_other_rules(before, doc):
		clock_store.refresh(doc.name, history.clock_events(doc.name), now)


def _is_for_other_rules(before: Any, doc: Any) -> bool:
	"""Whether the ticket may fit escalation rules that it did not fit: moments of theirs that have passed come now."""
	asked = fields_of_clock_rules()
	return any((before.get(name) or None) != (doc.get(name) or None) for name in asked)
