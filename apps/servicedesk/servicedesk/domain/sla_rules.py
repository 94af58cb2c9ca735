"""What the usual clocks look like; a company's own are data in the same form.

Sources: manuals edi-provider 4 and 6-9 (take over, resolve), software-vendor 8 (triage within an hour).
"""

from __future__ import annotations

from enum import Enum

from servicedesk.domain.lifecycle import OPEN, WAITING, StateCategory
from servicedesk.domain.sla_clock import ClockRule, Trigger, Triggers

CREATED = "created"
PUBLIC_REPLY = "public_reply"
CUSTOMER_REPLY = "customer_reply"
CATEGORISED = "categorised"

SOLVED = frozenset({StateCategory.RESOLVED, StateCategory.CLOSED})
TAKEN_OVER = frozenset({StateCategory.ACTIVE}) | WAITING | SOLVED


class Reopening(str, Enum):
	"""What a resolution clock does when a resolved ticket is opened again."""

	CONTINUE = "continue"
	"""Goes on with what had elapsed; the time while it was resolved does not count."""
	RESTART = "restart"
	"""Begins anew from zero."""
	IGNORE = "ignore"
	"""Stays met."""

	def __str__(self) -> str:
		return self.value


def entering(categories: frozenset[StateCategory]) -> Triggers:
	"""Return the triggers for entering any of these categories."""
	return frozenset(Trigger(category=category) for category in categories)


def happening(*events: str) -> Triggers:
	"""Return the triggers for any of these events."""
	return frozenset(Trigger(event=event) for event in events)


def take_over_rule(target_seconds: int) -> ClockRule:
	"""Time until somebody takes the ticket; does not come back with the customer's answer (edi-provider 6,
	8).

	A state behind new that was reached without being active first shows just as well that somebody took it.
	"""
	return ClockRule("take_over", target_seconds, starts_on=happening(CREATED), meets_on=entering(TAKEN_OVER))


def resolution_rule(target_seconds: int, reopening: Reopening = Reopening.CONTINUE) -> ClockRule:
	"""Time until the ticket is solved; stands while the customer or others must act (edi-provider 8, 9)."""
	opened_again = entering(OPEN)
	return ClockRule(
		"resolution",
		target_seconds,
		starts_on=happening(CREATED),
		meets_on=entering(SOLVED),
		pauses_in=WAITING,
		continues_on=opened_again if reopening is Reopening.CONTINUE else frozenset(),
		restarts_on=opened_again if reopening is Reopening.RESTART else frozenset(),
	)


def triage_rule(target_seconds: int) -> ClockRule:
	"""Time until a supervisor has categorised the case (software-vendor 8)."""
	return ClockRule("triage", target_seconds, starts_on=happening(CREATED), meets_on=happening(CATEGORISED))


def next_reply_rule(target_seconds: int) -> ClockRule:
	"""Time until the customer's first unanswered message is answered, or the ticket solved; each time."""
	return ClockRule(
		"next_reply",
		target_seconds,
		starts_on=happening(CREATED, CUSTOMER_REPLY),
		meets_on=happening(PUBLIC_REPLY) | entering(SOLVED),
		restarts_on=happening(CUSTOMER_REPLY),
	)
