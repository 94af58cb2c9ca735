"""The same act on several tickets that somebody has marked in a list: each stands or falls by itself."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from rq.timeouts import JobTimeoutException

from servicedesk.shared.errors import refuse

MOST_AT_ONCE = 200
SAVEPOINT = "servicedesk_bulk"
TRIES = 2
# Two transactions stood in each other's way: the database has undone this one, or it has waited for too long.
LOST = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)
# What says no to one ticket and nothing about the next.
REFUSALS = (frappe.ValidationError, frappe.PermissionError)


class Lost(Exception):
	"""Somebody stood in the way each time."""


@dataclass
class Outcome:
	"""The tickets with which it was done, and why not with the others."""

	done: list[str] = field(default_factory=list)
	refused: dict[str, str] = field(default_factory=dict)
	lost: list[str] = field(default_factory=list)
	"""Those of the refused at which somebody stood in the way each time: another time it may be done."""


def numbers_of(sent: str | list[str]) -> list[str]:
	"""The ticket numbers that a list sends, each once; raises Refused for none, too many, or something else."""
	numbers = _parsed(sent) if isinstance(sent, str) else sent
	if not isinstance(numbers, list) or not numbers or not all(isinstance(number, str) for number in numbers):
		refuse({"numbers": _("Mark at least one request.")})
	if len(numbers) > MOST_AT_ONCE:
		refuse({"numbers": _("At most {0} requests at once.").format(MOST_AT_ONCE)})
	return list(dict.fromkeys(numbers))


def _parsed(sent: str) -> Any:
	try:
		return json.loads(sent)
	except ValueError:
		return None


def for_each(numbers: Sequence[str], act: Callable[[str], Any]) -> Outcome:
	"""Do it with each ticket, in the order of their numbers; what is refused for one leaves nothing of it behind.

	Each is a transaction of its own, and what the caller has done until then stands: the locks of one ticket (its own,
	then its team's) are not held while the next one's are waited for, so that no list and no single act wait for each
	other in a circle.
	"""
	outcome = Outcome()
	for number in sorted(numbers):
		_commit()
		try:
			refusal = _done_or_why_not(number, act)
		except Lost:
			outcome.lost.append(number)
			refusal = _("Somebody was quicker. Please try again.")
		if refusal is None:
			outcome.done.append(number)
		else:
			outcome.refused[number] = refusal
	_commit()
	# The desk shows what was refused beside its ticket; the framework would show every message again.
	frappe.clear_messages()
	return outcome


def _done_or_why_not(number: str, act: Callable[[str], Any]) -> str | None:
	"""Do it with one ticket; return why it was refused, None when it is done. Raises Lost when it was in vain each time.

	When others stood in the way, all of this transaction is lost, which is this ticket's alone: it is begun once more.
	"""
	for _time in range(TRIES):
		# query-in-loop: a second time only after somebody stood in the way
		frappe.db.savepoint(SAVEPOINT)
		try:
			act(number)
		except LOST:
			frappe.db.rollback()  # nosemgrep: commit-in-request - see `for_each`: each ticket's own transaction
		except REFUSALS as error:
			frappe.db.rollback(save_point=SAVEPOINT)
			return str(error) or _("Not permitted")
		except JobTimeoutException:
			raise
		except Exception:  # noqa: BLE001 - a fault at one ticket says nothing of the next; it is logged
			frappe.db.rollback(save_point=SAVEPOINT)
			frappe.log_error(
				"An act on one of several tickets failed",
				reference_doctype="SD Ticket",
				reference_name=number,
			)
			return _("Something went wrong on our side. Please try again in a moment.")
		else:
			return None
	raise Lost


def _commit() -> None:
	frappe.db.commit()  # nosemgrep: commit-in-request - see `for_each`: each ticket's own transaction
