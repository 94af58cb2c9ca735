"""SD Request Type: a kind of request, its form on the portal and how it is handled."""

import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.catalogue.record_options import RECORDS, names_of
from servicedesk.catalogue.request_forms import FIELD_KINDS, forget_forms, slug
from servicedesk.domain.option_lines import option_lines

FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class SDRequestType(Document):
	"""The form's questions and the handling of what it brings in."""

	route: str | None

	def validate(self) -> None:
		"""Give every question a name, and refuse a form that could not be filled in."""
		self.route = slug(self.route or self.title)
		self.name_fields()
		self.check_fields()

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

	def check_fields(self) -> None:
		"""Names are unique and plain; a choice has options; a condition names an earlier question."""
		earlier: set[str] = set()
		for row in self.form_fields:
			if not FIELD_NAME.fullmatch(row.field_name) or row.field_name in earlier:
				frappe.throw(_("Row {0}: the field name {1} cannot be used.").format(row.idx, row.field_name))
			self.check_options(row)
			if row.depends_on_field and row.depends_on_field not in earlier:
				frappe.throw(_("Row {0}: {1} is not an earlier field.").format(row.idx, row.depends_on_field))
			earlier.add(row.field_name)

	def check_options(self, row: Any) -> None:
		"""A choice has options; one that fills a field with records offers records, all of them or those it lists."""
		options = [line.value for line in option_lines(row.options)]
		if row.maps_to not in RECORDS:
			if FIELD_KINDS[row.field_type].needs_options and not options:
				frappe.throw(_("Row {0}: a choice needs options.").format(row.idx))
			return
		if row.field_type != "Choice":
			frappe.throw(_("Row {0}: a question for this field of the ticket is a choice.").format(row.idx))
		unknown = [option for option in options if option not in names_of(row.maps_to)]
		if unknown:
			frappe.throw(_("Row {0}: {1} is none of the records to choose from.").format(row.idx, unknown[0]))

	def on_update(self) -> None:
		"""The portal shows the new form at the next request."""
		forget_forms()

	def after_rename(self, *_names: object) -> None:
		"""The portal knows the form by its new name at the next request."""
		forget_forms()

	def on_trash(self) -> None:
		"""A withdrawn form is gone at the next request."""
		forget_forms()
