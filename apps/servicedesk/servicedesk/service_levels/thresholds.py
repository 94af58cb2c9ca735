"""When a stored clock is next of interest to an escalation rule: what the sweep of each minute sorts by."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import frappe

from servicedesk.domain.business_calendar import BusinessCalendar
from servicedesk.domain.sla_clock import ClockReading
from servicedesk.domain.thresholds import Moment, clock_moments
from servicedesk.service_levels.escalation_rules import of_clock

Key = tuple[str, str, int]
ACTED = "select rule, occasion, number from `tabSD Escalation Entry` where ticket = %s"


def next_threshold(
	row: Mapping[str, Any], reading: ClockReading, calendar: BusinessCalendar, now: datetime
) -> datetime | None:
	"""The instant (UTC) of the clock's earliest moment that no rule has acted on yet; None for none in sight.

	`row` is the stored clock (ticket, measure, sla), `reading` what it shows now. The instant may lie in the past: the
	next sweep sees to it. No statement as long as no moment has been reached, one for a ticket otherwise.
	"""
	found = moments(row, reading, calendar, now, frozenset())
	if found and found[0].at <= now:
		acted = acted_keys(row["ticket"])
		found = [moment for moment in found if moment.key not in acted]
	return found[0].at if found else None


def moments(
	row: Mapping[str, Any],
	reading: ClockReading,
	calendar: BusinessCalendar,
	now: datetime,
	acted: frozenset[Key],
) -> list[Moment]:
	"""The clock's moments that have come and the next of each rule, without those acted on; in order."""
	thresholds = [rule.threshold for rule in of_clock(row["measure"], row["sla"])]
	return clock_moments(thresholds, reading, calendar, now, acted)


def acted_keys(ticket: str) -> frozenset[Key]:
	"""What rules have acted on for the ticket. One statement."""
	rows = frappe.db.sql(ACTED, ticket)
	return frozenset((rule, occasion, number) for rule, occasion, number in rows)
