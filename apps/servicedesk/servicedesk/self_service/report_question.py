"""What the address of a report asks for, checked: whose requests, and which days of which zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.report_periods import (
	Period,
	PeriodKind,
	Refused,
	chosen_period,
	kind_of,
	own_period,
)
from servicedesk.self_service.choices import Choice
from servicedesk.self_service.reading import text_of, title_of
from servicedesk.shared.compat import utc_now, zone
from servicedesk.shared.visibility import scope_of

LONGEST_DATE = 40


@dataclass(frozen=True)
class Question:
	"""Whose requests of which days. Without a period, `problems` says by field what is wrong with the days typed.

	`companies`: the customers that the reader manages and acts for now; `customer`: the one chosen of them, empty for
	all; `customers`: those that are counted. `zone`: whose days these are, an IANA name.
	"""

	companies: list[Choice]
	customer: str
	customers: list[str]
	zone: str
	period: Period | None
	typed_from: str
	typed_to: str
	problems: Mapping[str, str]


def question(arguments: Mapping[str, Any]) -> Question:
	"""What a manager asks: `period`, for an own one `from` and `to`, and `customer`.

	Raises PageDoesNotExistError for who manages nobody, and for a customer that the reader does not manage or does not
	act for now. Nothing is asked of the database on a warm cache.
	"""
	scope = scope_of(frappe.session.user)
	if not scope.managed:
		raise frappe.PageDoesNotExistError
	managed = sorted(scope.managed & scope.acting)
	customer = text_of(arguments, "customer")
	if customer and customer not in managed:
		raise frappe.PageDoesNotExistError
	return _asked(managed, customer, arguments)


def question_of_desk(customer: str, arguments: Mapping[str, Any]) -> Question:
	"""The same of any one customer, for the desk's own people; the caller has checked that they may read it."""
	return _asked([customer], customer, arguments)


def _asked(managed: list[str], customer: str, arguments: Mapping[str, Any]) -> Question:
	customers = [customer] if customer else managed
	zone_name = _zone_of(customers)
	period, problems = _period(arguments, zone_name)
	return Question(
		companies=[Choice(name, title_of("SD Customer", name, "customer_name")) for name in managed],
		customer=customer,
		customers=customers,
		zone=zone_name,
		period=period,
		typed_from=period.first.isoformat() if period else text_of(arguments, "from", LONGEST_DATE),
		typed_to=period.last.isoformat() if period else text_of(arguments, "to", LONGEST_DATE),
		problems=problems,
	)


def _zone_of(customers: list[str]) -> str:
	"""The customer's own zone; the desk's where it has none, or where several do not share one."""
	own = {frappe.get_cached_value("SD Customer", name, "time_zone") or "" for name in customers}
	shared = own.pop() if len(own) == 1 else ""
	return str(shared or frappe.get_cached_doc("SD Settings").time_zone or "UTC")


def _period(arguments: Mapping[str, Any], zone_name: str) -> tuple[Period | None, dict[str, str]]:
	kind = kind_of(text_of(arguments, "period"))
	if kind is not PeriodKind.OWN:
		return chosen_period(kind, utc_now().astimezone(zone(zone_name)).date()), {}
	first, last = (text_of(arguments, name, LONGEST_DATE) for name in ("from", "to"))
	try:
		return own_period(first, last), {}
	except Refused as refused:
		texts = _texts()
		return None, {field: texts[code] for field, code in refused.problems.items()}


def _texts() -> dict[str, str]:
	return {
		"mandatory": _("Please fill this in."),
		"bad_date": _("Please give a date."),
		"out_of_range": _("Please give a date."),
		"reversed": _("The last day lies before the first one."),
		"too_long": _("A report covers five years at most."),
	}
