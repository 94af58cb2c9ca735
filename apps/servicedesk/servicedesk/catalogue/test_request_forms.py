"""Forms of request types."""

import frappe

from servicedesk.catalogue.request_forms import form_by_route, published_forms, slug
from servicedesk.shared.testing import DeskTestCase


def request_type(title: str, *fields: dict, **values: object) -> "frappe.Document":
	"""A request type with these fields, saved."""
	doc = frappe.get_doc(
		{"doctype": "SD Request Type", "title": title, "form_fields": list(fields), **values}
	)
	return doc.insert()


class TestRequestForms(DeskTestCase):
	"""Making and withdrawing forms."""

	def test_addresses_of_five_languages(self) -> None:
		for title, address in (
			("Заявка за ремонт", "zayavka-za-remont"),
			("Щур'ячий їжак", "shtur-yachiy-yizhak"),
			("Solicitare în așteptare", "solicitare-in-asteptare"),
			("New PC / laptop", "new-pc-laptop"),
		):
			with self.subTest(title=title):
				self.assertEqual(slug(title), address)

	def test_field_names_come_from_labels_and_are_unique(self) -> None:
		field = {"label": "Телефон", "field_type": "Phone"}
		doc = request_type("T Names", dict(field), dict(field), {"label": "1st", "field_type": "Text"})
		self.assertEqual([row.field_name for row in doc.form_fields], ["telefon", "telefon_2", "field_1st"])

	def test_broken_forms_are_refused(self) -> None:
		for fields in (
			[{"label": "A", "field_type": "Choice"}],
			[{"label": "A", "field_name": "A b", "field_type": "Text"}],
			[{"label": "A", "field_type": "Text", "depends_on_field": "later"}],
			[
				{"label": "A", "field_name": "a", "field_type": "Text"},
				{"label": "B", "field_name": "a", "field_type": "Text"},
			],
		):
			with self.subTest(fields=fields), self.assertRaises(frappe.ValidationError):
				request_type("T Broken", *fields)

	def test_publishing_and_withdrawing_show_at_once(self) -> None:
		doc = request_type("T Published", published=1)
		self.assertIsNotNone(form_by_route("t-published"))
		doc.published = 0
		doc.save()
		self.assertIsNone(form_by_route("t-published"))
		self.assertNotIn("T Published", [row["name"] for row in published_forms()])
