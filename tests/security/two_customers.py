"""Two customers with everything, side by side on the site; what is B's carries a mark in every text.

Made in the site's own tables by the framework and committed, once: what is there already is used again. Afterwards
every free text of B's records is overwritten with a mark of its own, so that an answer that holds one says where it
comes from.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe.utils import now_datetime
from frappe.utils.password import update_password

from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.scope import CUSTOMER_ROLE
from servicedesk.shared.testing import settle_scopes
from tests.security.http_door import REPOSITORY, SITE

MARK, SECRET = "zq7mark", "zq7secret"
PASSWORD = "a long Password 4 isolation"
AGENT, STRANGER = "agent@isolation.test", "stranger@isolation.test"
FREE_TEXT = frozenset(("Data", "Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Code"))
# Fields that rules or links hang on; their values stay as they are.
KEPT = frozenset(
	"""email name user username sender recipients recipient file_url file_name folder content_hash language ticket
	attached_to_name attached_to_field reference_name""".split()
)
# The key of the framework is taken away where it is stored (access/framework_keys.py); the others are none.
NO_SECRET = ("secret_question", "content_hash", "reset_password_key")
SECRETS = ("hash", "secret", "token", "password", "digest")
MESSAGE = "SD Outgoing Message"
# So that nothing is sent and nobody is signed in by what is only there to be looked for.
HARMLESS: dict[str, dict[str, Any]] = {
	MESSAGE: {"state": "Sent", "context": "{}"},
	"SD Sign-In Source": {"enabled": 0},
	"SD Field Visit": {
		"starts_at": "2031-01-01 10:00:00",
		"ends_at": "2031-01-01 11:00:00",
		"visit_state": "Planned",
	},
}


@dataclass
class Customer:
	"""One customer and all that is theirs; `records` are names by DocType."""

	letter: str
	name: str = ""
	requester: str = ""
	manager: str = ""
	records: dict[str, list[str]] = field(default_factory=dict)
	files: list[str] = field(default_factory=list)

	def one(self, doctype: str) -> str:
		"""The name of a record of theirs, empty where the desk has no such DocType."""
		return next(iter(self.records.get(doctype, [])), "")

	def keep(self, doc: Any) -> Any:
		"""Note a record as theirs."""
		self.records.setdefault(doc.doctype, []).append(doc.name)
		return doc


@contextmanager
def connected() -> Iterator[None]:
	"""Work on the site in this process, as Administrator; what was done is committed in the end."""
	folder = os.getcwd()
	os.chdir(REPOSITORY / "sites")
	try:
		frappe.init(site=SITE)
		frappe.connect()
		yield
		frappe.db.commit()
	finally:
		frappe.destroy()
		os.chdir(folder)


def two_customers() -> tuple[Customer, Customer]:
	"""Both customers, made where they are not there yet, with B's texts marked anew."""
	with connected():
		made = (_customer("a"), _customer("b"))
		make_user(AGENT, "Service Desk Agent")
		make_user(STRANGER, CUSTOMER_ROLE)
		for letter in made:
			_more_records(letter)
		_mark(made[1])
		_hide_secrets(made[1])
		frappe.db.commit()
		frappe.clear_cache()
		settle_scopes()
	return made


def make_user(email: str, role: str) -> str:
	"""An enabled user who signs in with PASSWORD."""
	if not frappe.db.exists("User", email):
		user = frappe.new_doc("User")
		user.update({"email": email, "first_name": email.partition("@")[0], "send_welcome_email": 0})
		# Else the framework makes a System Manager of the first user of a site that has none.
		user.user_type = "Website User" if role == CUSTOMER_ROLE else "System User"
		user.flags.no_welcome_mail = True
		user.insert()
		user.add_roles(role)
		update_password(email, PASSWORD)
	return email


def make_account(email: str, customers: dict[str, str]) -> Any:
	"""An active portal account for these customers (name → role)."""
	make_user(email, CUSTOMER_ROLE)
	if frappe.db.exists("SD Portal Account", email):
		return frappe.get_doc("SD Portal Account", email)
	rows = [{"customer": customer, "account_role": role} for customer, role in customers.items()]
	values = {"user": email, "full_name": email, "account_state": "Active", "customers": rows}
	return frappe.get_doc({"doctype": "SD Portal Account", **values}).insert()


def _customer(letter: str) -> Customer:
	"""The organisation, its people, and what they may see of it."""
	word = f"isolation-{letter}" if letter == "a" else f"{MARK}b"
	made = Customer(
		letter, requester=f"{word}.requester@isolation.test", manager=f"{word}.manager@isolation.test"
	)
	doc = made.keep(_once("SD Customer", "customer_name", f"{word} customer"))
	made.name = doc.name
	for user, role in ((made.requester, "Requester"), (made.manager, "Manager")):
		made.keep(make_account(user, {made.name: role}))
		made.records.setdefault("User", []).append(user)
	service = (
		frappe.db.get_value("SD Service", {}, "name") or _once("SD Service", "service_name", "Isolation").name
	)
	site = made.keep(_once("SD Site", "site_name", f"{word} site", customer=made.name))
	contract = made.keep(
		_once(
			"SD Contract", "contract_number", f"{word}-contract", customer=made.name, start_date="2020-01-01",
			contract_state="Active", services=[{"service": service}],
		)
	)  # fmt: skip
	_once("SD Equipment Kind", "kind_name", "Isolation kind")
	made.keep(
		_once(
			"SD Equipment", "serial_number", f"{word}-serial", customer=made.name, kind="Isolation kind",
			site=site.name, model="model",
		)
	)  # fmt: skip
	for user in (made.requester, made.manager):
		_ticket(made, user, contract.name)
	return made


def _once(doctype: str, key: str, value: str, **values: Any) -> Any:
	"""The record that an earlier run made for this key, or a new one. The mark of texts comes later."""
	note = f"isolation:{doctype}:{value}"
	kept = frappe.db.get_default(note)
	if kept and frappe.db.exists(doctype, kept):
		return frappe.get_doc(doctype, kept)
	doc = frappe.get_doc({"doctype": doctype, key: value, **values})
	# As `conversation` says of its own: nobody else makes a ticket's messages.
	doc.flags.ticket_message = True
	doc.insert(ignore_mandatory=True)
	frappe.db.set_default(note, doc.name)
	return doc


def _ticket(made: Customer, user: str, contract: str) -> None:
	"""A ticket with messages from both sides, an internal note, shared and internal files, and a participant."""
	about = {"customer": made.name, "requester": user, "contract": contract, "channel": "Phone"}
	equipment = {"equipment": made.one("SD Equipment"), "description": "text", "resolution": "text"}
	ticket = made.keep(_once("SD Ticket", "subject", f"ticket of {user}", **about, **equipment))
	for doctype in ("SD Ticket Clock", "SD Ticket Event"):
		made.records.setdefault(doctype, []).extend(
			frappe.get_all(doctype, {"ticket": ticket.name}, pluck="name")
		)
	reference = {"reference_doctype": "SD Ticket", "reference_name": ticket.name, "content": "text"}
	made.keep(
		_once(
			"Communication",
			"subject",
			f"message {ticket.name}",
			sd_conversation=1,
			sender=user,
			user=user,
			**reference,
		)
	)
	made.keep(_once("Comment", "comment_by", f"note {ticket.name}", comment_type="Comment", **reference))
	for shared in (1, 0):
		file = made.keep(
			_once(
				"File", "file_name", f"{made.letter}{shared}-{ticket.name}.txt", is_private=1, sd_shared=shared,
				attached_to_doctype="SD Ticket", attached_to_name=ticket.name,
				content=f"{MARK if made.letter == 'b' else 'own'} file {shared} {ticket.name}",
			)
		)  # fmt: skip
		made.files.append(file.file_url)


def _more_records(made: Customer) -> None:
	"""One record of each further DocType of ours that names a customer, a ticket or a person, and core contacts."""
	links = [{"link_doctype": "SD Customer", "link_name": made.name}]
	word = "own" if made.letter == "a" else MARK
	made.keep(_once("Contact", "first_name", f"{word} contact", links=links))
	made.keep(_once("Address", "address_title", f"{word} address", address_line1="x", city="x", links=links))
	known = {"SD Customer": made.name, "SD Ticket": made.one("SD Ticket"), "User": made.requester,
		"SD Portal Account": made.requester, "SD Contract": made.one("SD Contract")}  # fmt: skip
	done = set(made.records)
	ours = frappe.get_all(
		"DocType", {"name": ("like", "SD %"), "istable": 0, "issingle": 0, "is_virtual": 0}, pluck="name"
	)
	for doctype in ours:
		meta = frappe.get_meta(doctype)
		linked = {
			link.fieldname: known[link.options] for link in meta.get_link_fields() if link.options in known
		}
		linked |= {"recipient": made.requester, "ticket": known["SD Ticket"]} if doctype == MESSAGE else {}
		if linked and doctype not in done:
			_bare_row(made, meta, {**linked, **HARMLESS.get(doctype, {})})


def _bare_row(made: Customer, meta: Any, linked: dict[str, Any]) -> None:
	"""A row past the DocType's own rules: it is only there to be looked for."""
	name = f"{MARK if made.letter == 'b' else 'isolation'}-{frappe.scrub(meta.name)}-{made.letter}"
	made.records.setdefault(meta.name, []).append(name)
	values = {
		**linked,
		**{found.fieldname: f"{name}-{found.fieldname}" for found in meta.fields if found.unique},
	}
	if not frappe.db.exists(meta.name, name):
		row = [*standard_values(name, now_datetime()), *values.values()]
		insert_rows(meta.name, (*STANDARD_COLUMNS, *values), [row])


def _mark(made: Customer) -> None:
	"""Put a mark of its own in each free text of the customer's records, past every rule."""
	for doctype, names in made.records.items():
		meta = frappe.get_meta(doctype)
		keys = {*KEPT, str(meta.autoname or "").removeprefix("field:")}
		texts = [
			found.fieldname
			for found in meta.fields
			if found.fieldtype in FREE_TEXT
			and found.fieldname not in keys
			and not found.unique
			and not found.options
		]
		for name in names:
			values = {text: f"{MARK}-{frappe.scrub(doctype)}-{text}"[:140] for text in texts}
			_write(doctype, name, values)


def _hide_secrets(made: Customer) -> None:
	"""What not even staff may read: hashes, tokens and keys carry another mark."""
	for doctype, names in made.records.items():
		secrets = [
			found.fieldname
			for found in frappe.get_meta(doctype).fields
			if found.fieldtype in ("Data", "Small Text", "Text", "Long Text")
			and any(word in found.fieldname for word in SECRETS)
			and found.fieldname not in NO_SECRET
		]
		for name in names:
			_write(doctype, name, {secret: f"{SECRET}-{doctype}-{secret}-{name}"[:140] for secret in secrets})


def _write(doctype: str, name: str, values: dict[str, str]) -> None:
	if values:
		frappe.db.set_value(doctype, name, values, update_modified=False)
