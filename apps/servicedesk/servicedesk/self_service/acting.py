"""Whom somebody acts for who belongs to several customers: one of them, or all."""

from dataclasses import dataclass

import frappe

from servicedesk.self_service.reading import title_of
from servicedesk.shared.visibility import forget_scope, scope_of

ACCOUNT = "SD Portal Account"


@dataclass(frozen=True)
class ActingChoice:
	"""A customer that the reader may act for."""

	value: str
	label: str
	chosen: bool


def acting_choices() -> list[ActingChoice]:
	"""Whom the signed-in person may act for, by name; nothing where there is no choice."""
	scope = scope_of(frappe.session.user)
	if len(scope.customers) < 2:
		return []
	named = [(title_of("SD Customer", name, "customer_name"), name) for name in scope.customers]
	return [ActingChoice(name, label, name == scope.current) for label, name in sorted(named)]


def act_for(customer: str) -> None:
	"""Keep whom the signed-in person acts for from now on, "" for all; raises PermissionError for anybody else's."""
	user = frappe.session.user
	if customer and customer not in scope_of(user).customers:
		raise frappe.PermissionError
	account = frappe.db.get_value(ACCOUNT, {"user": user}, "name")
	frappe.db.set_value(ACCOUNT, account, "current_customer", customer or None, update_modified=False)
	frappe.clear_document_cache(ACCOUNT, account)
	forget_scope(user)
