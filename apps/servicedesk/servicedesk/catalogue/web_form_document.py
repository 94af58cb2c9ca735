"""The framework's Web Form, which knows forms that are made from request types (hook `override_doctype_class`)."""

import frappe
from frappe import _
from frappe.website.doctype.web_form.web_form import WebForm

from servicedesk.catalogue import web_forms


class RequestWebForm(WebForm):
	"""A Web Form; one with a request type is that type's, and staff refine it but do not make or delete it."""

	@property
	def is_of_request_type(self) -> bool:
		"""Whether a request type made it; nobody's by hand becomes one, as the server sets back what says so."""
		return bool(self.get("sd_request_type"))

	def validate(self) -> None:
		"""Keep staff to what they may refine; let nobody make a likeness of a generated form."""
		if not self.flags.generated:
			self.check_edit()
		super().validate()

	def check_edit(self) -> None:
		"""What somebody saves in the desk or through the API."""
		before = self.get_doc_before_save()
		was_generated = bool(before and before.get("sd_request_type"))
		if was_generated:
			self.sd_request_type = before.sd_request_type
			web_forms.keep_generated(self)
		elif self.is_of_request_type:
			frappe.throw(_("A request type makes its form by itself."))
		self.sd_generated = before.get("sd_generated") if was_generated else None

	def validate_fields(self) -> None:
		"""The questions of a request type are no fields of the ticket; their answers are rows of it."""
		if not self.is_of_request_type:
			super().validate_fields()

	def on_update(self) -> None:
		"""What staff have refined is asked from the next request on."""
		super().on_update()
		if self.is_of_request_type and not self.flags.generated:
			web_forms.take_over(self)

	def on_trash(self) -> None:
		"""A generated form goes with its request type."""
		if self.is_of_request_type and not self.flags.goes_with_type:
			frappe.throw(_("This form belongs to the request type {0}.").format(self.sd_request_type))
		super().on_trash()
