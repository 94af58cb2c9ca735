"""The framework's way of sending a Web Form, led through the tickets' one door."""

from typing import Any

import frappe
from frappe.website.doctype.web_form import web_form as framework

from servicedesk.self_service import web_form_answers
from servicedesk.shared.errors import Refused
from servicedesk.shared.guards import signed_in_endpoint


@frappe.whitelist(methods=["POST"])
@signed_in_endpoint
def accept(web_form: str = "", data: str = "") -> Any:
	"""Send a request type's form, as the portal's page would; any other Web Form is the framework's, and for staff only.

	What is refused stands in the answer's `problems`, by the names of fields.
	"""
	if not web_form_answers.is_of_request_type(web_form):
		web_form_answers.require_staff_for(web_form)
		return framework.accept(web_form, data)
	try:
		return {"doctype": "SD Ticket", "name": web_form_answers.send(web_form, data).name}
	except Refused as refused:
		frappe.response["problems"] = refused.problems
		raise
