"""What a customer's contracts cover: which contracts are valid, which services they hold, where, at which SLA."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.contract_term import (
	ContractState,
	Lack,
	Reason,
	Term,
	holds_on,
	reason_not_covered,
)
from servicedesk.shared.forgetting import KeptValues
from servicedesk.shared.visibility import Scope
from servicedesk.shared.written_dates import written_day

COVERS = KeptValues("servicedesk_covers")


@dataclass(frozen=True)
class Cover:
	"""One service under one valid contract of one customer. No sites: wherever the customer is."""

	customer: str
	contract: str
	service: str
	sla: str | None
	sites: frozenset[str] = frozenset()


def covers(customers: Sequence[str], on: date) -> list[Cover]:
	"""Every service that a valid contract of these customers covers on the day.

	Two statements for each customer that is not in the cache, none for one that is.
	"""
	return [
		Cover(customer, row["contract"], row["service"], row["sla"], frozenset(row.get("sites", ())))
		for customer in customers
		for row in COVERS.value(customer, _read_active_contracts)
		if holds_on(row["start"], row["end"], on)
	]


def forget_covers(customer: str) -> None:
	"""Make the next reader see changed contracts of the customer."""
	COVERS.forget(customer)


def forget_all_covers(doc: Any = None, method: str | None = None, *names: Any) -> None:
	"""The same for every customer: after many contracts changed at once, or a name that contracts hold.

	Hook: `after_rename` of what contracts name; `names` are what the framework sends along.
	"""
	COVERS.forget_all()


def _read_active_contracts(customer: str) -> list[dict[str, Any]]:
	rows = frappe.db.sql(
		"""select contract.name contract, contract.start_date start, contract.end_date end,
			ifnull(covered.service, '') service, covered.sla sla
		from `tabSD Contract` contract
		left join `tabSD Contract Service` covered
			on covered.parent = contract.name and covered.parenttype = 'SD Contract'
		where contract.customer = %s and contract.contract_state = 'Active'
		order by contract.name, covered.idx""",
		customer,
		as_dict=True,
	)
	sites = frappe.get_all(
		"SD Contract Site",
		filters={"parent": ("in", list({row.contract for row in rows})), "parenttype": "SD Contract"},
		fields=["parent", "site"],
	)
	return [{**row, "sites": [place.site for place in sites if place.parent == row.contract]} for row in rows]


def narrowed(found: Sequence[Cover], scope: Scope) -> list[Cover]:
	"""Of these covers, what the account is subscribed to."""
	return [
		cover
		for cover in found
		if (not scope.contracts or cover.contract in scope.contracts)
		and (not scope.services or not cover.service or cover.service in scope.services)
	]


def at_site(found: Sequence[Cover], site: str | None) -> list[Cover]:
	"""Of these covers, those that hold at the site; without a site, all: nobody said where."""
	return [cover for cover in found if not site or not cover.sites or site in cover.sites]


def why_not_covered(customer: str, on: date, among: Collection[str] = ()) -> str:
	"""Why the customer is refused on the day, and whom to contact: a sentence or two in the reader's language.

	`among`: the contracts that the reader may know of; empty for all of the customer's. One statement; called only
	where somebody is refused.
	"""
	rows = frappe.get_all(
		"SD Contract",
		filters={"customer": customer, **({"name": ("in", list(among))} if among else {})},
		fields=["name", "contract_state", "start_date", "end_date", "terminated_on"],
	)
	terms = [
		Term(row.name, ContractState(row.contract_state), row.start_date, row.end_date, row.terminated_on)
		for row in rows
	]
	settings = frappe.get_cached_doc("SD Settings")
	contact = settings.refusal_contact or settings.contact_email or settings.contact_phone
	sentences = [_sentence(reason_not_covered(terms, on))]
	if contact:
		sentences.append(_("Please contact {0}.").format(contact))
	return " ".join(sentences)


def _sentence(reason: Reason) -> str:
	day = written_day(reason.day) if reason.day else ""
	sentences = {
		Lack.NO_CONTRACT: _("There is no contract for this customer."),
		Lack.NOT_INCLUDED: _("No valid contract covers this request."),
		Lack.NOT_BEGUN: _("The contract {0} begins only on {1}."),
		Lack.TERMINATED: _("The contract {0} was terminated on {1}.")
		if day
		else _("The contract {0} was terminated."),
		Lack.EXPIRED: _("The contract {0} ended on {1}.") if day else _("The contract {0} has ended."),
	}
	return sentences[reason.lack].format(reason.number, day)
