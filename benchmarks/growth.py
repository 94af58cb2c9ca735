"""What a list costs when its table is small and when it is full: milliseconds, and rows that the database reads.

Two sizes cannot be measured in turns, so the quickest of many runs counts: what a machine that is busy meanwhile adds is
never less than nothing. A machine may also be slower for minutes: a whole page is compared through an empty one, which
is measured in turns with it at each size.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.desk import reportview


@dataclass(frozen=True)
class Cost:
	"""Milliseconds of a list, and rows and index entries that the database reads for it.

	`beside`: milliseconds of what was measured in turns with it; 1 where nothing was.
	"""

	milliseconds: float
	reads: int
	beside: float = 1.0


@dataclass(frozen=True)
class Growth:
	"""A list at both sizes, and how many times longer it takes with a full table."""

	label: str
	few: Cost
	many: Cost

	@property
	def ratio(self) -> float:
		"""How many times longer, on a machine that is as fast at both sizes."""
		return (self.many.milliseconds / self.many.beside) / (self.few.milliseconds / self.few.beside)


def line(found: Growth, few: int, many: int, what: str) -> tuple[str, ...]:
	"""The line of the table; `what` there are `few` and `many` of."""
	return (
		f"{found.label}, {many} {what}",
		f"{found.many.milliseconds:.1f} ms, {found.many.reads} rows read",
		f"{found.few.milliseconds:.1f} ms, {found.few.reads} rows, {few} {what}",
		f"{found.ratio:.2f}",
		"1.3",
	)


def cost(show: Callable[[], Any], runs: int, beside: Callable[[], Any] | None = None) -> Cost:
	"""Show it once to warm up, once to count what is read, then `runs` times against the clock, `beside` in turns."""
	show()
	before = reads()
	show()
	read = reads() - before
	if not beside:
		return Cost(min(_seconds(show) for _run in range(runs)) * 1000, read)
	beside()
	pairs = [(_seconds(show), _seconds(beside)) for _run in range(runs)]
	return Cost(min(pair[0] for pair in pairs) * 1000, read, min(pair[1] for pair in pairs) * 1000)


def reads() -> int:
	"""Rows and index entries that this connection has made the database read."""
	counters = frappe.db.sql("show session status like 'Handler_read%'")
	return sum(int(value) for name, value in counters if name != "Handler_read_retry")


def desk_list(
	doctype: str, fields: Sequence[str], filters: Sequence[list[Any]] = (), newest_by: str = "modified"
) -> Callable[[], Any]:
	"""The desk's own list, as its browser asks for it."""
	asked = {
		"doctype": doctype,
		"fields": [f"`tab{doctype}`.`{field}`" for field in fields],
		"order_by": f"`tab{doctype}`.`{newest_by}` desc",
		"page_length": 20,
	}

	def show() -> Any:
		frappe.local.form_dict = frappe._dict(asked, start=0, filters=list(filters), view="List")
		return reportview.get()

	return show


def _seconds(show: Callable[[], Any]) -> float:
	start = time.perf_counter()
	show()
	return time.perf_counter() - start
