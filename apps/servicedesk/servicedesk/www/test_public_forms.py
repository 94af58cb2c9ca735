"""Forms for everybody: what strangers may ask, whose request it becomes, and what programs run into."""

import re
from io import BytesIO
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.access import attempts
from servicedesk.channels.public_form import inbound, passes
from servicedesk.domain.form_pass import FASTEST_SECONDS, LONGEST_SECONDS
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.tickets.testing import PNG
from servicedesk.www.testing import ask, page
from servicedesk.www.web import SEE_OTHER, UNPROCESSABLE

GUEST, KNOWN, SEVERAL = "Guest", "known@pf.test", "several@pf.test"
ROUTE, CLOSED = "t-public", "t-not-public"
ADDRESS = f"/portal/public/{ROUTE}"
FIELDS: list[dict[str, Any]] = [
	{"label": "Summary", "field_name": "summary", "field_type": "Text", "mandatory": 1, "maps_to": "subject"},
	{"label": "Which", "field_name": "piece", "field_type": "Equipment"},
	{
		"label": "Its part",
		"field_name": "part",
		"field_type": "Text",
		"depends_on_field": "piece",
		"depends_on_values": "x",
	},
	{"label": "Picture", "field_name": "picture", "field_type": "File"},
]
TYPED = {"contact_name": "Ана <b>", "contact_email": "ana@nowhere.test", "f_summary": "Help 🖨", "website": ""}
TOO_MANY = 429


class TestPublicForms(DeskTestCase):
	"""One public form, one that is not, a known person, and a company with a mail domain."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.unknown, cls.customer = make_customer("T Strangers"), make_customer("T Known Company")
		cls.other = make_customer("T Public Other")
		frappe.db.set_value("SD Customer", cls.customer, "mail_domains", "company.test\n@known.test")
		make_account(KNOWN, {cls.customer: "Requester"})
		make_account(SEVERAL, {cls.customer: "Requester", cls.other: "Requester"})
		for title, public in (("T Public", 1), ("T Not Public", 0)):
			values = {"title": title, "published": 1, "public": public, "form_fields": FIELDS}
			frappe.get_doc({"doctype": "SD Request Type", **values}).insert()

	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc("SD Settings").update(
			{"unknown_customer": self.unknown, "contract_required": 1}
		).save()
		# Tests that change the form are rolled back, which caches know nothing of.
		self.addCleanup(frappe.clear_document_cache, "SD Request Type", "T Public")
		counting = patch.object(inbound.attempts, "count")
		self.counted = counting.start()
		self.addCleanup(counting.stop)

	def passed(self, seconds: int = FASTEST_SECONDS + 1, route: str = ROUTE) -> str:
		"""A pass that was given out so long ago."""
		with patch.object(passes, "_now", return_value=passes._now() - seconds):
			return passes.issue(route)

	def send(self, **changes: Any) -> Any:
		"""The answer to the form as a stranger sends it."""
		return ask(GUEST, ADDRESS, {**TYPED, "contact_name": "Ана", "pass": self.passed(), **changes})

	def ticket(self, answer: Any) -> Any:
		"""What was opened."""
		self.assertEqual(answer.status_code, SEE_OTHER, answer.get_data(as_text=True)[-3000:])
		return frappe.get_doc("SD Ticket", answer.headers["Location"].rpartition("=")[2])

	def refused(self, said: str, changes: dict[str, Any], status: int = UNPROCESSABLE) -> str:
		"""The form once more, with what was typed."""
		before = frappe.db.count("SD Ticket", {"channel": "Public Form"})
		answer = self.send(**changes)
		text = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, status)
		self.assertIn(said, text)
		self.assertIn("Help 🖨", text)
		self.assertEqual(frappe.db.count("SD Ticket", {"channel": "Public Form"}), before)
		return text

	def test_a_stranger_sends_a_request(self) -> None:
		text = page(GUEST, ADDRESS)
		self.assertIn("Summary", text)
		# Of a customer's own records a stranger is asked nothing.
		self.assertNotIn("f_piece", text)
		ticket = self.ticket(self.send())
		self.assertEqual(
			(ticket.customer, ticket.requester, ticket.channel), (self.unknown, None, "Public Form")
		)
		self.assertEqual((ticket.contact_name, ticket.contact_email), ("Ана", TYPED["contact_email"]))
		self.assertEqual(ticket.opened_by, GUEST)
		mail = frappe.get_all(
			"SD Outgoing Message", {"ticket": ticket.name}, ["recipient", "event", "context"]
		)
		self.assertEqual(
			[(row.recipient, row.event) for row in mail], [(TYPED["contact_email"], "public_form_received")]
		)
		# Somebody else's address may stand in the form: the desk sends nobody's words to it.
		self.assertNotIn("Help", mail[0].context)
		self.assertIn(ticket.name, page(GUEST, f"{ADDRESS}?sent={ticket.name}"))

	def test_whose_request_it_is(self) -> None:
		for email, customer, requester in (
			(KNOWN.upper(), self.customer, KNOWN),
			("anybody@company.test", self.customer, None),
			("anybody@known.test", self.customer, None),
			("anybody@evil-company.test", self.unknown, None),
			("anybody@company.test.evil.test", self.unknown, None),
			(SEVERAL, self.unknown, None),
			("a%@pf.test", self.unknown, None),
		):
			with self.subTest(email=email):
				ticket = self.ticket(self.send(contact_email=email))
				self.assertEqual((ticket.customer, ticket.requester), (customer, requester))

	def test_the_answer_tells_nothing_of_who_is_known(self) -> None:
		for email in (KNOWN, TYPED["contact_email"], "anybody@company.test"):
			with self.subTest(email=email):
				answer = self.send(contact_email=email)
				self.assertRegex(answer.headers["Location"], rf"^{ADDRESS}\?sent=[A-Z]+-[0-9]+$")
				self.assertNotIn("Known Company", page(GUEST, answer.headers["Location"]))

	def test_only_what_is_open_to_everybody(self) -> None:
		self.assertIn(ADDRESS, page(GUEST, "/portal/public"))
		self.assertNotIn(CLOSED, page(GUEST, "/portal/public"))
		for address in (f"/portal/public/{CLOSED}", "/portal/public/t-help", "/portal/public/nowhere"):
			for form in (None, TYPED):
				with self.subTest(address=address, form=form):
					self.assertEqual(ask(GUEST, address, form).status_code, 404)
		frappe.get_doc("SD Settings").update({"unknown_customer": None}).save()
		self.assertEqual(ask(GUEST, ADDRESS).status_code, 404)
		self.assertEqual(ask(GUEST, "/portal/public").status_code, 404)

	def test_a_form_that_only_customers_can_fill_in_is_not_public(self) -> None:
		doc = frappe.get_doc("SD Request Type", "T Public")
		doc.form_fields[1].mandatory = 1
		doc.save()
		self.assertEqual(ask(GUEST, ADDRESS).status_code, 404)

	def test_a_customer_gets_their_own_form(self) -> None:
		self.assertEqual(ask(KNOWN, ADDRESS).headers["Location"], f"/portal/new/{ROUTE}")

	def test_the_same_form_twice_is_one_request(self) -> None:
		given = self.passed()
		first, second = self.ticket(self.send(**{"pass": given})), self.ticket(self.send(**{"pass": given}))
		self.assertEqual(first.name, second.name)
		# With the pass of a sent form no further mail is sent, to whomever.
		self.send(**{"pass": given, "contact_email": "victim@elsewhere.test"})
		self.assertEqual(frappe.db.count("SD Outgoing Message", {"ticket": first.name}), 1)

	def test_programs_are_refused(self) -> None:
		for said, changes in (
			("could not be accepted", {"website": "http://spam.test"}),
			("very fast", {"pass": self.passed(1)}),
			("open for too long", {"pass": self.passed(LONGEST_SECONDS + 60)}),
			("open for too long", {"pass": ""}),
			("open for too long", {"pass": self.passed(route="t-other")}),
			("open for too long", {"pass": f"{self.passed()[:-32]}{'0' * 32}"}),
		):
			with self.subTest(said=said, changes=changes):
				text = self.refused(said, changes)
				self.assertNotIn("spam.test", text)

	def test_a_new_pass_comes_with_what_is_over(self) -> None:
		old = self.passed(LONGEST_SECONDS + 60)
		text = self.refused("open for too long", {"pass": old})
		(given,) = re.findall(r'name="pass" value="([^"]+)"', text)
		self.assertNotEqual(given, old)

	def test_who_tries_too_often_has_to_wait(self) -> None:
		self.counted.side_effect = attempts.TooManyAttempts("Too many attempts.")
		self.refused("Too many attempts.", {}, TOO_MANY)

	def test_mistakes_are_no_tries(self) -> None:
		self.refused('id="contact_email-error"', {"contact_email": ""})
		self.assertEqual(self.send(f_summary=" ").status_code, UNPROCESSABLE)
		self.counted.assert_not_called()
		self.ticket(self.send())
		self.counted.assert_called_once()

	def test_every_fault_is_told_by_its_field(self) -> None:
		for email in ("", "no address", "a@b.test, c@d.test", "x" * 200 + "@t.test"):
			with self.subTest(email=email):
				text = self.refused('id="contact_email-error"', {"contact_email": email, "contact_name": " "})
				self.assertIn('id="contact_name-error"', text)
		self.assertIn('id="contact_name-error"', self.refused("", {"contact_name": "<script>"}))
		answer = self.send(f_summary=" ", contact_name="")
		for name in ("f_summary", "contact_name"):
			self.assertIn(f'id="{name}-error"', answer.get_data(as_text=True))

	def test_files_of_strangers_are_kept_nowhere(self) -> None:
		drafts = frappe.db.count("SD Form Draft")
		for picture in (("good.png", PNG), ("lie.png", b"<script>1</script>")):
			with self.subTest(picture=picture[0]):
				chosen: Any = {"f_picture": (BytesIO(picture[1]), picture[0])}
				text = self.refused("data-choose-again", {"contact_email": "", **chosen})
				self.assertEqual(frappe.db.count("File", {"file_name": picture[0]}), 0)
				self.assertNotIn("<script>1", text)
		self.assertEqual(frappe.db.count("SD Form Draft"), drafts)
		self.assertNotIn("data-choose-again", self.refused("", {"contact_email": ""}))
		ticket = self.ticket(self.send(f_picture=(BytesIO(PNG), "good.png")))
		self.assertEqual(frappe.db.count("File", {"attached_to_name": ticket.name}), 1)

	def test_a_question_of_the_desk_has_to_be_answered(self) -> None:
		doc = frappe.get_doc("SD Request Type", "T Public")
		doc.update({"public_question": "Which colour has snow?", "public_answer": "White"}).save()
		self.assertIn("Which colour has snow?", page(GUEST, ADDRESS))
		self.refused('id="proof-error"', {"proof": "black"})
		self.assertTrue(self.ticket(self.send(proof=" WHITE ")).name)
