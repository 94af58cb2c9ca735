"""Whose data: the one answer to "which customers may this user see, and as what".

Lists, documents, pages, files, search and realtime rooms all ask here. A `Rule` says once what a user may see
of a DocType; `as_condition` turns it into SQL for lists, `admits` into a yes or no for one document, so that
the two cannot drift. Whoever is unknown sees nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import frappe

from servicedesk.shared.forgetting import forget_now_and_after

STAFF_ROLES = frozenset(
	("Service Desk Agent", "Service Desk Supervisor", "Service Desk Administrator", "System Manager")
)
CUSTOMER_ROLE = "Service Desk Customer"
CACHE_KEY = "servicedesk_scope"
NOTHING = "1=0"


@dataclass(frozen=True)
class Scope:
	"""What a user of the portal stands for. Empty sets of services and contracts mean "no narrowing"."""

	user: str
	has_account: bool = False
	customers: frozenset[str] = frozenset()
	managed: frozenset[str] = frozenset()
	services: frozenset[str] = frozenset()
	contracts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Membership:
	"""Access through a row of a child table that names the user, and only `within` these values of the document."""

	child_doctype: str
	table_field: str
	user_field: str
	user: str
	within: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
	"""Alternatives of field → allowed values; a document is seen when one alternative holds whole."""

	alternatives: tuple[Mapping[str, frozenset[str]], ...] = ()
	memberships: tuple[Membership, ...] = ()
	everything: bool = field(default=False)


EVERYTHING = Rule(everything=True)
NO_RULE = Rule()


def is_staff(user: str) -> bool:
	"""Whether the user works at this desk (not: whether they may sign in to it)."""
	return user == "Administrator" or not STAFF_ROLES.isdisjoint(frappe.get_roles(user))


def scope_of(user: str) -> Scope:
	"""The user's scope, from the cache: at most 4 statements on a cold one, none on a warm one."""
	if not user or user == "Guest":
		return Scope(user="Guest")
	stored = frappe.cache.hget(CACHE_KEY, user)
	if stored is None:
		stored = _read_scope(user)
		frappe.cache.hset(CACHE_KEY, user, stored)
	return Scope(
		user=user,
		has_account=stored["has_account"],
		customers=frozenset(stored["customers"]),
		managed=frozenset(stored["managed"]),
		services=frozenset(stored["services"]),
		contracts=frozenset(stored["contracts"]),
	)


def forget_scope(user: str) -> None:
	"""Make the next request read the user's scope anew; to be called whenever an account changes.

	Forgotten at once and when the transaction ends: a request in between may have stored the old scope again.
	"""
	forget_now_and_after(partial(frappe.cache.hdel, CACHE_KEY, user))


def _read_scope(user: str) -> dict[str, Any]:
	scope: dict[str, Any] = {
		"has_account": False,
		"customers": [],
		"managed": [],
		"services": [],
		"contracts": [],
	}
	account = frappe.db.get_value("SD Portal Account", {"user": user, "account_state": "Active"}, "name")
	if not account:
		return scope
	child = {"parent": account, "parenttype": "SD Portal Account"}
	links = frappe.get_all("SD Account Customer", filters=child, fields=["customer", "account_role"])
	scope["has_account"] = True
	scope["customers"] = [link.customer for link in links]
	scope["managed"] = [link.customer for link in links if link.account_role == "Manager"]
	scope["services"] = frappe.get_all("SD Account Service", filters=child, pluck="service")
	scope["contracts"] = frappe.get_all("SD Account Contract", filters=child, pluck="contract")
	return scope


def as_condition(rule: Rule, doctype: str) -> str:
	"""The rule as an SQL condition on the DocType's table; empty when all is seen, never true by accident."""
	if rule.everything:
		return ""
	table = f"`tab{doctype}`"
	parts = [_alternative_condition(table, alternative) for alternative in rule.alternatives]
	parts += [_membership_condition(table, membership) for membership in rule.memberships]
	return "(" + " or ".join(parts) + ")" if parts else NOTHING


def _alternative_condition(table: str, alternative: Mapping[str, frozenset[str]]) -> str:
	tests = []
	for fieldname, values in alternative.items():
		if not values:
			return NOTHING
		listed = ", ".join(frappe.db.escape(value) for value in sorted(values))
		tests.append(f"{table}.`{fieldname}` in ({listed})")
	return "(" + " and ".join(tests) + ")" if tests else NOTHING


def _membership_condition(table: str, membership: Membership) -> str:
	within = _alternative_condition(table, membership.within)
	return (
		# The names are our own, every value is escaped.
		f"({within} and {table}.name in (select parent from `tab{membership.child_doctype}`"  # noqa: S608
		f" where `{membership.user_field}` = {frappe.db.escape(membership.user)}"
		f" and parentfield = {frappe.db.escape(membership.table_field)}))"
	)


def admits(rule: Rule, doc: Any) -> bool:
	"""The same rule for one document, by its values."""
	if rule.everything:
		return True
	return any(_holds(alternative, doc) for alternative in rule.alternatives) or any(
		_is_member(membership, doc) for membership in rule.memberships
	)


def _holds(alternative: Mapping[str, frozenset[str]], doc: Any) -> bool:
	return bool(alternative) and all(doc.get(name) in values for name, values in alternative.items())


def _is_member(membership: Membership, doc: Any) -> bool:
	if not _holds(membership.within, doc):
		return False
	rows = doc.get(membership.table_field) or ()
	return any(row.get(membership.user_field) == membership.user for row in rows)


def rule_for(doctype: str, user: str) -> Rule:
	"""What the user may see of the DocType. Staff see all that their roles allow; a DocType without a rule, nothing."""
	if is_staff(user):
		return EVERYTHING
	scope = scope_of(user)
	if not scope.has_account:
		return NO_RULE
	make = RULES.get(doctype)
	return make(scope) if make else NO_RULE


def _ticket_rule(scope: Scope) -> Rule:
	return Rule(
		alternatives=(
			{"requester": frozenset((scope.user,)), "customer": scope.customers},
			{"customer": scope.managed},
		),
		memberships=(
			Membership(
				"SD Ticket Participant", "participants", "user", scope.user, {"customer": scope.customers}
			),
		),
	)


def _customer_rule(scope: Scope) -> Rule:
	return Rule(alternatives=({"name": scope.customers},))


def _contract_rule(scope: Scope) -> Rule:
	alternative = {"customer": scope.customers}
	if scope.contracts:
		alternative["name"] = scope.contracts
	return Rule(alternatives=(alternative,))


def _account_rule(scope: Scope) -> Rule:
	return Rule(alternatives=({"user": frozenset((scope.user,))}, {"customer": scope.managed}))


RULES = {
	"SD Ticket": _ticket_rule,
	"SD Customer": _customer_rule,
	"SD Contract": _contract_rule,
	"SD Portal Account": _account_rule,
}


def _query_conditions(doctype: str, user: str | None) -> str:
	return as_condition(rule_for(doctype, user or frappe.session.user), doctype)


def ticket_query_conditions(user: str | None = None) -> str:
	"""`permission_query_conditions` of SD Ticket."""
	return _query_conditions("SD Ticket", user)


def customer_query_conditions(user: str | None = None) -> str:
	"""`permission_query_conditions` of SD Customer."""
	return _query_conditions("SD Customer", user)


def contract_query_conditions(user: str | None = None) -> str:
	"""`permission_query_conditions` of SD Contract."""
	return _query_conditions("SD Contract", user)


def account_query_conditions(user: str | None = None) -> str:
	"""`permission_query_conditions` of SD Portal Account."""
	return _query_conditions("SD Portal Account", user)


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""`has_permission` of every DocType that has a rule: the list's own rule, asked of one document."""
	return admits(rule_for(doc.doctype, user or frappe.session.user), doc)
