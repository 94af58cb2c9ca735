"""Rules that count the time in a state: their moments join the ticket's own timer (`tickets.timers`)."""

from datetime import datetime
from functools import partial
from typing import Any

from servicedesk.domain.business_calendar import BusinessCalendar
from servicedesk.domain.thresholds import Moment, state_moments
from servicedesk.domain.working_days import SpanUnit, after
from servicedesk.service_levels.escalation_rules import EscalationRule, of_state
from servicedesk.service_levels.thresholds import Key, acted_keys
from servicedesk.shared.compat import from_microseconds, from_system, to_microseconds
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
	begin = since(ticket)
	if not found or not begin:
		return []
	reached = [(rule.threshold, partial(_after, begin, _unit(rule), hours)) for rule in found]
	return state_moments(reached, occasion_of(begin), now, acted)


def since(ticket: Any) -> datetime | None:
	"""The instant (UTC) since which the ticket is in its state; None where it was never noted.

	By its key: `state_since` beside it, for people, says the same of two instants in the hour that autumn repeats. A
	ticket that has not changed its state since there are keys has none.
	"""
	if ticket.get("state_since_key") and ticket.state_since:
		return from_microseconds(int(ticket.state_since_key))
	return from_system(ticket.state_since) if ticket.state_since else None


def occasion_of(begin: datetime) -> str:
	"""What the moments of one stay have in common, by the instant of its beginning."""
	return f"state since {to_microseconds(begin)}"


def _after(since: datetime, unit: SpanUnit, hours: BusinessCalendar, amount: int) -> datetime | None:
	return after(since, amount, unit, hours)


def _unit(rule: EscalationRule) -> SpanUnit:
	return SpanUnit(rule.unit.lower().replace(" ", "_"))
