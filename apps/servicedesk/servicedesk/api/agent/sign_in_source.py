"""Endpoint of the form of a sign-in source. What it does stands in `access.directory`."""

from typing import Any

import frappe

from servicedesk.access.directory.trial import result_for
from servicedesk.shared.guards import agent_endpoint


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def test_connection(source: str) -> dict[str, Any]:
	"""Whether people could sign in against this source as it is saved: `works`, and if not, the `problem`."""
	record = frappe.get_doc("SD Sign-In Source", source)
	# Only administrators may write one: the server is asked with its stored password.
	record.check_permission("write")
	return result_for(record)
