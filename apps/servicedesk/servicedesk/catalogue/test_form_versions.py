"""Versions of forms: the same form is the same version, and what was asked stays as it was."""

import frappe

from servicedesk.catalogue import form_versions
from servicedesk.catalogue.request_forms import form_of
from servicedesk.catalogue.testing import make_type, question
from servicedesk.shared.testing import DeskTestCase

TYPE = "T Versioned"


class TestFormVersions(DeskTestCase):
	"""A type whose label changes and changes back."""

	def setUp(self) -> None:
		super().setUp()
		self.type = make_type(TYPE, question("Summary", maps_to="subject"), question("Old"))
		self.first = form_of(TYPE).version

	def relabel(self, label: str) -> str:
		"""Call the first question so; return the form's version."""
		self.type.form_fields[0].label = label
		self.type.save()
		return form_of(TYPE).version

	def test_the_same_content_is_the_same_version(self) -> None:
		second = self.relabel("In short")
		self.assertNotEqual(second, self.first)
		self.assertEqual(self.relabel("Summary"), self.first)
		kept = frappe.get_all(form_versions.DOCTYPE, {"request_type": TYPE}, pluck="name")
		self.assertEqual(set(kept), {self.first, second})

	def test_an_older_version_is_asked_as_it_was(self) -> None:
		self.type.form_fields.pop()
		self.relabel("In short")
		old = form_of(TYPE, self.first)
		self.assertEqual([field.definition.label for field in old.fields], ["Summary", "Old"])
		self.assertEqual(old.version, self.first)
		self.assertEqual(form_of(TYPE, "no such version").version, form_of(TYPE).version)

	def test_versions_never_change(self) -> None:
		version = frappe.get_doc(form_versions.DOCTYPE, self.first)
		version.content = "{}"
		with self.assertRaisesRegex(frappe.ValidationError, "cannot be changed"):
			version.save()
		with self.assertRaisesRegex(frappe.ValidationError, "cannot be changed"):
			version.delete()
		with self.assertRaisesRegex(frappe.ValidationError, "cannot be changed"):
			frappe.get_doc({"doctype": form_versions.DOCTYPE, "title": "x"}).insert()

	def test_what_was_typed_for_questions_that_are_gone(self) -> None:
		self.type.form_fields.pop()
		self.relabel("Summary")
		typed = {"summary": "A", "old": ["b", "c"]}
		self.assertEqual(form_versions.asked_no_more(self.first, form_of(TYPE), typed), [("Old", "b\nc")])
		self.assertEqual(form_versions.asked_no_more(self.first, form_of(TYPE), {"old": " "}), [])
		self.assertEqual(form_versions.asked_no_more("", form_of(TYPE), typed), [])

	def test_renaming_and_deleting_the_type_leave_them(self) -> None:
		frappe.rename_doc("SD Request Type", TYPE, "T Renamed")
		frappe.delete_doc("SD Request Type", "T Renamed")
		self.assertIsNotNone(form_versions.content_at(self.first))
