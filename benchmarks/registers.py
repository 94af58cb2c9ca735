"""Lists of the registers with 100 customers and with 10,000: what is shown stays the same, so should its cost.

How it is measured, see `growth`.
"""

from collections.abc import Callable
from typing import Any

import frappe

from benchmarks import site
from benchmarks.growth import Cost, Growth, cost, desk_list
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
		found[f"desk, list of {name}"] = _cost(AGENT, desk_list(doctype, fields))
	for name, show in PORTAL_LISTS.items():
		found[f"portal, list of {name}"] = _cost(PERSON, show)
	return found


def _cost(user: str, show: Callable[[], Any]) -> Cost:
	frappe.set_user(user)
	found = cost(show, RUNS)
	frappe.set_user("Administrator")
	return found
