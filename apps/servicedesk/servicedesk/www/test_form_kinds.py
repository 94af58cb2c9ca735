"""Kinds of questions on the portal's page: records of one's own, options by other answers, words, and a form that changed."""

import re
from typing import Any

import frappe

from servicedesk.catalogue.request_forms import form_of
from servicedesk.catalogue.testing import make_type, question
from servicedesk.shared.testing import (
	SERVICE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
)
from servicedesk.www.testing import ask, page

TYPE, ROUTE, USER, PEER = "T Kinds", "/portal/new/t-kinds", "kinds@t.test", "kinds-peer@t.test"
UNPROCESSABLE, SEE_OTHER, NOT_FOUND = 422, 303, 404


class TestFormKinds(DeskTestCase):
	"""A form that asks everything, and a customer who has one of each."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, other = make_customer("T Kinds"), make_customer("T Kinds Other")
		make_account(USER, {cls.customer: "Requester"})
		make_account(PEER, {cls.customer: "Requester"})
		make_account("kinds-other@t.test", {other: "Requester"})
		make_contract("T-KINDS", cls.customer)
		make_contract("T-KINDS-OTHER", other)
		cls.piece = make_equipment("SN-K1", cls.customer)
		make_equipment("SN-K2", other)

	def setUp(self) -> None:
		super().setUp()
		self.type = make_type(
			TYPE,
			question("Summary", mandatory=1, maps_to="subject"),
			question("About", "Section", help_text="What it is about."),
			question("Hint", "Note", help_text="Switch it off <b>first</b>."),
			question("Contract", "Contract"),
			question("Service", "Service"),
			question("Equipment", "Equipment"),
			question("Colleague", "Colleague"),
			question("Device", "Choice", options="Printer\nScreen"),
			question(
				"Fault", "Choice", options="Printer > Paper jam\nScreen > Dark", options_depend_on="device"
			),
			question("Day", "Date", minimum="2026-01-01"),
		)

	def offered(self, html: str, name: str) -> list[str]:
		"""What the list of that question offers."""
		found = re.search(rf'<select id="f_{name}".*?</select>', html, re.S)
		assert found, name
		return re.findall(r'<option value="([^"]+)"', found[0])

	def test_the_page_offers_ones_own(self) -> None:
		html = page(USER, ROUTE)
		self.assertEqual(self.offered(html, "contract"), ["T-KINDS"])
		self.assertEqual(self.offered(html, "service"), [SERVICE])
		self.assertEqual(self.offered(html, "equipment"), [self.piece])
		self.assertCountEqual(self.offered(html, "colleague"), [PEER, USER])
		for foreign in ("T-KINDS-OTHER", "SN-K2", "kinds-other"):
			self.assertNotIn(foreign, html)

	def test_words_and_groups(self) -> None:
		html = page(USER, ROUTE)
		self.assertIn("What it is about.", html)
		self.assertIn("Switch it off &lt;b&gt;first&lt;/b&gt;.", html)
		self.assertNotIn('name="f_hint"', html)
		self.assertEqual(self.offered(html, "fault"), ["Paper jam", "Dark"])
		self.assertIn('data-options-of="f_device"', html)
		self.assertIn('<optgroup label="Printer" data-answer="Printer">', html)
		self.assertRegex(html, r'name="f_day"[^>]* min="2026-01-01"')

	def send(self, **typed: Any) -> Any:
		"""The answer to the form sent with these."""
		given = {f"f_{name}": value for name, value in typed.items() if name not in ("form_version", "key")}
		about = {name: value for name, value in typed.items() if name in ("form_version", "key")}
		return ask(USER, ROUTE, {"customer": self.customer, "f_summary": "Broken", **given, **about})

	def test_what_was_chosen_stays_when_something_else_is_wrong(self) -> None:
		answer = self.send(summary="", equipment=self.piece, device="Printer", fault="Dark")
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn(f'<option value="{self.piece}" selected>', html)
		self.assertIn('<option value="Dark" selected>', html)
		self.assertIn('id="f_fault-error"', html)
		self.assertIn('id="f_summary-error"', html)

	def test_sent(self) -> None:
		answer = self.send(
			equipment=self.piece, colleague=PEER, device="Screen", fault="Dark", contract="T-KINDS"
		)
		self.assertEqual(answer.status_code, SEE_OTHER)
		ticket = frappe.get_last_doc("SD Ticket", {"customer": self.customer})
		words = {"language": "en", "source_text": "Dark", "translated_text": "No light"}
		frappe.get_doc({"doctype": "Translation", **words}).insert()
		html = page(USER, f"/portal/requests/{ticket.name}")
		self.assertRegex(html, r'<h3 class="asked-section">About</h3>\s*<dl class="details">')
		self.assertIn("T Model SN-K1", html)
		self.assertIn('<dt>Fault</dt><dd dir="auto">No light</dd>', html)
		self.assertIn('<dt>Device</dt><dd dir="auto">Screen</dd>', html)

	def test_an_older_form_with_a_question_that_is_gone(self) -> None:
		version = form_of(TYPE).version
		self.type.form_fields = [row for row in self.type.form_fields if row.field_name != "day"]
		self.type.save()
		answer = self.send(day="2026-02-03", form_version=version)
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn("The form has changed. Please check it and send it again.", html)
		self.assertRegex(html, r"<dt>Day</dt><dd[^>]*>2026-02-03")
		self.assertIn('value="Broken"', html)
		current = form_of(TYPE).version
		self.assertIn(f'name="form_version" value="{current}"', html)
		self.assertEqual(self.send(form_version=current).status_code, SEE_OTHER)

	def test_an_older_form_that_still_fits(self) -> None:
		version = form_of(TYPE).version
		self.type.form_fields[0].label = "In short"
		self.type.save()
		self.assertEqual(self.send(form_version=version).status_code, SEE_OTHER)

	def test_a_form_that_was_withdrawn_meanwhile(self) -> None:
		version = form_of(TYPE).version
		self.type.update({"published": 0}).save()
		answer = self.send(day="2026-02-03", fault="Dark", form_version=version)
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		for label, text in (("Summary", "Broken"), ("Day", "3 February 2026"), ("Fault", "Dark")):
			self.assertIn(f'<dt>{label}</dt><dd dir="auto">{text}</dd>', html)
		self.assertFalse(frappe.db.exists("SD Ticket", {"customer": self.customer}))
		self.assertEqual(self.send(form_version="0" * 40).status_code, NOT_FOUND)
		self.assertEqual(ask(USER, ROUTE).status_code, NOT_FOUND)

	def test_one_that_was_to_be_looked_over(self) -> None:
		self.type.update({"review": 1}).save()
		key, review = "kinds-looked-over", f"{ROUTE}/review"
		self.assertEqual(self.send(key=key, form_version=form_of(TYPE).version).status_code, SEE_OTHER)
		self.type.update({"published": 0}).save()
		answer = ask(USER, review, {"key": key})
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn('<dt>Summary</dt><dd dir="auto">Broken</dd>', answer.get_data(as_text=True))
		self.assertEqual(ask(PEER, review, {"key": key}).status_code, NOT_FOUND)
		# A customer's draft does not keep staff from deleting the type.
		self.type.delete()
		self.assertIn("Broken", ask(USER, review, {"key": key}).get_data(as_text=True))

	def test_cost_of_the_page(self) -> None:
		page(USER, ROUTE)
		with self.assertQueryCount(MOST_STATEMENTS):
			page(USER, ROUTE)


# The savepoint of the request, the pieces, the people, and the last draft; the rest comes from caches.
# What may be named (twice pieces, once people), the draft, and the savepoint of the test itself.
MOST_STATEMENTS = 5
