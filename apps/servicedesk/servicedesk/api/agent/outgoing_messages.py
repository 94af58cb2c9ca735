"""Endpoints of the list of outgoing messages. What they do stands in `messaging.failures` and `messaging.hold`."""

from typing import Any

import frappe

from servicedesk.messaging import failures, hold
from servicedesk.messaging.composition import sender_address
from servicedesk.shared.guards import agent_endpoint, require_right


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def send_again(names: str | list[str]) -> int:
	"""Queue failed messages once more; return how many. For those who may read the list."""
	require_right(failures.OUTGOING, "read")
	return failures.send_again([str(name) for name in frappe.parse_json(names)])


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def server_trouble() -> dict[str, Any]:
	"""What is wrong with the mail server, in its `words`; nothing when all is well."""
	require_right(failures.OUTGOING, "read")
	return {key: value for key, value in hold.trouble(sender_address()).items() if key == "words"}
