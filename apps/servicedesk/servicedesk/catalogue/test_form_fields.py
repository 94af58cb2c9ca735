"""Questions as they are asked: limits, dependent choices, the categories' tree, and what staff may write down."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import frappe

from servicedesk.catalogue.form_fields import FIELD_KINDS, bound
from servicedesk.catalogue.record_options import CATEGORY, forget_options
from servicedesk.catalogue.request_forms import form_of
from servicedesk.catalogue.testing import make_type, question
from servicedesk.catalogue.web_forms import FIELDTYPES
from servicedesk.domain.form_definitions import FieldKind, FromToday
from servicedesk.shared.testing import DeskTestCase

TYPE = "T Fields"


class TestFormFields(DeskTestCase):
	"""One request type, asked in different ways."""

	def asked(self, *questions: dict[str, Any]) -> dict[str, Any]:
		"""The questions of a new type with these, by name."""
		make_type(TYPE, *questions)
		return {field.definition.name: field for field in form_of(TYPE).fields}

	def test_every_type_has_its_kind_and_its_place_in_a_web_form(self) -> None:
		types = frappe.get_meta("SD Request Field").get_field("field_type").options.split("\n")
		self.assertEqual(types, list(FIELD_KINDS))
		self.assertEqual(types, list(FIELDTYPES))
		self.assertEqual({kind.kind for kind in FIELD_KINDS.values()}, set(FieldKind))

	def test_limits_as_staff_write_them(self) -> None:
		for kind, text, expected in (
			(FieldKind.NUMBER, "1.5", Decimal("1.5")),
			(FieldKind.NUMBER, "", None),
			(FieldKind.TEXT, "3", None),
			(FieldKind.TIME, "08:30", time(8, 30)),
			(FieldKind.DATE, "2026-12-31", date(2026, 12, 31)),
			(FieldKind.DATE, " Today ", FromToday(0)),
			(FieldKind.DATE, "today + 7", FromToday(7)),
			(FieldKind.DATE, "today-30", FromToday(-30)),
			(FieldKind.MULTIPLE_CHOICE, "2", Decimal(2)),
		):
			with self.subTest(kind=kind, text=text):
				self.assertEqual(bound(kind, text), expected)

	def test_options_by_another_answer(self) -> None:
		lines = "Printer > Paper jam | Open the lid first.\nPrinter > Other\nScreen > Other"
		asked = self.asked(
			question("Device", "Choice", options="Printer\nScreen"),
			question("Fault", "Choice", options=lines, options_depend_on="device"),
		)
		definition = asked["fault"].definition
		self.assertEqual(definition.options_of, "device")
		self.assertEqual(definition.groups, {"Printer": ("Paper jam", "Other"), "Screen": ("Other",)})
		self.assertEqual(asked["fault"].choices[0].help, "Open the lid first.")

	def test_a_category_and_its_sub_category_come_from_the_tree(self) -> None:
		frappe.db.delete(CATEGORY)
		forget_options(CATEGORY)
		for title, parent in (("T Hard", ""), ("T Disk", "T Hard"), ("T Fan", "T Hard"), ("T Alone", "")):
			category = {"doctype": CATEGORY, "title": title, "parent_category": parent or None}
			frappe.get_doc(category).insert()
		asked = self.asked(
			question("Top", "Choice", mandatory=1),
			question("Below", "Choice", options_depend_on="top", maps_to="category"),
		)
		self.assertEqual([option.value for option in asked["top"].choices], ["T Alone", "T Hard"])
		self.assertEqual(
			asked["below"].definition.groups, {"T Alone": ("T Alone",), "T Hard": ("T Disk", "T Fan")}
		)
		frappe.get_doc(CATEGORY, "T Fan").update({"disabled": 1}).save()
		self.assertEqual(form_of(TYPE).fields[1].definition.groups["T Hard"], ("T Disk",))

	def test_without_any_category_neither_is_asked(self) -> None:
		frappe.db.delete(CATEGORY)
		forget_options(CATEGORY)
		asked = self.asked(
			question("Top", "Choice"),
			question("Below", "Choice", options_depend_on="top", maps_to="category"),
			question("Other"),
		)
		self.assertEqual(list(asked), ["other"])

	def test_forms_that_could_not_be_filled_in_are_refused_by_row(self) -> None:
		device = question("Device", "Choice", options="Printer\nScreen")
		for bad, why in (
			(
				question("F", "Choice", options="Phone > Dead", options_depend_on="device"),
				"does not begin with",
			),
			(question("F", "Choice", options="Dead", options_depend_on="device"), "does not begin with"),
			(question("F", "Choice", options_depend_on="device"), "a choice needs options"),
			(question("F", "Text", options="Printer > x", options_depend_on="device"), "only a choice"),
			(question("F", "Choice", options="a", options_depend_on="later"), "not an earlier field"),
			(question("F", "Date", minimum="yesterday"), "cannot be read"),
			(question("F", "Date", minimum="today+2", maximum="today"), "nothing between"),
			(question("F", "Number", minimum="ten"), "cannot be read"),
			(question("F", pattern="(a+)+"), "pattern cannot be used"),
			(question("F", depends_on_field="words", depends_on_values="x"), "not an earlier field"),
		):
			with self.subTest(bad=bad), self.assertRaisesRegex(frappe.ValidationError, f"Row 3: .*{why}"):
				make_type(TYPE, device, question("Words", "Note"), bad)
