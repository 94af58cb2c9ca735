"""SD Request Type: a kind of request, its form on the portal and how it is handled."""

from frappe.model.document import Document

from servicedesk.catalogue import form_checks, web_forms
from servicedesk.catalogue.request_forms import forget_forms, slug


class SDRequestType(Document):
	"""The form's questions and the handling of what it brings in."""

	route: str | None

	def validate(self) -> None:
		"""Give every question a name, and refuse a form that could not be filled in."""
		self.route = slug(self.route or self.title)
		self.name_fields()
		form_checks.check(self.form_fields)

	def name_fields(self) -> None:
		"""A question without a name gets one from its label, once."""
		taken = {row.field_name for row in self.form_fields if row.field_name}
		for row in self.form_fields:
			if row.field_name:
				continue
			base = slug(row.label).replace("-", "_")[:50] or "field"
			base = base if base[0].isalpha() else f"field_{base}"
			name, number = base, 2
			while name in taken:
				name, number = f"{base}_{number}", number + 1
			row.field_name = name
			taken.add(name)

	def on_update(self) -> None:
		"""The portal shows the new form at the next request; its Web Form is made again, with what staff refined."""
		forget_forms()
		web_forms.publish(self)

	def after_rename(self, *_names: object) -> None:
		"""The portal knows the form by its new name at the next request."""
		forget_forms()
		web_forms.publish(self)

	def on_trash(self) -> None:
		"""A withdrawn form is gone at the next request; what was asked with it stays readable."""
		forget_forms()
		web_forms.withdraw(self.name)
