"""Whose data: the one answer to "which customers may this user see, and as what".

Lists, documents, pages, files, search and realtime rooms all ask here. `scope` says for whom the user stands,
`rules` how a rule becomes SQL or a yes or no, so that list and document cannot drift; this module holds the rules
themselves. Whoever is unknown sees nothing, and so does everybody of a DocType without a rule.
"""

from typing import Any

import frappe

from servicedesk.shared.rules import EVERYTHING, NO_RULE, Membership, Rule, admits, as_condition
from servicedesk.shared.scope import (
	CUSTOMER_ROLE,
	STAFF_ROLES,
	Scope,
	acts_for,
	forget_all_scopes,
	forget_scope,
	is_staff,
	scope_of,
)

__all__ = [
	"CUSTOMER_ROLE",
	"STAFF_ROLES",
	"Scope",
	"acts_for",
	"admits",
	"as_condition",
	"forget_all_scopes",
	"forget_scope",
	"has_permission",
	"is_staff",
	"rule_for",
	"scope_of",
]


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
	"""A manager sees all of the customer's tickets; everybody else their own and those shared with them."""
	only_shared = scope.customers - scope.managed
	managed = {"customer": scope.managed}
	if not only_shared:
		return Rule(alternatives=(managed,))
	mine = {"requester": frozenset((scope.user,)), "customer": only_shared}
	shared = Membership(
		"SD Ticket Participant", "participants", "user", frozenset((scope.user,)), {"customer": only_shared}
	)
	return Rule(alternatives=(mine, managed), memberships=(shared,))


def _customer_rule(scope: Scope) -> Rule:
	return Rule(alternatives=({"name": scope.customers},))


def _contract_rule(scope: Scope) -> Rule:
	alternative = {"customer": scope.customers}
	if scope.contracts:
		alternative["name"] = scope.contracts
	return Rule(alternatives=(alternative,))


def _equipment_rule(scope: Scope) -> Rule:
	"""A person sees all that the customer owns (manual integrator 16); a contract's account what its contract is for.

	Pieces without a contract are nobody's there, nor are any for an account whose contract is still missing.
	"""
	alternative = {"customer": scope.customers}
	if scope.of_contract:
		alternative["contract"] = scope.contracts - {""}
	return Rule(alternatives=(alternative,))


def _account_rule(scope: Scope) -> Rule:
	"""A person's own account; a manager's colleagues, whichever of their customers is the main one."""
	colleague = Membership("SD Account Customer", "customers", "customer", scope.managed)
	return Rule(alternatives=({"user": frozenset((scope.user,))},), memberships=(colleague,))


def _register_rule(scope: Scope) -> Rule:
	"""What belongs to a customer is seen by everybody who acts for it."""
	return Rule(alternatives=({"customer": scope.customers},))


RULES = {
	"SD Ticket": _ticket_rule,
	"SD Customer": _customer_rule,
	"SD Contract": _contract_rule,
	"SD Portal Account": _account_rule,
	"SD Equipment": _equipment_rule,
	"SD Site": _register_rule,
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


def equipment_query_conditions(user: str | None = None) -> str:
	"""`permission_query_conditions` of SD Equipment."""
	return _query_conditions("SD Equipment", user)


def site_query_conditions(user: str | None = None) -> str:
	"""`permission_query_conditions` of SD Site."""
	return _query_conditions("SD Site", user)


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""`has_permission` of every DocType that has a rule: the list's own rule, asked of one document."""
	return admits(rule_for(doc.doctype, user or frappe.session.user), doc)
