"""Filters of the list of requests that somebody has kept under a name: their own, by name, few."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import frappe
from frappe import _
from frappe.utils import now_datetime

from servicedesk.domain.text_normalisation import clean_line, comparison_key
from servicedesk.self_service.request_filters import read_filters
from servicedesk.shared.errors import refuse
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

DOCTYPE = "SD Saved Filter"
MOST = 20
LONGEST_TITLE = 60
COLUMNS = (*STANDARD_COLUMNS, "user", "title", "title_key", "address")
OWN = """select name, title, title_key, address from `tabSD Saved Filter` where user = %s order by title limit 50"""
# A reading that locks sees what whoever held the person before has written.
LOCKED = """select name, title, title_key, address from `tabSD Saved Filter` where user = %s for update"""
RENAME = """update `tabSD Saved Filter` set title = %(title)s, title_key = %(key)s, modified = %(now)s
	where name = %(name)s and user = %(user)s"""


@dataclass(frozen=True)
class SavedFilter:
	"""A filter and the address that applies it."""

	name: str
	title: str
	address: str
	is_current: bool


def saved_filters(current: str = "") -> list[SavedFilter]:
	"""The signed-in reader's filters by name; `current` is the query of the list that they see. One statement."""
	return [
		SavedFilter(row.name, row.title, read_filters(asked(row.address)).address(), row.address == current)
		for row in _own()
	]


def save(title: str, query: str) -> None:
	"""Keep the filter under a name. Raises Refused for a name that cannot be taken, or for too many."""
	own = _locked()
	text, key = _checked(title, own)
	if len(own) >= MOST:
		refuse({"title": _("You have {0} saved filters. Delete one first.").format(MOST)})
	filters = read_filters(asked(query))
	if filters.problems:
		refuse(filters.problems)
	name = frappe.generate_hash(length=20)
	row = (*standard_values(name, now_datetime()), frappe.session.user, text, key, filters.query)
	insert_rows(DOCTYPE, COLUMNS, [row])


def rename(name: str, title: str) -> None:
	"""Give one of the reader's own filters another name; raises PageDoesNotExistError for any other."""
	own = _locked()
	_check_own(name, own)
	others = [row for row in own if row.name != name]
	text, key = _checked(title, others)
	values = {"name": name, "title": text, "key": key, "now": now_datetime(), "user": frappe.session.user}
	frappe.db.sql(RENAME, values)


def remove(name: str) -> None:
	"""Delete one of the reader's own filters; raises PageDoesNotExistError for any other."""
	_check_own(name, _own())
	frappe.db.delete(DOCTYPE, {"name": name, "user": frappe.session.user})


def _own() -> list[Any]:
	return list(frappe.db.sql(OWN, frappe.session.user, as_dict=True))


def _locked() -> list[Any]:
	"""The same, with the person locked: of two windows that name a filter at once, one comes second."""
	frappe.db.sql("select name from `tabUser` where name = %s for update", frappe.session.user)
	return list(frappe.db.sql(LOCKED, frappe.session.user, as_dict=True))


def _check_own(name: str, own: list[Any]) -> None:
	if all(row.name != name for row in own):
		raise frappe.PageDoesNotExistError


def _checked(title: str, others: list[Any]) -> tuple[str, str]:
	"""The name as it is kept, and as it is compared."""
	text = clean_line(title)
	compared = comparison_key(text)
	# The column's own order takes more texts for the same than people do.
	key = hashlib.sha256(compared.encode()).hexdigest()[:40]
	if not compared:
		refuse({"title": _("Give the filter a name.")})
	if len(text) > LONGEST_TITLE:
		refuse({"title": _("At most {0} characters.").format(LONGEST_TITLE)})
	if any(row.title_key == key for row in others):
		refuse({"title": _("You have a filter of this name already.")})
	return text, key


def asked(query: str | None) -> Mapping[str, str]:
	"""A query as the arguments of the list."""
	return dict(parse_qsl((query or "")[:2000]))
