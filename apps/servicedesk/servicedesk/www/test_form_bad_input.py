"""What people and programs put into a form: each fault by its field, nothing typed lost, nothing run, nothing half made."""

import re
from html import escape
from io import BytesIO
from typing import Any

import frappe

from servicedesk.shared.testing import (
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
)
from servicedesk.tickets.testing import PNG
from servicedesk.www.testing import ask
from servicedesk.www.web import SEE_OTHER, UNPROCESSABLE

ANA, ROUTE = "ana.bad@t.test", "t-bad-input"
MEGABYTE = 1 << 20
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
FIELDS: list[dict[str, Any]] = [
	{"label": "Summary", "field_name": "summary", "field_type": "Text", "mandatory": 1, "maps_to": "subject"},
	{"label": "Story", "field_name": "story", "field_type": "Long Text", "maps_to": "description"},
	{"label": "Number", "field_name": "number", "field_type": "Number"},
	{"label": "Day", "field_name": "day", "field_type": "Date"},
	{"label": "Hour", "field_name": "hour", "field_type": "Time"},
	{"label": "Mode", "field_name": "mode", "field_type": "Choice", "options": "One\nTwo"},
	{"label": "Parts", "field_name": "parts", "field_type": "Multiple Choice", "options": "One\nTwo"},
	{"label": "Mail", "field_name": "mail", "field_type": "Email"},
	{"label": "Phone", "field_name": "phone", "field_type": "Phone"},
	{"label": "Agreed", "field_name": "agreed", "field_type": "Checkbox"},
	{"label": "Files", "field_name": "files", "field_type": "File"},
]
GOOD = {"f_summary": "A good summary", "f_story": "Line 1\nLine 2", "f_mode": "One", "f_phone": "+359 2 1"}
# Words that stay words, wherever they are typed.
ODD_WORDS = (
	SCRIPT,
	"\u202egnorw\u202c and \u200f",
	"🖨" * 30,
	"{{ 7*7 }} ${7*7} %s",
	"' or 1=1 --",
	"a\u0000b",
)


def upload(name: str, content: bytes) -> tuple[BytesIO, str]:
	"""A file as a browser sends it."""
	return (BytesIO(content), name)


class TestFormBadInput(DeskTestCase):
	"""One form with every kind of field, and another customer's records."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.foreign = make_customer("T Bad"), make_customer("T Bad Foreign")
		make_account(ANA, {cls.customer: "Requester"})
		cls.foreign_contract = make_contract("BAD-1", cls.foreign)
		cls.foreign_piece = make_equipment("BAD-SN", cls.foreign)
		values = {"title": "T Bad Input", "published": 1, "form_fields": FIELDS}
		frappe.get_doc({"doctype": "SD Request Type", **values}).insert()

	def refused(self, field: str, form: dict[str, Any], *, kept: bool = True) -> str:
		"""Send it: refused with a sentence by the field, the rest of the form as it was typed, and no ticket."""
		before = frappe.db.count("SD Ticket", {"customer": ("in", (self.customer, self.foreign))})
		answer = ask(ANA, f"/portal/new/{ROUTE}", {**GOOD, **form})
		text = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, UNPROCESSABLE, text[-1500:])
		self.assertRegex(text, rf'id="{field}-error">[^<]+<')
		if kept:
			self.assertIn("Line 1\nLine 2", text)
			self.assertIn("A good summary" if "f_summary" not in form else 'id="f_summary"', text)
		after = frappe.db.count("SD Ticket", {"customer": ("in", (self.customer, self.foreign))})
		self.assertEqual(after, before)
		return text

	def test_what_no_field_takes_is_told_beside_it(self) -> None:
		for field, value in (
			("f_summary", ""),
			("f_summary", " \t\u00a0\u200b"),
			("f_summary", "x" * MEGABYTE),
			("f_number", "many"),
			("f_number", "1e999"),
			("f_day", "2026-02-30"),
			("f_day", "tomorrow"),
			("f_hour", "25:00"),
			("f_mode", "Three"),
			("f_parts", ["One", "Three"]),
			("f_mail", "no address"),
			("f_mail", SCRIPT),
			("f_phone", "call me"),
			("f_agreed", "maybe"),
		):
			with self.subTest(field=field, value=str(value)[:30]):
				text = self.refused(field, {field: value})
				self.assertNotIn("<script>alert", text)
				if (
					isinstance(value, str)
					and 0 < len(value.strip()) < 100
					and field in ("f_number", "f_mail")
				):
					self.assertIn(f'value="{escape(value)}"', text)

	def test_odd_words_are_words(self) -> None:
		for words in ODD_WORDS:
			with self.subTest(words=words[:20]):
				answer = ask(ANA, f"/portal/new/{ROUTE}", {**GOOD, "f_summary": words, "f_story": words})
				text = answer.get_data(as_text=True)
				self.assertIn(answer.status_code, (SEE_OTHER, UNPROCESSABLE))
				self.assertNotIn("<script>alert", text)
				if answer.status_code == SEE_OTHER:
					number = answer.headers["Location"].split("/")[-1].partition("?")[0]
					stored = frappe.db.get_value("SD Ticket", number, "subject")
					self.assertNotIn("<", stored)
					self.assertNotIn("49", stored)

	def test_a_megabyte_of_story_is_refused_and_shown_again(self) -> None:
		long = "Дълго " * (MEGABYTE // 12)
		self.assertIn(long[:1000], self.refused("f_story", {"f_story": long}, kept=False))

	def test_ids_of_another_customer_are_none_of_ours(self) -> None:
		for field, value in (
			("customer", self.foreign),
			("contract", self.foreign_contract),
			("equipment", self.foreign_piece),
		):
			with self.subTest(field=field):
				answer = ask(ANA, f"/portal/new/{ROUTE}", {**GOOD, field: value})
				text = answer.get_data(as_text=True)
				self.assertEqual(answer.status_code, UNPROCESSABLE)
				self.assertIn("A good summary", text)
				self.assertNotIn("T Bad Foreign", text)
		self.assertEqual(frappe.db.count("SD Ticket", {"customer": ("in", (self.customer, self.foreign))}), 0)

	def test_files_that_are_not_taken(self) -> None:
		for name, content in (
			("empty.png", b""),
			("lie.png", b"MZ\x90\x00 a program"),
			("page.html", b"<script>1</script>"),
			("picture.svg", b"<svg onload='1'/>"),
			("../../etc/passwd", b"root:x"),
		):
			with self.subTest(name=name):
				text = self.refused("f_files", {"f_files": [upload(name, content), upload("good.png", PNG)]})
				self.assertNotIn("<script>1", text)
				self.assertEqual(re.findall(r"Leave out (\S+)", text), ["good.png"])

	def test_fifty_files(self) -> None:
		many = [upload(f"{number}.png", PNG + bytes([number])) for number in range(50)]
		text = self.refused("f_files", {"f_files": many})
		self.assertLessEqual(len(re.findall("Leave out", text)), 10)

	def test_a_page_of_an_older_form(self) -> None:
		text = ask(ANA, f"/portal/new/{ROUTE}").get_data(as_text=True)
		(version,) = re.findall(r'name="form_version" value="([^"]+)"', text)
		# Rolled back after the test, which caches know nothing of.
		self.addCleanup(frappe.clear_document_cache, "SD Request Type", "T Bad Input")
		doc = frappe.get_doc("SD Request Type", "T Bad Input")
		doc.remove(next(row for row in doc.form_fields if row.field_name == "phone"))
		doc.append("form_fields", {"label": "New", "field_name": "new", "field_type": "Text", "mandatory": 1})
		doc.save()
		answer = ask(ANA, f"/portal/new/{ROUTE}", {**GOOD, "form_version": version})
		shown = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn("A good summary", shown)
		self.assertIn("Line 1\nLine 2", shown)
		# What is not asked any more is shown all the same.
		self.assertIn("+359 2 1", shown)
		self.assertNotIn(f'value="{version}"', shown)
