"""What the calendar does to contracts: those past their end expire, and whoever looks after one hears of it before.

Both run daily. Run twice, or after days of standstill, they do once what is due.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_form, getdate, now_datetime, today

from servicedesk.agreements.coverage import forget_covers
from servicedesk.domain.contract_term import ContractState, due_warning, warning_days
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.written_dates import written_day

BATCH = 500
EVENT = "contract_ending"
SUPERVISOR_ROLE = "Service Desk Supervisor"
COMMENT_COLUMNS = (*STANDARD_COLUMNS, "comment_type", "reference_doctype", "reference_name", "content")


def expire_contracts(on: date | None = None) -> int:
	"""Mark as expired every active contract whose last day is before `on` (today); return how many."""
	day = on or getdate(today())
	expired = 0
	# query-in-loop: a few statements for each batch of contracts, until none is left
	while batch := _ended(day):
		_expire(batch)
		expired += len(batch)
	return expired


def _ended(day: date) -> Sequence[Any]:
	"""Some contracts past their end, locked: a renewal that comes at the same moment waits, and sees them expired."""
	return frappe.db.sql(
		"""select name, customer from `tabSD Contract`
		where contract_state = 'Active' and end_date < %s
		order by end_date limit %s for update""",
		(day, BATCH),
		as_dict=True,
	)


def _expire(contracts: Sequence[Any]) -> None:
	names = [contract.name for contract in contracts]
	state = str(ContractState.EXPIRED)
	now = now_datetime()
	contract = frappe.qb.DocType("SD Contract")
	(
		frappe.qb.update(contract)
		.set(contract.contract_state, state)
		.set(contract.modified, now)
		.set(contract.modified_by, frappe.session.user)
		.where(contract.name.isin(names))
	).run()
	# The framework writes the same beside a document that somebody takes through its workflow.
	rows = [
		(*standard_values(frappe.generate_hash(length=10), now), "Workflow", "SD Contract", name, _(state))
		for name in names
	]
	insert_rows("Comment", COMMENT_COLUMNS, rows)
	for name in names:
		frappe.clear_document_cache("SD Contract", name)
	for customer in {contract.customer for contract in contracts}:
		forget_covers(customer)


def warn_before_end(on: date | None = None) -> int:
	"""Queue a notice to whoever looks after each contract that ends soon; return how many were handed in.

	The days are those of the settings. A notice carries contract, end and day in its key: it is sent once, and again
	for the new end of a contract that was renewed.
	"""
	day = on or getdate(today())
	settings = frappe.get_cached_doc("SD Settings")
	days = warning_days(settings.contract_warning_days or "")
	if not days:
		return 0
	rows = _ending(day, max(days))
	due = [(row, due_warning(row.end_date, day, days)) for row in rows]
	supervisors = [] if all(row.email for row in rows) else _supervisors()
	return queue(
		[
			_notice(row, person, warning, day)
			for row, warning in due
			if warning is not None
			for person in ([row] if row.email else supervisors)
		]
	)


def _ending(day: date, within: int) -> Sequence[Any]:
	"""Active contracts that end within so many days, each with who looks after it: its manager, else the customer's.

	Who has left looks after nothing; where nobody is left, there is no address.
	"""
	return frappe.db.sql(
		"""select contract.name, contract.end_date, customer.customer_name,
			user.email, user.language, user.full_name
		from `tabSD Contract` contract
		join `tabSD Customer` customer on customer.name = contract.customer
		left join `tabUser` own on own.name = contract.account_manager and own.enabled = 1
		left join `tabUser` customers on customers.name = customer.account_manager and customers.enabled = 1
		left join `tabUser` user on user.name = coalesce(own.name, customers.name)
		where contract.contract_state = 'Active'
			and contract.end_date between %(day)s and date_add(%(day)s, interval %(within)s day)
		order by contract.end_date, contract.name""",
		{"day": day, "within": within},
		as_dict=True,
	)


def _supervisors() -> Sequence[Any]:
	"""Whom it concerns where nobody looks after a contract."""
	return frappe.db.sql(
		"""select distinct user.name, user.email, user.language, user.full_name
		from `tabHas Role` given
		join `tabUser` user on user.name = given.parent and user.enabled = 1 and user.email <> ''
		where given.parenttype = 'User' and given.role = %s and user.name not in %s
		order by user.name""",
		(SUPERVISOR_ROLE, frappe.STANDARD_USERS),
		as_dict=True,
	)


def _notice(row: Any, person: Any, warning: int, day: date) -> Notice:
	settings = frappe.get_cached_doc("SD Settings")
	language = person.language or settings.default_language or "en"
	return Notice(
		event=EVENT,
		occasion=f"{row.end_date}:{warning}",
		ticket="",
		reference=_reference(row.name),
		recipient=person.email,
		language=language,
		values={
			"contract": row.name,
			"customer": row.customer_name,
			"expires": written_day(row.end_date, language),
			"days": str((row.end_date - day).days),
			"requester": person.full_name or "",
			"company": settings.company_name or "",
			"contact_email": settings.contact_email or "",
			"contact_phone": settings.contact_phone or "",
			"view_link": get_url_to_form("SD Contract", row.name),
		},
	)


def _reference(contract: str) -> str:
	"""The contract in a notice's key, which has room for some eighty signs of it."""
	return (
		f"contract:{contract if len(contract) <= 80 else hashlib.sha256(contract.encode()).hexdigest()[:32]}"
	)
