"""Questions whose answers are records: what a form offers, what it refuses, and what the ticket gets."""

from typing import Any

import frappe

from servicedesk.catalogue.record_options import options_of
from servicedesk.catalogue.request_forms import form_of
from servicedesk.shared.testing import DeskTestCase

TYPE = "T Records"


def question(label: str, maps_to: str, **values: Any) -> dict[str, Any]:
	"""A choice that fills a field of the ticket."""
	return {"label": label, "field_name": label.lower(), "field_type": "Choice", "maps_to": maps_to, **values}


class TestRecordOptions(DeskTestCase):
	"""Two impacts, kept in the wrong order, and a small tree."""

	def setUp(self) -> None:
		super().setUp()
		for doctype in ("SD Priority Rule", "SD Impact", "SD Urgency"):
			frappe.db.delete(doctype)
		self.make("SD Impact", "T Narrow", level=4)
		self.make("SD Impact", "T Wide", level=1)
		self.make("SD Ticket Category", "T Hardware")
		self.make("SD Ticket Category", "T Printer", parent_category="T Hardware")
		self.make("SD Ticket Category", "T Old", disabled=1)

	@staticmethod
	def make(doctype: str, title: str, **values: Any) -> Any:
		"""A record with that title."""
		return frappe.get_doc({"doctype": doctype, "title": title, **values}).insert()

	def form(self, *questions: dict[str, Any]) -> Any:
		"""A request type with these questions."""
		return self.make("SD Request Type", TYPE, form_fields=list(questions))

	def offered(self) -> dict[str, list[tuple[str, str]]]:
		"""What the form offers, by question: what is sent, and how it is called."""
		frappe.clear_document_cache("SD Request Type", TYPE)
		return {
			field.definition.name: [(option.value, option.label) for option in field.choices]
			for field in form_of(TYPE).fields
		}

	def test_levels_in_their_order_without_typing_them_again(self) -> None:
		self.form(question("Impact", "impact"))
		self.assertEqual(self.offered(), {"impact": [("T Wide", "T Wide"), ("T Narrow", "T Narrow")]})
		self.make("SD Impact", "T Middle", level=2)
		self.assertEqual(
			[value for value, _label in self.offered()["impact"]], ["T Wide", "T Middle", "T Narrow"]
		)

	def test_categories_are_leaves_called_by_their_line(self) -> None:
		self.form(question("Category", "category"))
		offered = self.offered()["category"]
		self.assertIn(("T Printer", "T Hardware › T Printer"), offered)
		self.assertFalse({"T Hardware", "T Old"} & {value for value, _label in offered})

	def test_a_form_may_offer_some_of_them_in_its_own_order(self) -> None:
		self.form(
			question("Impact", "impact", options="T Narrow\nT Wide"), {"label": "X", "field_type": "Text"}
		)
		self.assertEqual([value for value, _label in self.offered()["impact"]], ["T Narrow", "T Wide"])
		frappe.delete_doc("SD Impact", "T Wide")
		self.assertEqual([value for value, _label in self.offered()["impact"]], ["T Narrow"])

	def test_a_question_whose_records_are_gone_is_not_asked_nor_what_hangs_on_it(self) -> None:
		why = {"label": "Why", "field_name": "why", "field_type": "Text", "depends_on_field": "urgency"}
		self.form(question("Urgency", "urgency", mandatory=1), {**why, "depends_on_values": "T Now"})
		self.assertEqual(self.offered(), {})
		self.make("SD Urgency", "T Now", level=1)
		self.assertEqual(set(self.offered()), {"urgency", "why"})

	def test_names_follow_the_record(self) -> None:
		self.form(question("Impact", "impact"))
		frappe.rename_doc("SD Impact", "T Wide", "T Everybody")
		self.assertEqual(self.offered()["impact"][0], ("T Everybody", "T Everybody"))

	def test_another_types_categories_are_not_offered(self) -> None:
		self.form(question("Category", "category"))
		self.make("SD Ticket Category", "T Mine", request_type=TYPE)
		self.assertIn("T Mine", [option.value for option in options_of("category", TYPE)])
		self.assertNotIn("T Mine", [option.value for option in options_of("category", "T Help")])

	def test_forms_that_could_not_be_filled_in_are_refused(self) -> None:
		for bad, why in (
			(question("Impact", "impact", field_type="Text"), "Row 1: .*is a choice"),
			(question("Impact", "impact", field_type="Multiple Choice"), "Row 1: .*is a choice"),
			(question("Impact", "impact", options="T Wide\nT Unknown"), "Row 1: T Unknown is none"),
		):
			with self.subTest(bad=bad), self.assertRaisesRegex(frappe.ValidationError, why):
				self.form(bad)
