"""Factories of tickets for tests."""

from collections.abc import Callable, Sequence
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared import background_work
from servicedesk.shared.testing import (
	AGENT_ROLE,
	CALENDAR,
	REQUEST_TYPE,
	SERVICE,
	make_account,
	make_contract,
	make_customer,
)
from servicedesk.tickets import background_worker
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.intake import TicketRequest, open_ticket

# What the framework asks for itself, in one of its versions more often than in another: how a DocType is stored, and
# the next number of a document's version.
ASKED_BY_THE_FRAMEWORK = ("SELECT `issingle` FROM `tabDocType`", "SELECT nextval(")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


def make_ticket(requester: str, customer: str, **changes: Any) -> Any:
	"""A ticket opened by its requester through the one door; the user is put back afterwards."""
	before = frappe.session.user
	frappe.set_user(requester)
	values: dict[str, Any] = {
		"request_type": REQUEST_TYPE,
		"customer": customer,
		"requester": requester,
		"channel": "Portal",
		"answers": {"summary": "The printer is on fire", "details": "Smoke everywhere."},
	}
	values.update(changes)
	try:
		return open_ticket(TicketRequest(**values))
	finally:
		frappe.set_user(before)


def make_promised_ticket(user: str, customer: str, sla: str, kinds: Sequence[str]) -> str:
	"""A ticket with a clock of an hour for each of these kinds, by its contract; return its number.

	Makes the customer, the requester, the SLA and the contract, too.
	"""
	targets = [{"label": kind, "measure": kind, "target": 3600} for kind in kinds]
	frappe.get_doc({"doctype": "SD SLA", "title": sla, "calendar": CALENDAR, "targets": targets}).insert()
	make_account(user, {make_customer(customer): "Requester"})
	make_contract(f"{sla} Contract", customer, services=[{"service": SERVICE, "sla": sla}])
	return str(make_ticket(user, customer).name)


def picture(name: str = "screen.png") -> IncomingFile:
	"""A small picture as it comes in with a form."""
	return IncomingFile(name, PNG, "file")


def add_steps(*rows: tuple[str, str, str], states: dict[str, str] | None = None) -> None:
	"""Add steps that happen by themselves (state, trigger, next state) to the small desk's workflow; gone in the end.

	`states`: new states, with their categories.
	"""
	before = frappe.session.user
	frappe.set_user("Administrator")
	flow = frappe.get_doc("Workflow", "T Tickets")
	for state, category in (states or {}).items():
		if not frappe.db.exists("Workflow State", state):
			frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
		flow.append(
			"states", {"state": state, "doc_status": "0", "allow_edit": AGENT_ROLE, "sd_category": category}
		)
	for state, trigger, next_state in rows:
		action = f"T {trigger or 'Go'}"
		if not frappe.db.exists("Workflow Action Master", action):
			frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": action}).insert()
		step = {"state": state, "action": action, "next_state": next_state, "sd_trigger": trigger or "Button"}
		flow.append("transitions", {**step, "allowed": AGENT_ROLE, "allow_self_approval": 1})
	flow.save()
	frappe.clear_document_cache("Workflow", "T Tickets")
	frappe.set_user(before)


def forget_steps() -> None:
	"""After a rollback: the cache still holds the steps that were added."""
	frappe.clear_document_cache("Workflow", "T Tickets")


def make_team(title: str, *members: str, **values: Any) -> str:
	"""A team of these people; return its name."""
	if not frappe.db.exists("SD Team", title):
		rows = [{"user": user, "available": 1} for user in members]
		frappe.get_doc({"doctype": "SD Team", "title": title, "members": rows, **values}).insert()
	return title


def queue_in(*states: str) -> None:
	"""Let tickets in these states of the small desk's workflow wait in the queue, and in no other."""
	for row in frappe.get_doc("Workflow", "T Tickets").states:
		# query-in-loop: the seven states of a test's workflow
		frappe.db.set_value("Workflow Document State", row.name, "sd_queue", int(row.state in states))
	frappe.clear_document_cache("Workflow", "T Tickets")


def states_asked() -> list[str]:
	"""The states whose tickets a worker is to read anew, in the order of the alphabet."""
	return sorted(work["state"] for work in background_work.waiting(background_work.TICKETS_OF_STATE))


def forget_work() -> None:
	"""Let nothing be asked of workers; gone in the end."""
	frappe.db.delete(background_work.DOCTYPE)


def let_workers_work() -> None:
	"""Do what is asked of workers, without their commits; what fails in a step is told."""
	with (
		patch.object(frappe.db, "commit"),
		patch.object(frappe.db, "rollback", side_effect=AssertionError("a worker's step has failed")),
	):
		background_worker.work()


def rows_read() -> int:
	"""Rows and index entries that this connection's statements have read so far."""
	counters = frappe.db.sql("show session status like 'Handler_read%'")
	return sum(int(value) for name, value in counters if name != "Handler_read_retry")


def statements_of(action: Callable[[], object]) -> list[str]:
	"""Statements by which an action reaches the database, all but ASKED_BY_THE_FRAMEWORK.

	In tests the framework leaves out its versions of documents, which cost a statement too: here they are written.
	"""
	statements: list[str] = []
	original = frappe.db.__class__.sql

	def counting(database: Any, *args: Any, **more: Any) -> Any:
		result = original(database, *args, **more)
		statements.append(str(database.last_query))
		return result

	with (
		patch.object(frappe.db.__class__, "sql", counting),
		patch.dict(frappe.local.flags, {"in_test": False}),
	):
		action()
	return [text for text in statements if not text.strip().startswith(ASKED_BY_THE_FRAMEWORK)]
