"""Lists of the registers with 100 customers and with 10,000: what is shown stays the same, so should its cost.

Both sizes cannot be measured in turns, so the quickest of many runs counts: what a machine that is busy meanwhile adds
is never less than nothing. The rows that the database reads for a list are counted beside it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.desk import reportview

from benchmarks import site
from benchmarks.register_rows import PERSON, grow
from servicedesk.self_service.contracts import contract_list
from servicedesk.self_service.equipment_list import equipment_list
from servicedesk.self_service.request_list import request_list
from servicedesk.shared.visibility import rule_for

FEW, MANY = 100, 10_000
RUNS = 25
AGENT = "bogdan.moraru@example.ro"
# What the desk's list asks for: fields and order as the DocType says.
DESK_LISTS = {
	"customers": (
		"SD Customer",
		["name", "customer_name", "customer_code", "account_manager", "city", "modified"],
	),
	"accounts": ("SD Portal Account", ["name", "user", "full_name", "customer", "account_state", "modified"]),
	"equipment": ("SD Equipment", ["name", "title", "customer", "kind", "serial_number", "modified"]),
	"contracts": ("SD Contract", ["name", "customer", "contract_state", "end_date", "modified"]),
}
PORTAL_LISTS: dict[str, Callable[[], Any]] = {
	"equipment": lambda: equipment_list({}),
	"equipment, searched": lambda: equipment_list({"q": "printer"}),
	"contracts": contract_list,
	"requests": lambda: request_list({}),
}


@dataclass(frozen=True)
class Cost:
	"""Milliseconds of a list, and rows and index entries that the database reads for it."""

	milliseconds: float
	reads: int


@dataclass(frozen=True)
class Growth:
	"""A list at both sizes, and how many times longer it takes with many customers."""

	label: str
	few: Cost
	many: Cost

	@property
	def ratio(self) -> float:
		"""How many times longer."""
		return self.many.milliseconds / self.few.milliseconds


def growths() -> list[Growth]:
	"""Measure every list at both sizes; the test site is full of customers afterwards."""
	grow(0, FEW)
	few = _measure()
	grow(FEW, MANY)
	many = _measure()
	return [Growth(label, few[label], many[label]) for label in few]


def scope_statements() -> tuple[int, int]:
	"""SQL statements of the check of rights: with nothing in the cache, and with everything."""
	rule_for("SD Ticket", PERSON)
	frappe.cache.hdel("roles", PERSON)
	frappe.cache.delete_keys("servicedesk_scope")
	with site.counted() as cold:
		rule_for("SD Ticket", PERSON)
	with site.counted() as warm:
		rule_for("SD Ticket", PERSON)
	return len(cold), len(warm)


def _measure() -> dict[str, Cost]:
	found = {}
	for name, (doctype, fields) in DESK_LISTS.items():
		found[f"desk, list of {name}"] = _cost(AGENT, _desk_list(doctype, fields))
	for name, show in PORTAL_LISTS.items():
		found[f"portal, list of {name}"] = _cost(PERSON, show)
	return found


def _cost(user: str, show: Callable[[], Any]) -> Cost:
	frappe.set_user(user)
	show()
	before = _reads()
	show()
	reads = _reads() - before
	quickest = min(_seconds(show) for _run in range(RUNS))
	frappe.set_user("Administrator")
	return Cost(quickest * 1000, reads)


def _seconds(show: Callable[[], Any]) -> float:
	start = time.perf_counter()
	show()
	return time.perf_counter() - start


def _reads() -> int:
	counters = frappe.db.sql("show session status like 'Handler_read%'")
	return sum(int(value) for name, value in counters if name != "Handler_read_retry")


def _desk_list(doctype: str, fields: list[str]) -> Callable[[], Any]:
	"""The desk's own list, as its browser asks for it."""
	columns = [f"`tab{doctype}`.`{field}`" for field in fields]
	asked = {
		"doctype": doctype,
		"fields": columns,
		"order_by": f"`tab{doctype}`.`modified` desc",
		"page_length": 20,
	}

	def show() -> Any:
		frappe.local.form_dict = frappe._dict(asked, start=0, filters=[], view="List")
		return reportview.get()

	return show
