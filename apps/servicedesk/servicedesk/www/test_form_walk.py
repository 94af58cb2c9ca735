"""The walk through a form without script: filled in, looked over, sent; drafts; nothing typed or chosen is lost."""

import re
from io import BytesIO
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.self_service import form_drafts
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.tickets.testing import PNG, make_ticket
from servicedesk.www.testing import ask, page
from servicedesk.www.web import SEE_OTHER, UNPROCESSABLE

ANA, ION = "ana.walk@t.test", "ion.walk@t.test"
ROUTE, REVIEWED = "t-walk", "t-reviewed"
KEY = "k" * 20
FIELDS: list[dict[str, Any]] = [
	{"label": "Summary", "field_name": "summary", "field_type": "Text", "mandatory": 1, "maps_to": "subject"},
	{"label": "Where", "field_name": "part", "field_type": "Section"},
	{"label": "Day", "field_name": "day", "field_type": "Date"},
	{
		"label": "Mode",
		"field_name": "mode",
		"field_type": "Choice",
		"options": "Standard | 1 credit\nExpress | 2 credits",
	},
	{"label": "Urgent", "field_name": "urgent", "field_type": "Checkbox"},
	{"label": "Screenshot", "field_name": "shot", "field_type": "File"},
]
TYPED = {
	"f_summary": "<b>Broken</b> 🖨",
	"f_day": "2026-12-01",
	"f_mode": "Express",
	"f_urgent": "1",
	"key": KEY,
}


def screenshot(name: str = "screen.png", content: bytes = PNG) -> tuple[BytesIO, str]:
	"""A file as a browser sends it."""
	return (BytesIO(content), name)


class TestFormWalk(DeskTestCase):
	"""One form that is sent at once, and one that is looked over first."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Walk")
		for person in (ANA, ION):
			make_account(person, {cls.customer: "Requester"})
		for title, review in (("T Walk", 0), ("T Reviewed", 1)):
			values = {"title": title, "published": 1, "review": review, "form_fields": FIELDS}
			frappe.get_doc({"doctype": "SD Request Type", **values}).insert()

	def looked_over(self, **more: Any) -> str:
		"""Send the form that is looked over; return the address of the review."""
		answer = ask(ANA, f"/portal/new/{REVIEWED}", {**TYPED, **more})
		self.assertEqual(answer.status_code, SEE_OTHER, answer.get_data(as_text=True)[-2000:])
		return str(answer.headers["Location"])

	def tickets(self) -> list[Any]:
		"""What was opened for the customer."""
		return frappe.get_all("SD Ticket", {"customer": self.customer}, ["name", "subject"])

	def test_everything_is_shown_before_it_is_sent(self) -> None:
		address = self.looked_over(f_shot=screenshot())
		self.assertEqual(self.tickets(), [])
		text = page(ANA, address)
		for shown in (
			"&lt;b&gt;Broken&lt;/b&gt; 🖨",
			"1 December 2026",
			"Express",
			"Yes",
			"screen.png",
			"Where",
		):
			with self.subTest(shown=shown):
				self.assertIn(shown, text)
		self.assertNotIn("<b>Broken", text)
		answer = ask(ANA, f"/portal/new/{REVIEWED}/review", {"key": KEY})
		(ticket,) = self.tickets()
		self.assertEqual(answer.headers["Location"], f"/portal/requests/{ticket.name}?sent=1")
		files = frappe.get_all("File", {"attached_to_name": ticket.name}, ["file_name", "sd_shared"])
		self.assertEqual(len(files), 1)
		self.assertEqual(files[0].sd_shared, 1)
		self.assertEqual(frappe.get_doc("File", {"attached_to_name": ticket.name}).get_content(), PNG)
		self.assertEqual(frappe.db.count(form_drafts.DOCTYPE, {"user": ANA}), 0)

	def test_files_keep_the_names_they_were_chosen_by(self) -> None:
		ask(ANA, f"/portal/new/{ROUTE}", {**TYPED, "key": "first-of-two", "f_shot": screenshot()})
		other = screenshot(content=PNG + b"2")
		ask(ANA, f"/portal/new/{ROUTE}", {**TYPED, "key": "second-of-two", "f_shot": other})
		for ticket in self.tickets():
			names = frappe.get_all("File", {"attached_to_name": ticket.name}, pluck="file_name")
			self.assertEqual(names, ["screen.png"])
		self.assertEqual(len(self.tickets()), 2)

	def test_back_loses_nothing(self) -> None:
		self.looked_over(f_shot=screenshot())
		text = page(ANA, f"/portal/new/{REVIEWED}?draft={KEY}")
		self.assertIn('value="&lt;b&gt;Broken&lt;/b&gt; 🖨"', text)
		self.assertIn('value="2026-12-01"', text)
		self.assertRegex(text, r'value="Express" selected')
		self.assertRegex(text, r'name="f_urgent" value="1" checked')
		self.assertIn("screen.png", text)
		self.assertIn(f'name="key" value="{KEY}"', text)
		# Changed, and the file left out: that is what is sent.
		(name,) = re.findall(r'name="without_file" value="([^"]+)"', text)
		again = self.looked_over(f_summary="Other", without_file=name)
		self.assertNotIn("screen.png", page(ANA, again))
		ask(ANA, f"/portal/new/{REVIEWED}/review", {"key": KEY})
		self.assertEqual([row.subject for row in self.tickets()], ["Other"])

	def test_sent_twice_is_one_request(self) -> None:
		self.looked_over()
		first = ask(ANA, f"/portal/new/{REVIEWED}/review", {"key": KEY})
		second = ask(ANA, f"/portal/new/{REVIEWED}/review", {"key": KEY})
		third = ask(ANA, f"/portal/new/{REVIEWED}", TYPED)
		self.assertEqual(len(self.tickets()), 1)
		self.assertEqual(
			{answer.headers["Location"] for answer in (first, second, third)}, {first.headers["Location"]}
		)

	def test_the_slower_of_two_at_once_gets_the_others_request(self) -> None:
		self.looked_over()
		with patch("servicedesk.www.pages.new.form_walk.send") as send:
			send.side_effect = [frappe.UniqueValidationError, frappe._dict(name="T-1")]
			answer = ask(ANA, f"/portal/new/{REVIEWED}/review", {"key": KEY})
		self.assertEqual(answer.headers["Location"], "/portal/requests/T-1?sent=1")

	def test_somebody_else_gets_neither_page_nor_request(self) -> None:
		address = self.looked_over()
		self.assertEqual(ask(ION, address).status_code, UNPROCESSABLE)
		sent = ask(ION, f"/portal/new/{REVIEWED}/review", {"key": KEY})
		self.assertEqual(sent.status_code, UNPROCESSABLE)
		self.assertNotIn("Broken", page(ION, f"/portal/new/{REVIEWED}?draft={KEY}"))
		ask(ION, f"/portal/new/{REVIEWED}/anew", {"key": KEY})
		self.assertIn("Broken", page(ANA, address))
		self.assertEqual(self.tickets(), [])

	def test_what_is_refused_keeps_words_and_good_files(self) -> None:
		for route in (ROUTE, REVIEWED):
			with self.subTest(route=route):
				key = f"{route}-key-of-this"
				bad: dict[str, Any] = {**TYPED, "f_summary": " ", "key": key}
				bad["f_shot"] = [screenshot(), screenshot("lie.png", b"<script>1</script>")]
				answer = ask(ANA, f"/portal/new/{route}", bad)
				text = answer.get_data(as_text=True)
				self.assertEqual(answer.status_code, UNPROCESSABLE)
				self.assertIn('id="f_summary-error"', text)
				self.assertIn('id="f_shot-error"', text)
				self.assertRegex(text, r'value="Express" selected')
				self.assertEqual(re.findall(r"Leave out (\S+)", text), ["screen.png"])
				self.assertEqual(self.tickets(), [])
				draft = frappe.db.get_value(form_drafts.DOCTYPE, {"form_key": key}, "user")
				self.assertEqual(draft, ANA)

	def test_a_draft_is_offered_and_dropped(self) -> None:
		self.assertNotIn("Continue where you left off", page(ANA, f"/portal/new/{ROUTE}"))
		note = page(ANA, f"/portal/new/{ROUTE}/draft", {**TYPED, "f_summary": "Half"})
		self.assertIn("Kept as a draft", note)
		text = page(ANA, f"/portal/new/{ROUTE}")
		self.assertIn("Continue where you left off", text)
		self.assertNotIn("Half", text)
		self.assertIn("Half", page(ANA, f"/portal/new/{ROUTE}?draft={KEY}"))
		self.assertNotIn("Continue where you left off", page(ION, f"/portal/new/{ROUTE}"))
		self.assertNotIn("Continue where you left off", page(ANA, f"/portal/new/{REVIEWED}"))
		answer = ask(ANA, f"/portal/new/{ROUTE}/anew", {"key": KEY})
		self.assertEqual(answer.headers["Location"], f"/portal/new/{ROUTE}")
		self.assertNotIn("Continue where you left off", page(ANA, f"/portal/new/{ROUTE}"))

	def test_the_first_sending_ends_the_draft(self) -> None:
		page(ANA, f"/portal/new/{ROUTE}/draft", TYPED)
		ask(ANA, f"/portal/new/{ROUTE}", {**TYPED, "f_shot": screenshot()})
		self.assertEqual(len(self.tickets()), 1)
		# The one that was on its way while the form was sent comes too late.
		self.assertEqual(page(ANA, f"/portal/new/{ROUTE}/draft", TYPED).strip(), "")
		self.assertEqual(frappe.db.count(form_drafts.DOCTYPE, {"user": ANA}), 0)

	def test_a_draft_that_is_gone_says_so(self) -> None:
		answer = ask(ANA, f"/portal/new/{REVIEWED}/review?draft=never-was-there")
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn("is not here any more", answer.get_data(as_text=True))

	def test_far_too_much_is_refused_by_its_field(self) -> None:
		answer = ask(ANA, f"/portal/new/{ROUTE}", {**TYPED, "f_summary": "x" * (1 << 20)})
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn('id="f_summary-error"', answer.get_data(as_text=True))
		# Nothing is kept of so much: whoever works without script has to know about the file.
		words = "data-choose-again"
		self.assertNotIn(words, answer.get_data(as_text=True))
		far = {**TYPED, "f_summary": "x" * 300_000, "f_shot": screenshot()}
		self.assertIn(words, ask(ANA, f"/portal/new/{ROUTE}", far).get_data(as_text=True))
		note = page(ANA, f"/portal/new/{ROUTE}/draft", {**TYPED, "f_summary": "x" * (1 << 20)})
		self.assertIn("too long to be kept", note)

	def test_what_a_choice_costs_stands_under_it(self) -> None:
		text = page(ANA, f"/portal/new/{ROUTE}")
		self.assertRegex(text, r'data-help-of="f_mode"')
		self.assertRegex(text, r'<li data-value="Express"><strong>Express:</strong> 2 credits</li>')
		self.assertEqual(text.count('<option value="Express">Express</option>'), 1)

	def test_open_requests_that_fit_are_suggested(self) -> None:
		mine = make_ticket(ANA, self.customer, answers={"summary": "Broken <i>printer</i>"}).name
		make_ticket(ION, self.customer, answers={"summary": "Broken printer of Ion"})
		text = page(ANA, f"/portal/new/{ROUTE}/suggestions?f_summary=broken%20printer")
		self.assertIn(f"/portal/requests/{mine}", text)
		self.assertIn("Broken &lt;i&gt;printer", text)
		self.assertNotIn("of Ion", text)
		self.assertEqual(page(ANA, f"/portal/new/{ROUTE}/suggestions").strip(), "")
		self.assertEqual(ask(ANA, "/portal/new/t-nowhere/suggestions?f_a=b").status_code, 404)
