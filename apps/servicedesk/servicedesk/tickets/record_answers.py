"""Questions of a form that are answered with records: contract, service, piece of equipment, colleague.

Only what the requester may see, and of the ticket's own customer; a record of somebody else is refused in the words
for one that does not exist, so that whoever sends a guessed name learns nothing. A colleague is a person with an
account for the same customer; an account that a contract has, which several people use, knows no colleagues.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import frappe

from servicedesk.agreements.coverage import covers, narrowed
from servicedesk.catalogue.request_forms import RequestForm
from servicedesk.domain.form_definitions import LINKS, FieldKind
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.visibility import Scope, admits, is_staff, rule_for, scope_of

# What each record is called, by its name.
Called = dict[str, str]
LONGEST_NAME = 140
MOST_OFFERED = 200
EQUIPMENT = "SD Equipment"

# Both registers in one statement; whom and what of it the requester may name is decided below.
NAMED = """
	select 'equipment' kind, name, title called, customer, contract, '' account_kind
	from `tabSD Equipment` where customer = %(customer)s and name in %(equipment)s
	union all
	select 'colleague', account.name, account.full_name, acting.customer, '', account.account_kind
	from `tabSD Portal Account` account
	join `tabSD Account Customer` acting
		on acting.parent = account.name and acting.parenttype = 'SD Portal Account'
	where account.name in %(colleague)s and acting.customer = %(customer)s
		and account.account_state = 'Active'"""


def named(
	form: RequestForm, answers: Mapping[str, Any], customer: str, requester: str | None
) -> dict[str, Called]:
	"""By question, the records among those that may be named which the answers name. At most one statement.

	Without such questions nothing is read; contracts and services come from the cache. Strangers name nothing.
	"""
	asked = {field.definition.name: field.definition.kind for field in form.fields}
	links = {name: kind for name, kind in asked.items() if kind in LINKS and answers.get(name)}
	if not links or not (requester or is_staff(frappe.session.user)):
		return {}
	scope = scope_of(requester) if requester else Scope(user="")
	given = {name: _text(answers[name]) for name in links}
	found = _covered(customer, scope) | _registered(links, given, customer, requester)
	return {
		name: {record: found[kind][record] for record in (given[name],) if record in found.get(kind, {})}
		for name, kind in links.items()
	}


def colleagues(customer: str, user: str, patterns: Sequence[str], most: int) -> list[tuple[str, str]]:
	"""The people of the customer whom this account may name, by their names: user and name. One statement.

	`patterns`: what a name has to hold, each as "%word%".
	"""
	scope = scope_of(user)
	if customer not in scope.customers or not may_name_colleagues(scope):
		return []
	return _people(customer, patterns, most)


def _people(customer: str, patterns: Sequence[str], most: int) -> list[tuple[str, str]]:
	account, acting = frappe.qb.DocType("SD Portal Account"), frappe.qb.DocType("SD Account Customer")
	query = (
		frappe.qb.from_(acting)
		.join(account)
		.on((account.name == acting.parent) & (acting.parenttype == "SD Portal Account"))
		.select(account.name, account.full_name)
		.where((acting.customer == customer) & (account.account_state == "Active"))
		.where(account.account_kind != "Contract")
	)
	for pattern in patterns:
		query = query.where(account.full_name.like(pattern))
	rows = query.orderby(account.full_name).orderby(account.name).limit(most).run()
	return [(name, called or name) for name, called in rows]


def offered(form: RequestForm, customer: str, requester: str | None) -> dict[str, list[dict[str, str]]]:
	"""By question, the records that staff may choose from on a requester's behalf: value and label, the first of them.

	One statement for the pieces and one for the people, where the form asks for them.
	"""
	kinds = {field.definition.kind for field in form.fields} & LINKS
	if not kinds:
		return {}
	scope = scope_of(requester) if requester else Scope(user="")
	found = _covered(customer, scope)
	if FieldKind.EQUIPMENT in kinds:
		rule = rule_for(EQUIPMENT, requester) if requester else None
		columns = ["name", "title", "customer", "contract"]
		filters = {"customer": customer, "equipment_state": ("!=", "Retired")}
		rows = frappe.get_all(EQUIPMENT, filters, columns, order_by="title asc, name asc", limit=MOST_OFFERED)
		found[FieldKind.EQUIPMENT] = {
			row.name: row.title or row.name for row in rows if not rule or admits(rule, row)
		}
	if FieldKind.COLLEAGUE in kinds:
		may_name = not requester or may_name_colleagues(scope)
		found[FieldKind.COLLEAGUE] = dict(_people(customer, (), MOST_OFFERED)) if may_name else {}
	return {
		field.definition.name: [
			{"value": name, "label": called} for name, called in found[field.definition.kind].items()
		]
		for field in form.fields
		if field.definition.kind in LINKS
	}


def may_name_colleagues(scope: Scope) -> bool:
	"""Whether this account, or staff on behalf of nobody yet, may choose among people."""
	return not scope.of_contract


def _covered(customer: str, scope: Scope) -> dict[FieldKind, Called]:
	"""What of the customer's valid contracts the account may open requests under."""
	found = narrowed(covers([customer], date.fromisoformat(frappe.utils.today())), scope)
	return {
		FieldKind.CONTRACT: {cover.contract: cover.contract for cover in found},
		FieldKind.SERVICE: {cover.service: cover.service for cover in found if cover.service},
	}


def _registered(
	links: Mapping[str, FieldKind], given: Mapping[str, str], customer: str, requester: str | None
) -> dict[FieldKind, Called]:
	"""The pieces and people that are named and may be."""
	by_kind = {
		str(kind): [given[name] for name, asked in links.items() if asked is kind] or [""]
		for kind in (FieldKind.EQUIPMENT, FieldKind.COLLEAGUE)
	}
	if by_kind == {"equipment": [""], "colleague": [""]}:
		return {}
	rows = frappe.db.sql(NAMED, {**by_kind, "customer": customer}, as_dict=True)
	found: dict[FieldKind, Called] = {FieldKind.EQUIPMENT: {}, FieldKind.COLLEAGUE: {}}
	for row in _allowed(rows, requester):
		found[FieldKind(row.kind)][row.name] = row.called or row.name
	return found


def _allowed(rows: Sequence[Any], requester: str | None) -> list[Any]:
	if not requester:
		return [row for row in rows if row.account_kind != "Contract"]
	rule, scope = rule_for(EQUIPMENT, requester), scope_of(requester)
	people = may_name_colleagues(scope)
	return [
		row
		for row in rows
		if (row.kind == "equipment" and admits(rule, row))
		or (row.kind == "colleague" and people and row.account_kind != "Contract")
	]


def _text(answer: Any) -> str:
	return clean_line(answer)[:LONGEST_NAME] if isinstance(answer, str) else ""
