"""Records as the signed-in customer may read them. Everything the portal shows of a register comes through here."""

from collections.abc import Mapping
from typing import Any

import frappe
from pypika.terms import PseudoColumn

from servicedesk.domain.contract_term import ContractState
from servicedesk.self_service.reading_marks import name_of_mark
from servicedesk.shared.visibility import as_condition, rule_for
from servicedesk.tickets.shown_ticket import may_read, shown_ticket

MOST_WORDS = 6
LONGEST_QUERY = 140


def visible(doctype: str) -> PseudoColumn:
	"""The scope's own condition for the signed-in user, as a part of a query with conditions of its own.

	Its names are our own and its values escaped where it is made. It stands behind another condition: `… & visible(…)`.
	"""
	return PseudoColumn(as_condition(rule_for(doctype, frappe.session.user), doctype) or "1=1")


def readable(doctype: str, name: str) -> Any:
	"""The record, if the signed-in user may read it; otherwise it does not exist for them (404)."""
	try:
		doc = frappe.get_doc(doctype, name)
	except frappe.DoesNotExistError:
		frappe.clear_messages()
		raise frappe.PageDoesNotExistError from None
	if not doc.has_permission("read"):
		raise frappe.PageDoesNotExistError
	return doc


def readable_ticket(number: str) -> Any:
	"""The same of a ticket that is only shown, with what its reader has seen of it. Three statements."""
	ticket = shown_ticket(number, name_of_mark(number))
	if not ticket or not may_read(ticket):
		raise frappe.PageDoesNotExistError
	return ticket


def shows_contract(number: str | None) -> bool:
	"""Whether the signed-in user may know of a contract that another record names; of drafts only the desk knows.

	Nothing is asked on a warm cache.
	"""
	if not number:
		return False
	try:
		contract = frappe.get_cached_doc("SD Contract", number)
	except frappe.DoesNotExistError:
		frappe.clear_messages()
		return False
	return contract.contract_state != str(ContractState.DRAFT) and bool(contract.has_permission("read"))


def text_of(arguments: Mapping[str, Any], name: str, longest: int = LONGEST_QUERY) -> str:
	"""One text of the address or the form, trimmed; of several with the same name the first."""
	value = arguments.get(name)
	if isinstance(value, list):
		value = value[0] if value else ""
	return str(value or "").strip()[:longest]


def patterns(query: str) -> list[str]:
	"""The words of a search as patterns that find them anywhere; the database's own signs are only signs."""
	words = query.split()[:MOST_WORDS]
	return ["%" + word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%" for word in words]


def title_of(doctype: str, name: str | None, fieldname: str) -> str:
	"""How a linked record is called, from the cache; its name when it has no title, nothing for no link."""
	return str(frappe.get_cached_value(doctype, name, fieldname) or name) if name else ""
