"""The Web Form of a request type: made, refined by staff, made again, withdrawn, and nobody's way past the rules."""

from typing import Any

import frappe

from servicedesk.catalogue.request_forms import form_of
from servicedesk.catalogue.testing import make_type, question
from servicedesk.catalogue.web_forms import web_form_of
from servicedesk.shared.testing import AGENT, DeskTestCase, make_user

TYPE, EDITOR = "T Web", "t-editor@desk.test"
FIELDS = (
	question("Part", "Section", help_text="About it."),
	question("Summary", mandatory=1, maps_to="subject"),
	question("Kind", "Choice", options="One | 1 credit\nTwo"),
	question("Why", "Long Text", depends_on_field="kind", depends_on_values="Two"),
	question("Proof", "File"),
)
FAULTS = "One > Torn | free\nTwo > Lost"


class TestWebForms(DeskTestCase):
	"""A published type with five rows."""

	def setUp(self) -> None:
		super().setUp()
		self.type = make_type(TYPE, *FIELDS)

	@property
	def form(self) -> Any:
		"""The type's Web Form as it is stored."""
		return web_form_of(TYPE)

	def refine(self, **changes: dict[str, Any]) -> None:
		"""What staff change of fields in the desk, by name; "order" is a list of names."""
		form = self.form
		for name, values in changes.items():
			next(row for row in form.web_form_fields if row.fieldname == name).update(values)
		form.save()

	def asked(self) -> dict[str, Any]:
		"""What the portal asks, by name, in its order."""
		return {field.definition.name: field for field in form_of(TYPE).fields}

	def test_publishing_makes_the_frameworks_form(self) -> None:
		form = self.form
		self.assertEqual(
			(form.doc_type, form.route, form.is_standard, form.published, form.login_required),
			("SD Ticket", "portal/new/t-web", 0, 1, 1),
		)
		rows = [(row.fieldname, row.fieldtype, row.reqd, row.options or "") for row in form.web_form_fields]
		self.assertEqual(
			rows,
			[
				("part", "Section Break", 0, ""),
				("summary", "Data", 1, ""),
				("kind", "Select", 0, "\nOne\nTwo"),
				("why", "Text", 0, ""),
				("proof", "Attach", 0, ""),
			],
		)
		self.assertEqual(form.web_form_fields[3].depends_on, 'eval:["Two"].includes(String(doc["kind"]))')

	def test_a_dependent_choice_offers_answers_without_what_opens_them(self) -> None:
		self.type.append("form_fields", question("Fault", "Choice", options=FAULTS, options_depend_on="kind"))
		self.type.save()
		self.assertEqual(self.form.web_form_fields[-1].options, "\nTorn\nLost")

	def test_a_public_type_asks_nobody_to_sign_in(self) -> None:
		self.type.update({"public": 1}).save()
		self.assertEqual(self.form.login_required, 0)

	def test_withdrawing_and_publishing_again(self) -> None:
		self.refine(summary={"label": "In short"})
		self.type.update({"published": 0}).save()
		self.assertEqual(self.form.published, 0)
		self.type.update({"published": 1}).save()
		self.assertEqual(self.form.published, 1)
		self.assertEqual(self.asked()["summary"].definition.label, "In short")

	def test_a_type_that_was_never_published_has_none(self) -> None:
		hidden = make_type("T Hidden", question("A"), published=0)
		self.assertIsNone(web_form_of("T Hidden"))
		self.assertTrue(hidden.form_version)

	def test_the_form_goes_with_its_type_and_not_without(self) -> None:
		with self.assertRaisesRegex(frappe.ValidationError, "belongs to the request type T Web"):
			self.form.delete()
		name = self.form.name
		frappe.delete_doc("SD Request Type", TYPE)
		self.assertFalse(frappe.db.exists("Web Form", name))

	def test_what_staff_refine_is_what_the_portal_asks(self) -> None:
		self.refine(
			summary={"label": "In short", "description": "One sentence.", "reqd": 0}, proof={"hidden": 1}
		)
		asked = self.asked()
		self.assertEqual(list(asked), ["part", "summary", "kind", "why"])
		definition = asked["summary"].definition
		self.assertEqual((definition.label, definition.mandatory), ("In short", False))
		self.assertEqual(asked["summary"].help_text, "One sentence.")

	def test_refinements_survive_and_the_rest_follows_the_type(self) -> None:
		self.refine(summary={"label": "In short"}, kind={"reqd": 1})
		rows = {row.field_name: row for row in self.type.form_fields}
		rows["summary"].update({"label": "Headline", "help_text": "New help", "max_length": 50})
		rows["kind"].help_text = "Which?"
		self.type.append("form_fields", question("More"))
		self.type.save()
		asked = self.asked()
		summary, kind = asked["summary"], asked["kind"]
		self.assertEqual((summary.definition.label, summary.help_text), ("In short", "New help"))
		self.assertEqual(summary.definition.max_length, 50)
		self.assertEqual((kind.definition.mandatory, kind.help_text), (True, "Which?"))
		self.assertIn("more", asked)
		self.assertEqual([row.label for row in self.form.web_form_fields][1], "In short")

	def test_words_that_the_framework_cleans_are_not_taken_for_staffs(self) -> None:
		rows = {row.field_name: row for row in self.type.form_fields}
		rows["summary"].help_text = "At most <b>5 < 6</b> words"
		self.type.save()
		self.refine(kind={"label": "Sort"})
		rows["summary"].help_text = "Fewer words"
		self.type.save()
		self.assertEqual(self.asked()["summary"].help_text, "Fewer words")

	def test_order_is_staffs_once_they_have_chosen_one(self) -> None:
		form = self.form
		form.web_form_fields = [form.web_form_fields[place] for place in (0, 3, 2, 1, 4)]
		for place, row in enumerate(form.web_form_fields, start=1):
			row.idx = place
		form.save()
		self.assertEqual(list(self.asked()), ["part", "why", "kind", "summary", "proof"])
		self.type.append("form_fields", question("More"))
		self.type.save()
		self.assertEqual(list(self.asked()), ["part", "why", "kind", "summary", "proof", "more"])

	def test_hidden_goes_with_what_hangs_on_it(self) -> None:
		self.refine(kind={"hidden": 1})
		self.assertEqual(list(self.asked()), ["part", "summary", "proof"])

	def test_nothing_else_of_the_form_can_be_changed(self) -> None:
		form = self.form
		form.update({"client_script": "alert(1)", "allow_edit": 1, "login_required": 0, "doc_type": "User"})
		form.web_form_fields[1].update({"fieldtype": "HTML", "options": "<script>", "label": ""})
		form.save()
		form.reload()
		self.assertEqual(
			(form.client_script or "", form.allow_edit, form.login_required, form.doc_type),
			("", 0, 1, "SD Ticket"),
		)
		row = form.web_form_fields[1]
		self.assertEqual((row.fieldtype, row.options or "", row.label), ("Data", "", "Summary"))

	def test_questions_are_added_and_removed_in_the_type(self) -> None:
		form = self.form
		form.append("web_form_fields", {"fieldname": "customer", "fieldtype": "Data", "label": "Customer"})
		with self.assertRaisesRegex(frappe.ValidationError, "added and removed in the request type T Web"):
			form.save()
		form = self.form
		form.remove(form.web_form_fields[1])
		with self.assertRaisesRegex(frappe.ValidationError, "Here they can be hidden"):
			form.save()

	def test_nobody_makes_a_likeness(self) -> None:
		forged = {"doctype": "Web Form", "title": "Forged", "doc_type": "SD Ticket", "sd_request_type": TYPE}
		with self.assertRaisesRegex(frappe.ValidationError, "makes its form by itself"):
			frappe.get_doc(forged).insert()

	def test_the_same_again_writes_nothing(self) -> None:
		stamp = self.form.modified
		frappe.get_doc("SD Request Type", TYPE).save()
		self.assertEqual(self.form.modified, stamp)

	def test_rights_reach_the_generated_forms_only(self) -> None:
		other = frappe.get_doc({"doctype": "Web Form", "title": "T Other", "doc_type": "ToDo"}).insert()
		make_user(EDITOR, "Service Desk Administrator")
		frappe.set_user(EDITOR)
		self.refine(summary={"label": "In short"})
		self.assertEqual(self.asked()["summary"].definition.label, "In short")
		self.assertEqual(
			frappe.get_list("Web Form", pluck="sd_request_type", filters={"name": other.name}), []
		)
		self.assertFalse(frappe.has_permission("Web Form", "write", doc=other))
		self.assertFalse(frappe.has_permission("Web Form", "delete", doc=self.form))
		self.assertFalse(frappe.has_permission("Web Form", "create"))
		frappe.set_user(AGENT)
		self.assertFalse(frappe.has_permission("Web Form", "read", doc=self.form))
