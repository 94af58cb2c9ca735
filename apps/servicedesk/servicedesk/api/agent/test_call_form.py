"""A call asks the request type's own form, takes files, and says what it may be about."""

import json
from typing import Any

import frappe

from servicedesk.api.agent import call_log as endpoints
from servicedesk.shared.errors import NotCovered, Refused
from servicedesk.shared.testing import (
	AGENT,
	REQUEST_TYPE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
)
from servicedesk.tickets import call_log
from servicedesk.tickets.attachments import IncomingFile

PETYA = "petya@callform.test"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
AREA, FLOOR = {"label": "Area", "field_name": "area"}, {"label": "Floor", "field_name": "floor"}
QUESTIONS: tuple[dict[str, Any], ...] = (
	{**AREA, "field_type": "Choice", "options": "House\nField", "mandatory": 1, "help_text": "Where?"},
	{
		**FLOOR,
		"field_type": "Number",
		"mandatory": 1,
		"depends_on_field": "area",
		"depends_on_values": "House",
	},
	{"label": "Colour", "field_name": "colour", "field_type": "Text", "default_value": "red"},
	{
		"label": "Shade",
		"field_name": "shade",
		"field_type": "Text",
		"mandatory": 1,
		"depends_on_field": "colour",
		"depends_on_values": "blue",
	},
)
PICTURE = {"label": "Picture", "field_name": "picture", "field_type": "File"}


class CallFormTestCase(DeskTestCase):
	"""A customer with a person, and a form that the test fills with questions."""

	def setUp(self) -> None:
		super().setUp()
		self.customer, self.other = make_customer("T Call Form"), make_customer("T Call Form Other")
		make_account(PETYA, {self.customer: "Requester"})
		frappe.set_user(AGENT)

	def tearDown(self) -> None:
		super().tearDown()
		# The form that the test has changed.
		frappe.clear_document_cache("SD Request Type", REQUEST_TYPE)

	def ask(self, *questions: dict[str, Any]) -> None:
		"""Put questions into the request type's form."""
		frappe.set_user("Administrator")
		form = frappe.get_doc("SD Request Type", REQUEST_TYPE)
		for question in questions:
			form.append("form_fields", question)
		form.save()
		frappe.set_user(AGENT)

	def log(self, **changes: Any) -> Any:
		"""Log a call of Petya's; `answers`, `files` and `key` as `log` takes them."""
		more = {name: changes.pop(name) for name in ("answers", "files", "key") if name in changes}
		said = {
			"customer": self.customer,
			"requester": PETYA,
			"request_type": REQUEST_TYPE,
			"channel": "Phone",
			"text": "Nothing prints.",
		}
		return call_log.log(call_log.Call(**{**said, **changes}), **more)

	def refused(self, **changes: Any) -> set[str]:
		"""What is refused, by field; nothing is made then."""
		before = [frappe.db.count(doctype) for doctype in ("SD Ticket", "File")]
		with self.assertRaises(Refused) as caught:
			self.log(**changes)
		self.assertEqual([frappe.db.count(doctype) for doctype in ("SD Ticket", "File")], before)
		return set(caught.exception.problems)


class TestQuestions(CallFormTestCase):
	"""What is asked, when, and how answers are judged."""

	def test_the_form_s_own_questions_in_its_order(self) -> None:
		self.ask(*QUESTIONS)
		asked = {row["name"]: row for row in endpoints.questions(REQUEST_TYPE)}
		self.assertEqual(list(asked)[-4:], ["area", "floor", "colour", "shade"])
		self.assertNotIn("details", asked, "the text is the description")
		self.assertEqual(
			(asked["area"]["kind"], asked["area"]["mandatory"], asked["area"]["help"]),
			("choice", True, "Where?"),
		)
		self.assertEqual([row["value"] for row in asked["area"]["options"]], ["House", "Field"])
		self.assertEqual((asked["floor"]["depends_on"], asked["floor"]["shown_with"]), ("area", ["House"]))
		self.assertEqual(asked["colour"]["default"], "red")

	def test_what_may_wait_waits_with_all_that_hangs_on_it(self) -> None:
		self.ask(*QUESTIONS)
		at_once = [row["name"] for row in endpoints.questions(REQUEST_TYPE) if row["at_once"]]
		self.assertEqual([name for name in at_once if name in ("area", "floor")], ["area", "floor"])
		self.assertNotIn("colour", at_once)
		self.assertNotIn("shade", at_once, "nobody is asked at once for what hangs on a question that waits")

	def test_a_question_that_is_shown_only_then_is_demanded_only_then(self) -> None:
		self.ask(*QUESTIONS)
		self.assertEqual(self.refused(), {"area"})
		self.assertEqual(self.refused(answers={"area": "House"}), {"floor"})
		self.assertEqual(self.refused(answers={"area": "House", "floor": "many"}), {"floor"})
		self.assertEqual(self.refused(answers={"area": "Street"}), {"area"})
		ticket = self.log(answers={"area": "Field", "floor": "3"})
		stored = {row.field_name: row.value for row in frappe.get_doc("SD Ticket", ticket.name).answers}
		self.assertEqual(stored.get("area"), "Field")
		self.assertNotIn("floor", stored, "what is not asked is not stored")

	def test_a_summary_that_may_mean_more_is_offered_and_may_stay_empty(self) -> None:
		"""The small desk's form can do without a description: its summary may be anything."""
		asked = {row["name"]: row for row in endpoints.questions(REQUEST_TYPE)}
		self.assertEqual((asked["summary"]["at_once"], asked["summary"]["mandatory"]), (True, False))
		self.assertEqual(self.log(answers={"summary": "A colleague"}).subject, "A colleague")
		self.assertEqual(self.log(text="First.\nSecond.").subject, "First.")

	def test_a_form_that_demands_a_description_asks_for_no_summary(self) -> None:
		frappe.set_user("Administrator")
		form = frappe.get_doc("SD Request Type", REQUEST_TYPE)
		form.form_fields[1].mandatory, form.form_fields[0].max_length = 1, 5
		form.save()
		frappe.set_user(AGENT)
		self.assertNotIn("summary", [row["name"] for row in endpoints.questions(REQUEST_TYPE)])
		ticket = self.log(answers={"summary": "forged"})
		self.assertEqual((ticket.subject, ticket.description), ("Nothi", "Nothing prints."))

	def test_the_endpoint_names_the_fields(self) -> None:
		self.ask(*QUESTIONS)
		with self.assertRaises(Refused):
			endpoints.log(self.customer, REQUEST_TYPE, "Nothing.", requester=PETYA, answers=json.dumps({}))
		self.assertEqual(set(frappe.response["problems"]), {"area"})


class TestFiles(CallFormTestCase):
	"""Files of the form's own fields, and beside them."""

	def files_of(self, ticket: Any) -> list[Any]:
		"""What is attached to the ticket: name, private, shown to the customer."""
		return frappe.get_all(
			"File",
			{"attached_to_doctype": "SD Ticket", "attached_to_name": ticket.name},
			["file_name", "is_private", "sd_shared"],
			as_list=True,
		)

	def test_a_form_that_asks_for_none_takes_them_all_the_same(self) -> None:
		files = [IncomingFile("t-call-1.png", PNG), IncomingFile("t-call-2.png", PNG + b"b")]
		ticket = self.log(files=files, key="k1")
		self.assertEqual(sorted(self.files_of(ticket)), [("t-call-1.png", 1, 1), ("t-call-2.png", 1, 1)])
		self.assertEqual(self.log(files=files, key="k1").name, ticket.name)
		self.assertEqual(len(self.files_of(ticket)), 2, "sent again, they are attached once")

	def test_a_form_s_own_field(self) -> None:
		self.ask({**PICTURE, "mandatory": 1})
		self.assertEqual(self.refused(), {"picture"})
		ticket = self.log(files=[IncomingFile("t-call-3.png", PNG, "picture")])
		self.assertEqual(self.files_of(ticket), (("t-call-3.png", 1, 1),))

	def test_what_is_no_picture_leaves_nothing(self) -> None:
		bad, good = IncomingFile("a.png", b"MZ\x90\x00" * 20), IncomingFile("b.png", PNG)
		self.assertEqual(self.refused(files=[good, bad]), {"attachments"})
		self.assertEqual(self.refused(files=[good] * 11), {"attachments"})
		self.ask(PICTURE)
		self.assertEqual(self.refused(files=[IncomingFile("a.exe", b"MZ", "picture")]), {"picture"})


class TestSubjects(CallFormTestCase):
	"""What the customer's request may be about."""

	def subjects(self, requester: str = PETYA) -> Any:
		"""What is offered for the customer."""
		return endpoints.subjects(REQUEST_TYPE, self.customer, requester)

	def test_contracts_and_equipment_of_this_customer_only(self) -> None:
		self.assertEqual(
			self.subjects(),
			{"contracts": [], "services": [], "equipment": False, "warning": "", "records": {}},
		)
		frappe.set_user("Administrator")
		make_contract("T-CF-1", self.customer)
		make_contract("T-CF-2", self.customer)
		make_contract("T-CF-OTHER", self.other)
		make_equipment("T-CF-PIECE", self.customer)
		frappe.set_user(AGENT)
		found = self.subjects()
		self.assertEqual((found["contracts"], found["equipment"]), (["T-CF-1", "T-CF-2"], True))
		self.assertEqual(self.log(contract="T-CF-2").contract, "T-CF-2")
		self.assertEqual(self.refused(contract="T-CF-OTHER"), {"contract"})

	def test_another_customer_s_piece_is_refused(self) -> None:
		frappe.set_user("Administrator")
		piece = make_equipment("T-CF-FOREIGN", self.other)
		frappe.set_user(AGENT)
		self.assertEqual(self.refused(equipment=piece), {"equipment"})

	def test_a_desk_that_demands_a_contract_says_so_at_once(self) -> None:
		frappe.db.set_single_value("SD Settings", "contract_required", 1)
		self.addCleanup(frappe.clear_document_cache, "SD Settings", "SD Settings")
		frappe.clear_document_cache("SD Settings", "SD Settings")
		self.assertTrue(self.subjects()["warning"])
		with self.assertRaises(NotCovered):
			self.log()

	def test_nobody_is_asked_about_strangers(self) -> None:
		with self.assertRaises(Refused):
			endpoints.subjects(REQUEST_TYPE, self.other, PETYA)
		frappe.set_user(PETYA)
		with self.assertRaises(frappe.PermissionError):
			self.subjects()
