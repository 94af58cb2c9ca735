"""The accounts of a manager's company: who is there, in which role, and what the manager may change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.access import members
from servicedesk.self_service.choices import Choice
from servicedesk.self_service.reading import patterns, text_of, title_of, visible
from servicedesk.shared.visibility import scope_of

PAGE_LENGTH = 50
ACCOUNT, ROW = "SD Portal Account", "SD Account Customer"
# How the state is dressed: the colours of the requests' states.
CATEGORY_OF = {
	"Active": "closed",
	"Invited": "new",
	"Requested": "waiting_for_others",
	"Disabled": "cancelled",
}


@dataclass(frozen=True)
class Member:
	"""A colleague's account at one customer."""

	account: str
	name: str
	email: str
	position: str
	phone: str
	customer: str
	company: str
	role: str
	other_role: str
	state: str
	state_label: str
	category: str
	is_reader: bool
	may_change: bool


@dataclass(frozen=True)
class MemberList:
	"""A page of the list, the customers to invite to, and where the next page begins."""

	rows: list[Member]
	query: str
	companies: list[Choice]
	next_after: str


def member_list(arguments: Mapping[str, Any]) -> MemberList:
	"""The accounts of the customers that the reader manages and acts for now, by name. Two statements."""
	managed = _managed()
	query = text_of(arguments, "q")
	found = _select(managed, query, text_of(arguments, "after", 300)) if managed else []
	page, more = found[:PAGE_LENGTH], len(found) > PAGE_LENGTH
	customers = _customers_of([row.name for row in page])
	return MemberList(
		rows=[_member(row, customers.get(row.name, frozenset())) for row in page],
		query=query,
		companies=[Choice(name, title_of("SD Customer", name, "customer_name")) for name in managed],
		next_after=f"{page[-1].full_name or ''}~{page[-1].row}" if more else "",
	)


def invite(typed: Mapping[str, Any]) -> None:
	"""Invite a colleague; raises Refused by field."""
	managed = _managed()
	members.invite(typed, text_of(typed, "customer") or (managed[0] if len(managed) == 1 else ""))


def change(action: str, typed: Mapping[str, Any]) -> None:
	"""Change a colleague's account; raises Refused (field `form`), PageDoesNotExistError for anybody else's."""
	ACTIONS[action](text_of(typed, "account", 140), text_of(typed, "customer"), typed)


def _managed() -> list[str]:
	scope = scope_of(frappe.session.user)
	return sorted(scope.managed & scope.acting)


def _select(managed: list[str], query: str, after: str) -> list[Any]:
	account, row, person = frappe.qb.DocType(ACCOUNT), frappe.qb.DocType(ROW), frappe.qb.DocType("User")
	columns = [
		account[name] for name in ("name", "user", "account_kind", "account_state", "position", "phone")
	]
	select = (
		frappe.qb.from_(row)
		.join(account)
		.on((account.name == row.parent) & (row.parenttype == ACCOUNT))
		.join(person)
		.on(person.name == account.user)
		.select(*columns, person.full_name, row.customer, row.account_role, row.name.as_("row"))
		.where(row.customer.isin(managed) & visible(ACCOUNT))
	)
	for pattern in patterns(query):
		select = select.where(person.full_name.like(pattern) | account.user.like(pattern))
	full_name, separator, last = after.rpartition("~")
	if separator:
		select = select.where(
			(person.full_name > full_name) | ((person.full_name == full_name) & (row.name > last))
		)
	return list(select.orderby(person.full_name).orderby(row.name).limit(PAGE_LENGTH + 1).run(as_dict=True))


def _customers_of(accounts: list[str]) -> dict[str, frozenset[str]]:
	"""All customers of each account: to know whom the reader may change, never to be shown."""
	rows = frappe.get_all(
		ROW,
		filters={"parent": ("in", accounts), "parenttype": ACCOUNT},
		fields=["parent", "customer"],
	)
	found: dict[str, set[str]] = {}
	for row in rows:
		found.setdefault(row.parent, set()).add(row.customer)
	return {account: frozenset(customers) for account, customers in found.items()}


def _member(row: Any, customers: frozenset[str]) -> Member:
	user = frappe.session.user
	return Member(
		account=row.name,
		name=row.full_name or row.user,
		email=row.user,
		position=row.position or "",
		phone=row.phone or "",
		customer=row.customer,
		company=title_of("SD Customer", row.customer, "customer_name"),
		role=_(row.account_role),
		other_role="Requester" if row.account_role == "Manager" else "Manager",
		state=row.account_state,
		state_label=_(row.account_state),
		category=CATEGORY_OF.get(row.account_state, "new"),
		is_reader=row.user == user,
		may_change=members.may_change(user, row, customers),
	)


ACTIONS: dict[str, Callable[[str, str, Mapping[str, Any]], None]] = {
	"disable": lambda account, customer, _typed: members.disable(account, customer),
	"enable": lambda account, customer, _typed: members.enable(account, customer),
	"again": lambda account, customer, _typed: members.invite_again(account, customer),
	"role": lambda account, customer, typed: members.set_role(account, customer, text_of(typed, "role")),
}
