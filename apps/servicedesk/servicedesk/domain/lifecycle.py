"""What a ticket's state means, whatever a company calls it.

States and their names are data that staff edit; code asks only for the category. Sources: design.md, rule 7;
manuals integrator 10-13, edi-provider 6-11, internal-desk 6.
"""

from __future__ import annotations

from enum import Enum


class StateCategory(str, Enum):
	"""The meaning of a workflow state. Every state that staff make carries exactly one."""

	NEW = "new"
	ACTIVE = "active"
	WAITING_FOR_CUSTOMER = "waiting_for_customer"
	WAITING_FOR_OTHERS = "waiting_for_others"
	RESOLVED = "resolved"
	CLOSED = "closed"
	CANCELLED = "cancelled"

	def __str__(self) -> str:
		return self.value


class ListBucket(str, Enum):
	"""The list in which a customer finds a ticket (integrator 11: open, resolved, closed)."""

	OPEN = "open"
	RESOLVED = "resolved"
	CLOSED = "closed"

	def __str__(self) -> str:
		return self.value


class TransitionTrigger(str, Enum):
	"""What sets a transition of the workflow going."""

	BUTTON = "button"
	"""An agent's button on the ticket's form."""
	CUSTOMER_BUTTON = "customer_button"
	"""The customer's own button: cancel, "Rezolvați această problemă" (edi-provider 5, integrator 13)."""
	CUSTOMER_REPLY = "customer_reply"
	"""The customer's message, by any channel, on a ticket that may have waited for it (edi-provider 8)."""
	RESUME_ASSIGNED = "resume_assigned"
	"""Right after a customer's reply, when the ticket has an agent already: it goes through waiting for
	support back into progress by itself (edi-provider 8; the source shows both changes within a minute).
	"""
	ASSIGNMENT = "assignment"
	"""An agent or team was put on the ticket (integrator 10, "Насочена")."""
	ELAPSED_TIME = "elapsed_time"
	"""The clock: closing after working days without objection, reminding a silent customer."""
	HANDED_ON = "handed_on"
	"""The ticket goes to another team, as a rule the next line (outsourcer 10)."""
	VISIT_PLANNED = "visit_planned"
	"""Somebody is to go there: a field visit has its date, place and specialist (outsourcer 10)."""
	VISIT_ENDED = "visit_ended"
	"""No planned visit is left: each has been made, was in vain or was called off."""
	MERGED = "merged"
	"""The ticket goes on as another one, and this one ends."""

	def __str__(self) -> str:
		return self.value


WAITING = frozenset({StateCategory.WAITING_FOR_CUSTOMER, StateCategory.WAITING_FOR_OTHERS})
OPEN = frozenset({StateCategory.NEW, StateCategory.ACTIVE}) | WAITING
FINAL = frozenset({StateCategory.CLOSED, StateCategory.CANCELLED})


def is_open(category: StateCategory) -> bool:
	"""Tell whether somebody still has to do something towards a solution (resolved is not open any more)."""
	return category in OPEN


def is_final(category: StateCategory) -> bool:
	"""Tell whether nothing more is expected: closed or cancelled (edi-provider 11: closed stays closed)."""
	return category in FINAL


def customer_may_edit(category: StateCategory) -> bool:
	"""Tell whether the customer may change the ticket: until a specialist accepts it (integrator 12)."""
	return category is StateCategory.NEW


def customer_may_cancel(category: StateCategory) -> bool:
	"""Tell whether the customer may cancel the ticket: until a specialist accepts it (integrator 13)."""
	return category is StateCategory.NEW


def customer_may_comment(category: StateCategory) -> bool:
	"""Tell whether the customer may write or attach: while the ticket is not final (edi-provider 5, 11)."""
	return not is_final(category)


def customer_may_rate(category: StateCategory) -> bool:
	"""Tell whether the customer may rate the solution: once there is one (edi-provider 13)."""
	return category in (StateCategory.RESOLVED, StateCategory.CLOSED)


def list_bucket(category: StateCategory) -> ListBucket:
	"""Return the customer's list in which a ticket stands.

	Billing states (integrator 10, to invoice and awaiting payment) are made with the category resolved: the
	work is done and the ticket waits to be closed.
	"""
	if is_open(category):
		return ListBucket.OPEN
	if category is StateCategory.RESOLVED:
		return ListBucket.RESOLVED
	return ListBucket.CLOSED
