"""Whom a customer may turn to: the desk, and the person who looks after them."""

from dataclasses import dataclass

import frappe

from servicedesk.shared.visibility import scope_of


@dataclass(frozen=True)
class Person:
	"""Somebody of the desk, as customers reach them."""

	name: str
	email: str
	phone: str


def account_manager() -> Person | None:
	"""Who looks after the one customer that the reader acts for, while they work here. Nothing is asked on a warm cache."""
	scope = scope_of(frappe.session.user)
	if len(scope.acting) != 1:
		return None
	user = frappe.get_cached_value("SD Customer", min(scope.acting), "account_manager")
	if not user:
		return None
	person = frappe.get_cached_doc("User", user)
	if not person.enabled:
		return None
	return Person(person.full_name or user, person.email or "", person.phone or person.mobile_no or "")
