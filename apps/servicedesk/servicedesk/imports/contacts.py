"""Tables of contacts: core Contacts, linked to their customers."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import frappe

from servicedesk.domain.cell_values import CellKind
from servicedesk.imports.candidates import Candidate
from servicedesk.imports.columns import ImportColumn
from servicedesk.imports.register import Identity, Register
from servicedesk.imports.writing import Stamp, insert_children

PHONES = {"phone": "is_primary_phone", "mobile_no": "is_primary_mobile_no"}
NAME_LENGTH = 140


class Contacts(Register):
	"""Named by their e-mail address. A person of several customers has a row for each."""

	kind = "Contacts"
	doctype = "Contact"
	demanded = ("email_id",)
	stored_elsewhere = frozenset({"customer"})
	made_fields = ("full_name", "user")
	never_found = ("email_id", "first_row_bad")
	columns: ClassVar[tuple[ImportColumn, ...]] = (
		ImportColumn("customer", CellKind.REFERENCE, "SD Customer", True, ("SD Site", "customer")),
		ImportColumn("first_name", needed=True),
		ImportColumn("last_name"),
		ImportColumn("email_id", CellKind.EMAIL, needed=True),
		ImportColumn("phone", CellKind.PHONE),
		ImportColumn("mobile_no", CellKind.PHONE),
		ImportColumn("designation"),
		ImportColumn("department"),
	)

	def __init__(self) -> None:
		super().__init__()
		self.said: dict[str, tuple[int, Mapping[str, Any]]] = {}

	def identities(self, candidate: Candidate) -> list[Identity]:
		"""The address with the customer; what else is said of the address must be the same in every row."""
		address = candidate.values.get("email_id")
		if not address:
			candidate.refuse("email_id", "missing")
			return []
		person = {column: value for column, value in candidate.values.items() if column != "customer"}
		line, said = self.said.setdefault(address, (candidate.row.line, person))
		for column, value in person.items():
			if said.get(column, value) != value:
				candidate.refuse(column, "says_otherwise", line=line)
				return []
		# The first row must be stored before the next one of the same person can be linked to it.
		candidate.postponed = line != candidate.row.line
		return [(address, candidate.values.get("customer", ""))]

	def find(self, batch: Sequence[Candidate]) -> None:
		"""By any of a contact's addresses; with links, phones, users and the names of customers. Six statements."""
		addresses = [candidate.values["email_id"] for candidate in batch]
		found: dict[str, set[str]] = {}
		for row in frappe.get_all(
			"Contact Email",
			filters={"email_id": ("in", addresses or [""]), "parenttype": "Contact"},
			fields=["parent", "email_id"],
		):
			found.setdefault(row.email_id.lower(), set()).add(row.parent)
		names = [name for group in found.values() for name in group]
		stored, links, phones = self.load(names), _links_of(names), _phones_of(names)
		for candidate in batch:
			self._choose(candidate, found.get(candidate.values["email_id"], set()), stored, links)
			if candidate.existing:
				name = candidate.existing["name"]
				candidate.existing |= {"links": links.get(name, set()), "phones": phones.get(name, {})}
		self._find_users(batch)

	def _choose(
		self,
		candidate: Candidate,
		names: set[str],
		stored: dict[str, dict[str, Any]],
		links: Mapping[str, set[str]],
	) -> None:
		"""The contact with the address; where several have it, the one of the customer."""
		of_customer = {name for name in names if candidate.values.get("customer") in links.get(name, set())}
		chosen = names if len(names) < 2 else of_customer
		if len(names) > 1 and len(chosen) != 1:
			candidate.refuse("email_id", "several_contacts")
			return
		# Each row of a person gets the record for itself.
		candidate.existing = next((dict(stored[name]) for name in chosen if name in stored), None)
		if candidate.existing:
			candidate.values["email_id"] = candidate.existing["email_id"]
			candidate.postponed = False

	def _find_users(self, batch: Sequence[Candidate]) -> None:
		"""The user who signs in with the address."""
		new = [each for each in batch if not (each.existing or {}).get("user")]
		addresses = [each.values["email_id"] for each in new if each.values["email_id"]]
		users = frappe.get_all("User", filters={"email": ("in", addresses or [""])}, fields=["name", "email"])
		by_address = {row.email.lower(): row.name for row in users}
		for candidate in new:
			if user := by_address.get((candidate.values["email_id"] or "").lower()):
				candidate.values["user"] = user

	def check(self, candidate: Candidate) -> None:
		"""The full name follows from its parts."""
		now = {**(candidate.existing or {}), **candidate.values}
		parts = [now.get("first_name") or "", now.get("last_name") or ""]
		candidate.values["full_name"] = " ".join(filter(None, parts))[:NAME_LENGTH]

	def name_for(self, candidate: Candidate) -> str:
		"""The person and the customer, as the framework names contacts, and a few signs that make it the only one."""
		ending = f"-{candidate.values['customer']}-{frappe.generate_hash(length=6)}"
		return str(candidate.values["full_name"][: NAME_LENGTH - len(ending)] + ending)

	def row_changes(self, candidate: Candidate) -> dict[str, list[Any]]:
		"""A link to another customer. Phones are shown by the fields that repeat them."""
		customer = candidate.values.get("customer")
		if not customer or customer in (candidate.existing or {}).get("links", set()):
			return {}
		return {"added": [["links", {"link_doctype": "SD Customer", "link_name": customer}]]}

	def written(self, batch: Sequence[Candidate], stamp: Stamp) -> None:
		"""Addresses, phones and links stand in child tables."""
		emails, phones, links = [], [], []
		for candidate in batch:
			parent = (candidate.existing or candidate.values)["name"]
			if candidate.existing is None:
				emails.append((parent, 1, {"email_id": candidate.values["email_id"], "is_primary": 1}))
			phones += _new_phones(parent, candidate)
			links += _new_links(parent, candidate)
		insert_children("Contact Email", ("Contact", "email_ids"), emails, stamp)
		insert_children("Contact Phone", ("Contact", "phone_nos"), phones, stamp)
		insert_children("Dynamic Link", ("Contact", "links"), _with_titles(links), stamp)


def _new_phones(parent: str, candidate: Candidate) -> list[tuple[str, int, dict[str, Any]]]:
	"""Rows for numbers that the contact does not have; the primary one is the one that the field repeats."""
	known = (candidate.existing or {}).get("phones", {})
	rows = []
	for place, (column, mark) in enumerate(PHONES.items(), start=1):
		number = candidate.values.get(column)
		if number and number != (candidate.existing or {}).get(column):
			if stored := known.get(mark):
				# query-in-loop: a number that changed, of a contact that has one; seldom more than a few
				frappe.db.set_value("Contact Phone", stored, "phone", number)
			else:
				marks = {other: int(other == mark) for other in PHONES.values()}
				rows.append((parent, len(known) + place, {"phone": number, **marks}))
	return rows


def _new_links(parent: str, candidate: Candidate) -> list[tuple[str, int, dict[str, Any]]]:
	customer = candidate.values.get("customer")
	known = (candidate.existing or {}).get("links", set())
	if not customer or customer in known:
		return []
	return [(parent, len(known) + 1, {"link_doctype": "SD Customer", "link_name": customer})]


def _with_titles(links: list[tuple[str, int, dict[str, Any]]]) -> list[tuple[str, int, dict[str, Any]]]:
	"""The form shows a link's title as it was when the link was made."""
	customers = {row["link_name"] for _parent, _index, row in links} or {""}
	found = frappe.get_all(
		"SD Customer", filters={"name": ("in", list(customers))}, fields=["name", "customer_name"]
	)
	titles = {row.name: row.customer_name for row in found}
	return [
		(parent, index, {**row, "link_title": titles.get(row["link_name"])}) for parent, index, row in links
	]


def _links_of(contacts: Sequence[str]) -> dict[str, set[str]]:
	rows = frappe.get_all(
		"Dynamic Link",
		filters={
			"parent": ("in", list(contacts) or [""]),
			"parenttype": "Contact",
			"link_doctype": "SD Customer",
		},
		fields=["parent", "link_name"],
	)
	found: dict[str, set[str]] = {}
	for row in rows:
		found.setdefault(row.parent, set()).add(row.link_name)
	return found


def _phones_of(contacts: Sequence[str]) -> dict[str, dict[str, str]]:
	"""For each contact the rows that hold its primary numbers, by their mark."""
	rows = frappe.get_all(
		"Contact Phone",
		filters={"parent": ("in", list(contacts) or [""]), "parenttype": "Contact"},
		fields=["name", "parent", *PHONES.values()],
	)
	found: dict[str, dict[str, str]] = {}
	for row in rows:
		for mark in PHONES.values():
			if row[mark]:
				found.setdefault(row.parent, {})[mark] = row.name
	return found
