"""A form that changes: what earlier tickets were asked stays, and what was typed into the older form is not lost."""

from typing import Any

import frappe

from servicedesk.catalogue.form_versions import content_at
from servicedesk.catalogue.request_forms import form_of
from servicedesk.catalogue.testing import make_type, question
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase, make_account, make_contract, make_customer
from servicedesk.tickets import amendment
from servicedesk.tickets.amendment import Amendment
from servicedesk.tickets.asked_questions import sections_of
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.testing import PNG, make_ticket
from servicedesk.tickets.ticket_panel import panel

TYPE, USER = "T Changing", "changing@t.test"
ANSWERS = {"summary": "Broken", "since": "2026-11-20", "sure": "1", "several": ["b", "a"]}


class TestFormChanges(DeskTestCase):
	"""A type with two sections, and a ticket of it."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Changing")
		make_account(USER, {cls.customer: "Requester"})
		make_contract("T-CHANGING", cls.customer)

	def setUp(self) -> None:
		super().setUp()
		self.type = make_type(
			TYPE,
			question("Summary", mandatory=1, maps_to="subject"),
			question("Details", "Section", help_text="More of it."),
			question("Since", "Date"),
			question("Sure", "Checkbox"),
			question("Several", "Multiple Choice", options="a\nb"),
			question("Proof", "File"),
			question("Words", "Note"),
		)
		self.version = form_of(TYPE).version

	def ticket(self, **changes: Any) -> Any:
		"""A ticket of the type."""
		made = make_ticket(USER, self.customer, **{"request_type": TYPE, "answers": ANSWERS, **changes})
		return frappe.get_doc("SD Ticket", made.name)

	def change(self) -> None:
		"""Another label, another order, a question fewer, and one more that is mandatory."""
		rows = {row.field_name: row for row in self.type.form_fields}
		rows["summary"].label = "In short"
		kept = [rows["since"], rows["summary"], rows["sure"], rows["several"], rows["proof"]]
		self.type.set("form_fields", [])
		for row in kept:
			self.type.append("form_fields", {**row.as_dict(), "name": None, "idx": None})
		self.type.append("form_fields", question("New", mandatory=1))
		self.type.save()

	def shown(self, ticket: Any) -> list[tuple[str, list[tuple[str, str]]]]:
		"""What a page shows of the answers."""
		return [
			(section.title, [(answer.label, answer.value) for answer in section.answers])
			for section in sections_of(ticket)
		]

	def test_an_old_ticket_shows_what_it_was_asked(self) -> None:
		ticket = self.ticket(files=[IncomingFile("a b.png", PNG, "proof")])
		self.assertEqual(ticket.form_version, self.version)
		expected = [
			("", [("Summary", "Broken")]),
			(
				"Details",
				[("Since", "20 November 2026"), ("Sure", "Yes"), ("Several", "a, b"), ("Proof", "a b.png")],
			),
		]
		self.assertEqual(self.shown(ticket), expected)
		self.change()
		self.assertEqual(self.shown(ticket), expected)
		self.type.update({"published": 0}).save()
		self.assertEqual(self.shown(ticket), expected)
		answers = panel(ticket)["what"]["answers"]
		self.assertEqual([row["label"] for row in answers], ["Summary", "Since", "Sure", "Several", "Proof"])
		self.assertEqual({row["section"] for row in answers}, {"", "Details"})

	def test_a_ticket_without_a_version_shows_its_answers(self) -> None:
		ticket = self.ticket()
		ticket.form_version = None
		self.assertEqual(
			[label for label, _value in self.shown(ticket)[0][1]], ["Summary", "Since", "Sure", "Several"]
		)

	def test_the_version_is_the_servers(self) -> None:
		ticket = self.ticket()
		ticket.form_version = "forged"
		ticket.save()
		self.assertEqual(frappe.db.get_value("SD Ticket", ticket.name, "form_version"), self.version)

	def test_an_old_ticket_is_changed_in_the_form_of_then(self) -> None:
		ticket = self.ticket(files=[IncomingFile("a.png", PNG, "proof")])
		self.change()
		form = amendment.form_for(ticket)
		self.assertEqual(form.version, self.version)
		frappe.set_user(USER)
		amendment.amend(ticket.name, Amendment({**ANSWERS, "summary": "Mended"}))
		changed = frappe.get_doc("SD Ticket", ticket.name)
		self.assertEqual(changed.subject, "Mended")
		self.assertEqual(self.shown(changed)[1][1][-1], ("Proof", "a.png"))

	def refusal(self, **changes: Any) -> dict[str, str]:
		"""The problems with which a form of the first version is refused."""
		with self.assertRaises(Refused) as caught:
			self.ticket(form_version=self.version, **changes)
		return caught.exception.problems

	def test_a_form_that_still_fits_is_taken(self) -> None:
		self.type.form_fields[0].label = "In short"
		self.type.save()
		ticket = self.ticket(form_version=self.version)
		self.assertEqual(ticket.form_version, form_of(TYPE).version)
		self.assertNotEqual(ticket.form_version, self.version)

	def test_an_empty_answer_to_a_question_that_is_gone_is_nothing(self) -> None:
		self.type.form_fields.pop(2)
		self.type.save()
		answers = {**ANSWERS, "since": ""}
		self.assertEqual(self.ticket(form_version=self.version, answers=answers).subject, "Broken")

	def test_a_form_that_fits_no_more_says_so(self) -> None:
		self.change()
		problems = self.refusal()
		self.assertEqual(problems["form"], "The form has changed. Please check it and send it again.")
		self.assertEqual(problems["new"], "Please fill this in.")
		self.type.form_fields = [
			row for row in self.type.form_fields if row.field_name not in ("since", "new")
		]
		self.type.save()
		self.assertEqual(set(self.refusal()), {"form", "since"})

	def test_the_form_of_now_needs_no_such_word(self) -> None:
		with self.assertRaises(Refused) as caught:
			self.ticket(form_version=self.version, answers={})
		self.assertEqual(set(caught.exception.problems), {"summary"})

	def test_a_typed_name_is_no_file(self) -> None:
		next(row for row in self.type.form_fields if row.field_name == "proof").mandatory = 1
		self.type.save()
		with self.assertRaises(Refused) as caught:
			self.ticket(answers={**ANSWERS, "proof": "screen.png"})
		self.assertEqual(set(caught.exception.problems), {"proof"})
		self.assertTrue(content_at(self.version))
