"""What the home page tells a customer before they ask: contracts that end soon, or that there is none."""

from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.utils import today

from servicedesk.agreements.coverage import covers, narrowed, why_not_covered
from servicedesk.self_service.contracts import contract_address, contract_list
from servicedesk.self_service.identity import shows
from servicedesk.shared.visibility import scope_of


@dataclass(frozen=True)
class Hint:
	"""A sentence, and where more of it stands; no address where there is no such page."""

	text: str
	address: str


def home_hints() -> list[Hint]:
	"""The hints for whom the reader acts for. One statement, and one more where nothing is covered."""
	return [*_not_covered(), *_ending()]


def _not_covered() -> list[Hint]:
	"""Only where a request would be refused, and only of one customer: of several one may well be without."""
	scope = scope_of(frappe.session.user)
	if not frappe.get_cached_doc("SD Settings").contract_required or len(scope.acting) != 1:
		return []
	customer = min(scope.acting)
	on = date.fromisoformat(today())
	if narrowed(covers([customer], on), scope):
		return []
	return [Hint(why_not_covered(customer, on, scope.contracts), "")]


def _ending() -> list[Hint]:
	if not shows("contracts"):
		return []
	return [
		Hint(
			_("Contract {0} ends on {1}. Days left: {2}.").format(row.number, row.ends, row.days_left),
			contract_address(row.number),
		)
		for row in contract_list()
		if row.ends_soon
	]
