"""Answers that come by the framework's own way of sending a Web Form: read, and handed to the portal's form.

The same form, the same check and the same door as the portal's page (`new_request.submit`); only the spelling is the
framework's: fields under their own names, a file as its name and a data address in one text.
"""

import base64
import binascii
import json
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import RequestForm, form_of
from servicedesk.domain.form_answers import FieldKind
from servicedesk.self_service.new_request import PREFIX, submit
from servicedesk.self_service.request_subject import NAMES
from servicedesk.shared.errors import refuse
from servicedesk.shared.guards import require_portal_user
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets.attachments import IncomingFile

# What the framework's page sends along beside the fields, and means nothing here.
BESIDE = ("doctype", "web_form_name", "name", "owner")
ABOUT = (*NAMES, "key", "form_version")


def is_of_request_type(web_form: str) -> bool:
	"""Whether a request type made that Web Form."""
	return bool(frappe.db.get_value("Web Form", web_form, "sd_request_type"))


def require_staff_for(web_form: str) -> None:
	"""Raise PermissionError for customers: other Web Forms are none of the portal's, whatever they would write."""
	if not is_staff(frappe.session.user):
		frappe.throw(_("You may not send this form."), frappe.PermissionError)


def send(web_form: str, data: str) -> Any:
	"""Open the ticket that was filled in; return it. Raises as the portal's form does, and for a withdrawn form."""
	require_portal_user()
	request_type = frappe.db.get_value("Web Form", web_form, "sd_request_type")
	form = form_of(request_type)
	given = _object(data)
	files, answers = [], {}
	for field in form.fields:
		name, kind = field.definition.name, field.definition.kind
		value = given.pop(name, None)
		if kind is FieldKind.FILE:
			files += [_file(name, value)] if value else []
		elif value is not None:
			answers[PREFIX + name] = _several(value) if kind is FieldKind.MULTIPLE_CHOICE else value
	about = {name: str(given.pop(name) or "") for name in ABOUT if name in given}
	_check_known(form, given)
	return submit(form.route, {**answers, **about}, files)


def _check_known(form: RequestForm, rest: dict[str, Any]) -> None:
	"""Whatever was sent beyond the form is a form that has changed, or forged."""
	unknown = [name for name, value in rest.items() if value not in (None, "") and name not in BESIDE]
	if unknown:
		refuse({"form": _("The form has changed. Please check it and send it again.")})


def _object(data: str) -> dict[str, Any]:
	try:
		value = json.loads(data or "{}")
	except ValueError:
		value = None
	if not isinstance(value, dict):
		refuse({"form": _("These answers cannot be read.")})
	return value


def _several(value: Any) -> Any:
	"""Several choices: a list, or as the framework's text field has them, one a line."""
	return value.split("\n") if isinstance(value, str) else value


def _file(name: str, value: Any) -> IncomingFile:
	"""A file as the framework's page sends it: "name.png,data:image/png;base64,…"; raises Refused for anything else."""
	file_name, _comma, address = value.partition(",") if isinstance(value, str) else ("", "", "")
	header, _comma, content = address.partition(",")
	try:
		if not file_name or not header.endswith(";base64"):
			raise ValueError(header)
		return IncomingFile(file_name, base64.b64decode(content, validate=True), name)
	except (ValueError, binascii.Error):
		refuse({name: _("This cannot be accepted.")})
