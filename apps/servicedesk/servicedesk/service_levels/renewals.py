"""Clocks of open tickets that have to be read anew because their SLA, its calendar or a kind of clock was edited.

What is asked for is background work for each SLA; `tickets.clock_renewal` does it.
"""

from collections.abc import Iterable

import frappe

from servicedesk.shared import background_work
from servicedesk.shared.background_work import CLOCKS, Request


def ask(slas: Iterable[str]) -> None:
	"""Have the clocks of open tickets with these SLAs read anew, from the first ticket on. One statement."""
	background_work.ask(_requests(slas))


def note(slas: Iterable[str]) -> None:
	"""Write down what is asked for; the job of each minute calls a worker if nobody else does."""
	background_work.note(_requests(slas))


def slas_of_calendar(calendar: str) -> list[str]:
	"""The SLAs whose clocks run in the calendar."""
	return frappe.get_all("SD SLA", filters={"calendar": calendar}, pluck="name", limit=0)


def slas_of_kind(kind: str) -> list[str]:
	"""The SLAs that have a clock of this kind."""
	return frappe.get_all("SD SLA Target", filters={"measure": kind}, pluck="parent", distinct=True, limit=0)


def _requests(slas: Iterable[str]) -> list[Request]:
	return [Request(CLOCKS, sla, arguments={"sla": sla}) for sla in sorted(set(slas))]
