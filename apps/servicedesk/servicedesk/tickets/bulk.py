"""The same act on several tickets that somebody has marked in a list: each stands or falls by itself."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _

from servicedesk.shared.errors import refuse

MOST_AT_ONCE = 200
SAVEPOINT = "servicedesk_bulk"
# What says no to one ticket and nothing about the next.
REFUSALS = (frappe.ValidationError, frappe.PermissionError)


@dataclass
class Outcome:
	"""The tickets with which it was done, and why not with the others."""

	done: list[str] = field(default_factory=list)
	refused: dict[str, str] = field(default_factory=dict)


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

	In one order, whoever marks which first: two lists with the same tickets never wait for each other in a circle.
	"""
	outcome = Outcome()
	for number in sorted(numbers):
		# query-in-loop: each ticket's act is a transaction of its own within this one
		frappe.db.savepoint(SAVEPOINT)
		try:
			act(number)
		except REFUSALS as error:
			frappe.db.rollback(save_point=SAVEPOINT)
			outcome.refused[number] = str(error) or _("Not permitted")
		else:
			outcome.done.append(number)
	# The desk shows what was refused beside its ticket; the framework would show every message again.
	frappe.clear_messages()
	return outcome
