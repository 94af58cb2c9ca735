"""Registration by the person themselves."""

import mimetypes

import frappe
from frappe import _

from servicedesk.access import registration
from servicedesk.access.attempts import TooManyAttempts
from servicedesk.self_service.access_forms import is_registration_offered, registration_form
from servicedesk.self_service.identity import language
from servicedesk.shared.errors import Refused
from servicedesk.shared.stored_files import bytes_of
from servicedesk.www.web import UNPROCESSABLE, Answer, Page, PortalRequest, Raw, Redirect


def show(request: PortalRequest) -> Answer:
	"""The empty form, or the thanks after it was sent."""
	_check_open()
	if frappe.session.user != "Guest":
		return Redirect("/portal")
	if request.typed.get("sent"):
		return _thanks()
	return Page("register.html", {"form": registration_form()})


def send(request: PortalRequest) -> Answer:
	"""Take the registration in, or show the form again with what was typed and what is wrong with it."""
	_check_open()
	typed = request.typed
	try:
		registration.receive(typed, language())
	except Refused as refused:
		frappe.clear_messages()
		return Page("register.html", {"form": registration_form(typed, refused.problems)}, UNPROCESSABLE)
	except TooManyAttempts as refused:
		frappe.clear_messages()
		page = registration_form(typed, {"form": str(refused)})
		return Page("register.html", {"form": page}, refused.http_status_code)
	return Redirect("/portal/register?sent=1")


def paper(request: PortalRequest) -> Answer:
	"""The form to print, have signed and send in. Source: manual software-vendor 1."""
	address = frappe.get_cached_doc("SD Settings").registration_form
	name = frappe.db.get_value("File", {"file_url": address}, "name") if address else None
	if not name:
		raise frappe.PageDoesNotExistError
	file_name = str(frappe.db.get_value("File", name, "file_name"))
	content_type = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
	return Raw(bytes_of(name), content_type, file_name=file_name)


def _check_open() -> None:
	if not is_registration_offered():
		raise frappe.PageDoesNotExistError


def _thanks() -> Page:
	waits = registration.mode() == registration.BY_APPROVAL
	more = (
		_("We will check your details and write to the address you gave.")
		if waits
		else _("You will get a mail at the address you gave, with what to do next.")
	)
	title = _("Thank you for registering")
	return Page("access_done.html", {"title": title, "message": more, "spam": True})
