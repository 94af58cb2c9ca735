"""Endpoints of the incoming mails. What they do stands in `channels.email`."""

from typing import Any

import frappe
from werkzeug.wrappers import Response

from servicedesk.channels.email import connection_test, health, held, kept_mail, scheduled
from servicedesk.channels.email.records import DOCTYPE
from servicedesk.shared.guards import agent_endpoint, require_right

MAILBOX = "SD Mailbox"
PROGRAM = "application/octet-stream"


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def download(name: str) -> Response:
	"""The mail as it came, as a file to keep: nothing of it is ever shown by us."""
	kept_mail.require_reader(name)
	response = Response(kept_mail.pieces_of(name), mimetype=PROGRAM, direct_passthrough=True)
	response.headers.set("Content-Disposition", "attachment", filename=f"mail-{name}.eml")
	response.headers["X-Content-Type-Options"] = "nosniff"
	return response


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def mails_of_ticket(number: str) -> list[Any]:
	"""The mails that made a ticket and its messages, oldest first."""
	require_right("SD Ticket", "read", number)
	return kept_mail.mails_of(number)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def words(name: str) -> dict[str, Any]:
	"""What a mail says, in plain text, and the names of its files."""
	require_right(DOCTYPE, "read")
	return held.look(name)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def proposal(name: str) -> dict[str, str]:
	"""For whom a ticket of a mail would be: customer, request type and requester, as far as they are known."""
	require_right(DOCTYPE, "read")
	return held.propose(name)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def make_ticket(name: str, customer: str, request_type: str, requester: str = "") -> str:
	"""Make a ticket of a mail that waits; return its number."""
	require_right(DOCTYPE, "read")
	return held.make_ticket(name, customer, request_type, requester)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def put_on_ticket(name: str, ticket: str) -> str:
	"""Put a mail that waits on a ticket; return the number of the ticket that it came to."""
	require_right(DOCTYPE, "read")
	return held.put_on_ticket(name, ticket)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def try_again(name: str) -> str:
	"""Read a mail that waits once more; return its new state."""
	require_right(DOCTYPE, "read")
	return held.try_again(name)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def drop(name: str) -> None:
	"""Nothing comes of a mail that waits."""
	require_right(DOCTYPE, "read")
	held.drop(name)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def test_connection(mailbox: str) -> dict[str, Any]:
	"""Sign in to a mailbox and look; nothing is read or moved."""
	require_right(MAILBOX, "write", mailbox)
	return connection_test.test(frappe.get_doc(MAILBOX, mailbox))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def read_now(mailbox: str) -> None:
	"""Have a mailbox read at once."""
	require_right(MAILBOX, "write", mailbox)
	scheduled.read_soon(mailbox, frappe.generate_hash(length=8))


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def mail_health() -> dict[str, Any]:
	"""How mail goes, in and out."""
	require_right(DOCTYPE, "read")
	return health.state()
