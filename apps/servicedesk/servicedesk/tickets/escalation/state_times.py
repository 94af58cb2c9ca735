"""Rules that count the time in a state: their moments join the ticket's own timer (`tickets.timers`)."""

from datetime import datetime
from functools import partial
from typing import Any

from servicedesk.domain.business_calendar import BusinessCalendar
from servicedesk.domain.thresholds import Moment, state_moments
from servicedesk.domain.working_days import SpanUnit, after
from servicedesk.service_levels.escalation_rules import EscalationRule, of_state
from servicedesk.service_levels.thresholds import Key, acted_keys
from servicedesk.shared.compat import from_system, to_microseconds
from servicedesk.tickets.escalation.conditions import fits


def next_state_time(ticket: Any, hours: BusinessCalendar, now: datetime) -> datetime | None:
	"""When a rule next has something to do because of the ticket's stay in its state (UTC); None for never.

	The instant may lie in the past: the next sweep sees to it. No statement before the first moment has come.
	"""
	found = moments(ticket, hours, now, frozenset())
	if found and found[0].at <= now:
		acted = acted_keys(ticket.name)
		found = [moment for moment in found if moment.key not in acted]
	return found[0].at if found else None


def moments(ticket: Any, hours: BusinessCalendar, now: datetime, acted: frozenset[Key]) -> list[Moment]:
	"""The moments of this stay that have come and the next of each rule, without those acted on; in order.

	Only of rules that are for this ticket.
	"""
	found = [rule for rule in of_state(ticket.workflow_state, ticket.state_category) if fits(rule, ticket)]
	if not found or not ticket.state_since:
		return []
	since = from_system(ticket.state_since)
	reached = [(rule.threshold, partial(_after, since, _unit(rule), hours)) for rule in found]
	return state_moments(reached, occasion_of(ticket.state_since), now, acted)


def occasion_of(state_since: datetime) -> str:
	"""What the moments of one stay have in common; `state_since` as it is stored."""
	return f"state since {to_microseconds(from_system(state_since))}"


def _after(since: datetime, unit: SpanUnit, hours: BusinessCalendar, amount: int) -> datetime | None:
	return after(since, amount, unit, hours)


def _unit(rule: EscalationRule) -> SpanUnit:
	return SpanUnit(rule.unit.lower().replace(" ", "_"))
