"""Files on the walk through a form, and what a draft has no room for: nothing is left out in silence."""

import re
from io import BytesIO
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.domain import draft_values
from servicedesk.self_service import form_drafts
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.tickets.testing import PNG
from servicedesk.www.testing import ask, page
from servicedesk.www.web import SEE_OTHER, UNPROCESSABLE

ANA = "ana.files@t.test"
DEMANDING, OPTIONAL = "t-two-files", "t-optional"
KEY = "f" * 20
TOGETHER = "The files are too large. Together they may have at most"


def chosen(name: str = "screen.png", content: bytes = PNG) -> tuple[BytesIO, str]:
	"""A file as a browser sends it."""
	return (BytesIO(content), name)


def fields(mandatory: int) -> list[dict[str, Any]]:
	"""A question for text, and two for files."""
	asked = (("before", "File"), ("after", "File"), ("note", "Text"))
	return [
		{"label": name.title(), "field_name": name, "field_type": kind, "mandatory": mandatory}
		for name, kind in asked
	]


class TestFormWalkFiles(DeskTestCase):
	"""Two forms that are looked over: one demands everything, one nothing."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Files")
		make_account(ANA, {cls.customer: "Requester"})
		for title, mandatory in (("T Two Files", 1), ("T Optional", 0)):
			values = {"title": title, "published": 1, "review": 1, "form_fields": fields(mandatory)}
			frappe.get_doc({"doctype": "SD Request Type", **values}).insert()

	def files(self) -> list[str]:
		"""The names of what the customer's only ticket holds."""
		(ticket,) = frappe.get_all("SD Ticket", {"customer": self.customer}, pluck="name")
		return sorted(frappe.get_all("File", {"attached_to_name": ticket}, pluck="file_name"))

	def test_the_same_file_answers_two_questions(self) -> None:
		typed: dict[str, Any] = {"key": KEY, "f_note": "Both"}
		first = ask(ANA, f"/portal/new/{DEMANDING}", {**typed, "f_before": chosen()})
		self.assertEqual(first.status_code, UNPROCESSABLE)
		self.assertIn('id="f_after-error"', first.get_data(as_text=True))
		second = ask(ANA, f"/portal/new/{DEMANDING}", {**typed, "f_after": chosen("again.png")})
		self.assertEqual(second.status_code, SEE_OTHER, second.get_data(as_text=True)[-2000:])
		shown = page(ANA, str(second.headers["Location"]))
		self.assertIn("screen.png", shown)
		self.assertIn("again.png", shown)
		ask(ANA, f"/portal/new/{DEMANDING}/review", {"key": KEY})
		self.assertEqual(self.files(), ["again.png", "screen.png"])

	def test_a_file_sent_again_is_there_once(self) -> None:
		for _time in range(2):
			ask(ANA, f"/portal/new/{OPTIONAL}", {"key": KEY, "f_before": chosen()})
		ask(ANA, f"/portal/new/{OPTIONAL}/review", {"key": KEY})
		self.assertEqual(self.files(), ["screen.png"])

	def test_a_file_that_does_not_fit_is_refused_by_its_field(self) -> None:
		sent = {"key": KEY, "f_before": chosen(), "f_after": chosen("more.png", PNG + b"2")}
		with patch.object(form_drafts, "MOST_BYTES", len(PNG)):
			answer = ask(ANA, f"/portal/new/{OPTIONAL}", sent)
		text = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertRegex(text, rf'id="f_after-error"[^>]*>\s*{TOGETHER}')
		self.assertNotIn('id="f_before-error"', text)
		# What fits is kept; whoever works without script has to know about the other one.
		self.assertEqual(re.findall(r"Leave out (\S+)", text), ["screen.png"])
		self.assertIn("data-choose-again", text)

	def test_more_files_than_are_taken_are_refused_by_their_field(self) -> None:
		ten = [chosen(f"{number}.png", PNG + bytes([number])) for number in range(10)]
		ask(ANA, f"/portal/new/{OPTIONAL}", {"key": KEY, "f_before": ten})
		one_more = {"key": KEY, "f_after": chosen("more.png", PNG + b"more")}
		answer = ask(ANA, f"/portal/new/{OPTIONAL}", one_more)
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn("At most 10 files at once.", answer.get_data(as_text=True))
		self.assertIn("data-choose-again", answer.get_data(as_text=True))

	def test_a_form_without_an_answer_is_looked_over_and_sent(self) -> None:
		answer = ask(ANA, f"/portal/new/{OPTIONAL}", {"key": KEY, "f_note": ""})
		self.assertEqual(answer.status_code, SEE_OTHER, answer.get_data(as_text=True)[-2000:])
		page(ANA, str(answer.headers["Location"]))
		sent = ask(ANA, f"/portal/new/{OPTIONAL}/review", {"key": KEY})
		self.assertEqual(sent.status_code, SEE_OTHER)
		self.assertEqual(self.files(), [])

	def test_more_than_a_draft_holds_is_said_and_stays_typed(self) -> None:
		with patch.object(draft_values, "LONGEST_IN_ALL", 10):
			answer = ask(ANA, f"/portal/new/{OPTIONAL}", {"key": KEY, "f_note": "A bit too long"})
		text = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, UNPROCESSABLE)
		self.assertIn("This is too long to be kept as a draft.", text)
		self.assertIn('value="A bit too long"', text)
