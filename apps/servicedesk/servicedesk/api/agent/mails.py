"""Ways of the framework with mails that pass by a document's own rules, with those rules put in front."""

import frappe
import frappe.email

from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import kept_words


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def relink(name: str, reference_doctype: str | None = None, reference_name: str | None = None) -> None:
	"""Move a mail to another record, but no message of a ticket: the framework's relinking asks nobody."""
	kept_words.check_move(frappe.get_doc("Communication", name))
	frappe.email.relink(name, reference_doctype, reference_name)
