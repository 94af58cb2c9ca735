"""Registration on the portal: anybody may ask, the desk's settings and staff decide.

A request to register does the same work whatever address it names; a worker then finds out whether the address is known,
and mails the answer to it. So neither words nor time tell a stranger who has an account. Source: manual integrator 1.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.password import delete_all_passwords_for

from servicedesk.access import accounts, attempts, details, hashes, notices
from servicedesk.access.secret_questions import answer_complaints
from servicedesk.domain.person_details import ORGANISATION, PERSON
from servicedesk.domain.secret_answer import normalised_answer
from servicedesk.shared.errors import Conflict, refuse

DOCTYPE, CUSTOMER = "SD Registration", "SD Customer"
OFF, BY_APPROVAL, OPEN = "Off", "By Approval", "Open"
RECEIVED, REQUESTED, APPROVED, REFUSED, KNOWN = (
	"Received",
	"Requested",
	"Approved",
	"Refused",
	"Known Address",
)
WANTED = {**ORGANISATION, **PERSON}
MOST_BY_EMAIL, MOST_BY_ADDRESS = 3, 10
REPEATED_WITHIN = timedelta(minutes=10)
LOST_AFTER = timedelta(minutes=2)
KEPT = timedelta(days=90)
MOST_TURNS = 5
OTHERS_WERE_FASTER = (frappe.UniqueValidationError, frappe.DuplicateEntryError, frappe.QueryDeadlockError)


def mode() -> str:
	"""How the desk takes registrations: OFF, BY_APPROVAL or OPEN."""
	return str(frappe.get_cached_doc("SD Settings").registration or OFF)


def receive(typed: Mapping[str, Any], language: str) -> None:
	"""Take a registration in; raises Refused (fields as typed) or TooManyAttempts."""
	given, problems = details.checked(typed, WANTED)
	question, answer = str(typed.get("question") or ""), str(typed.get("answer") or "")
	if answer or question or frappe.get_cached_doc("SD Settings").secret_question_required:
		problems |= answer_complaints(question, answer)
	if problems:
		refuse(problems)
	attempts.count("registration", given["email"], most=MOST_BY_EMAIL, by_address=MOST_BY_ADDRESS)
	values = {**given, "language": language, "secret_question": question, "registration_state": RECEIVED}
	# Anybody may ask for an account; what comes of it is decided below.
	doc = frappe.get_doc({"doctype": DOCTYPE, **values}).insert(ignore_permissions=True)
	if answer:
		hashes.keep(DOCTYPE, doc.name, hashes.ANSWER, normalised_answer(answer))
	frappe.enqueue(
		"servicedesk.access.registration.process",
		queue="short",
		enqueue_after_commit=True,
		registration=doc.name,
	)


def process(registration: str) -> None:
	"""Find out what a new registration comes to. Runs in a worker; a second run finds nothing to do.

	Of several people who register the same organisation at once, one makes the customer; the others begin anew, since only
	a new transaction sees what that one has made.
	"""
	for turn in range(1, MOST_TURNS + 1):
		try:
			_process(registration)
			return
		except OTHERS_WERE_FASTER:
			if turn == MOST_TURNS:
				raise
			frappe.clear_messages()
			frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction


def _process(registration: str) -> None:
	doc = frappe.get_doc(DOCTYPE, registration, for_update=True)
	if doc.registration_state != RECEIVED:
		return
	if _is_repeated(doc):
		_close(doc, KNOWN)
	elif user := frappe.db.get_value("User", {"name": doc.email}, "name"):
		_close(doc, KNOWN)
		_tell_known(user, doc)
	elif not _accept_at_once(doc):
		_wait_for_staff(doc)


def process_lost() -> None:
	"""Process what no worker was told of, and remove what has long been decided. Runs every few minutes."""
	now = now_datetime()
	lost = frappe.get_all(
		DOCTYPE,
		{"registration_state": RECEIVED, "creation": ("<", now - LOST_AFTER)},
		pluck="name",
		limit=100,
	)
	for registration in lost:
		# query-in-loop: each is a matter of its own, and there are next to never any
		_process_by_itself(registration)
	frappe.db.delete(DOCTYPE, {"registration_state": ("in", (REFUSED, KNOWN)), "modified": ("<", now - KEPT)})


def _process_by_itself(registration: str) -> None:
	"""One that cannot be processed must not keep the others waiting."""
	try:
		process(registration)
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	except Exception:  # noqa: BLE001 — logged, and tried again at the next run
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		# Without a text of one's own the framework stores the local variables, people's data among them.
		frappe.log_error("A registration could not be processed", frappe.get_traceback())


def approve(registration: str, customer: str = "", role: str = "") -> str:
	"""Make the account: for that customer, or for a new one of the organisation's name; return the account's name.

	The first person of a new customer manages its requests; at a known one, people begin with their own.
	"""
	doc = _undecided(registration)
	if customer:
		return _make_account(doc, customer, role or "Requester")
	if _known_customer(doc.organisation):
		refuse({"customer": _("There is a customer of this name already. Please choose it.")})
	made, _is_new = _customer_of(doc)
	return _make_account(doc, made, role or "Manager")


def turn_down(registration: str, reason: str = "") -> None:
	"""Refuse the registration, and mail the reason if there is one to give."""
	doc = _undecided(registration)
	doc.refusal = reason
	_close(doc, REFUSED)
	notices.registration_refused(doc.name, doc.email, doc.language, _full_name(doc), reason)


def _accept_at_once(doc: Any) -> bool:
	"""Whether the desk's rules let this person in without staff: a new organisation, or one whose mail domain it is."""
	if mode() != OPEN:
		return False
	customer, is_new = _customer_of(doc)
	if not is_new and not _is_of_domain(customer, doc.email):
		return False
	_make_account(doc, customer, "Manager" if is_new else "Requester")
	# Nobody has looked at them: a stranger may have used an organisation's name.
	_tell_deciders(doc, _("{0} of {1} has registered and was let in automatically."))
	return True


def _make_account(doc: Any, customer: str, role: str) -> str:
	person = {name: doc.get(name) or "" for name in PERSON}
	account, is_new = accounts.register(
		person, customer, role, doc.language or "", question=doc.secret_question or ""
	)
	if is_new:
		hashes.hand_over((DOCTYPE, doc.name), (accounts.ACCOUNT, account), hashes.ANSWER)
	doc.update({"customer": customer, "account": account})
	_close(doc, APPROVED)
	return account


def _customer_of(doc: Any) -> tuple[str, bool]:
	"""The organisation's customer, and whether it was made now; raises UniqueValidationError if somebody was faster."""
	if known := _known_customer(doc.organisation):
		return known, False
	values = {"customer_name": doc.organisation, "language": doc.language}
	# Decided by the desk's settings or by staff.
	made = frappe.get_doc({"doctype": CUSTOMER, **values}).insert(ignore_permissions=True)
	return str(made.name), True


def _known_customer(name: str) -> str:
	return str(frappe.db.get_value(CUSTOMER, {"customer_name": name}, "name") or "")


def _is_of_domain(customer: str, email: str) -> bool:
	domains, disabled = frappe.db.get_value(CUSTOMER, customer, ["mail_domains", "disabled"])
	listed = {line.strip().lstrip("@").lower() for line in (domains or "").split("\n")}
	return not disabled and email.rpartition("@")[2].lower() in listed - {""}


def _is_repeated(doc: Any) -> bool:
	"""Whether the same address has registered moments before: a form that was sent twice, or impatience."""
	earlier = {
		"email": doc.email,
		"name": ("!=", doc.name),
		"creation": ("between", (doc.creation - REPEATED_WITHIN, doc.creation)),
		"registration_state": ("in", (REQUESTED, APPROVED)),
	}
	return bool(
		frappe.db.exists(DOCTYPE, earlier)
		or frappe.db.exists(DOCTYPE, {"email": doc.email, "registration_state": REQUESTED})
	)


def _tell_known(user: str, doc: Any) -> None:
	account = frappe.db.get_value(accounts.ACCOUNT, {"user": user, "account_state": "Invited"}, "name")
	if account:
		accounts.invite_again(account)
	else:
		notices.address_known(user, doc.name)


def _wait_for_staff(doc: Any) -> None:
	doc.customer = _known_customer(doc.organisation) or None
	doc.registration_state = REQUESTED
	_save(doc)
	notices.registration_received(doc.name, doc.email, doc.language, _full_name(doc))
	_tell_deciders(doc, _("{0} of {1} asks for an account."))


def _tell_deciders(doc: Any, sentence: str) -> None:
	notices.tell_deciders(sentence.format(_full_name(doc), doc.organisation), DOCTYPE, doc.name)


def _undecided(registration: str) -> Any:
	doc = frappe.get_doc(DOCTYPE, registration, for_update=True)
	if doc.registration_state not in (RECEIVED, REQUESTED):
		raise Conflict(_("This registration has been decided already."))
	return doc


def _close(doc: Any, state: str) -> None:
	doc.registration_state = state
	_save(doc)
	delete_all_passwords_for(DOCTYPE, doc.name)


def _save(doc: Any) -> None:
	# Nobody writes registrations by hand; the callers have decided.
	doc.save(ignore_permissions=True)


def _full_name(doc: Any) -> str:
	return f"{doc.first_name} {doc.last_name}".strip()
