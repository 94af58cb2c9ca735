"""Drafts of forms: whose they are, how many, how long, and that nobody else ever reads them."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from servicedesk.domain.draft_values import LONGEST_IN_ALL, TooMuch
from servicedesk.self_service import form_drafts
from servicedesk.shared.testing import AGENT, REQUEST_TYPE, DeskTestCase, make_account, make_customer
from servicedesk.tickets import attachments
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.testing import make_ticket, picture

ANA, ION = "ana.draft@t.test", "ion.draft@t.test"
KEY = "a" * 20
TYPED = {"f_summary": "Imprimanta  nu merge 🖨", "f_retailer": ["One", "Two"], "customer": "X", "key": KEY}
SCREEN = picture("notes.png")
EMPTY = IncomingFile("empty.png", b"", "file")


class TestFormDrafts(DeskTestCase):
	"""Two people of one customer."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Draft")
		for person in (ANA, ION):
			make_account(person, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		frappe.set_user(ANA)

	def kept(self, key: str = KEY) -> form_drafts.Draft:
		draft = form_drafts.read(key)
		assert draft, key
		return draft

	def test_what_was_typed_comes_back_as_it_was(self) -> None:
		self.assertTrue(form_drafts.keep(REQUEST_TYPE, KEY, {**TYPED, "csrf_token": "secret"}))
		draft = self.kept()
		self.assertEqual(draft.values, {name: value for name, value in TYPED.items() if name != "key"})
		form_drafts.keep(REQUEST_TYPE, KEY, {**TYPED, "f_summary": "Other"})
		self.assertEqual(self.kept().values["f_summary"], "Other")
		self.assertEqual(frappe.db.count(form_drafts.DOCTYPE, {"user": ANA}), 1)

	def test_nobody_else_gets_it(self) -> None:
		form_drafts.keep(REQUEST_TYPE, KEY, TYPED)
		name = frappe.db.get_value(form_drafts.DOCTYPE, {"user": ANA})
		for person in (ION, AGENT):
			with self.subTest(person=person):
				frappe.set_user(person)
				self.assertIsNone(form_drafts.read(KEY))
				self.assertIsNone(form_drafts.newest(REQUEST_TYPE))
				form_drafts.drop(KEY)
				self.assertFalse(frappe.has_permission(form_drafts.DOCTYPE, "read", user=person))
				with self.assertRaises(frappe.PermissionError):
					frappe.get_list(form_drafts.DOCTYPE)
		self.assertTrue(frappe.db.exists(form_drafts.DOCTYPE, name))

	def test_its_files_are_nobodys_to_open_and_in_no_list(self) -> None:
		form_drafts.keep_with_files(REQUEST_TYPE, KEY, TYPED, [SCREEN])
		name = self.kept().files[0].name
		for person in (ANA, ION, AGENT):
			with self.subTest(person=person):
				frappe.set_user(person)
				self.assertFalse(frappe.get_doc("File", name).has_permission("read"))
				self.assertNotIn(name, frappe.get_list("File", pluck="name", limit=0))
		self.assertEqual(frappe.db.count("Comment", {"reference_doctype": form_drafts.DOCTYPE}), 0)

	def test_files_are_kept_once_and_only_good_ones(self) -> None:
		for _time in range(2):
			form_drafts.keep_with_files(REQUEST_TYPE, KEY, TYPED, [SCREEN, EMPTY])
		draft = self.kept()
		self.assertEqual([file.file_name for file in draft.files], ["notes.png"])
		self.assertEqual(form_drafts.files_of(draft), [SCREEN])
		self.assertEqual(form_drafts.files_of(draft, {draft.files[0].name}), [])
		form_drafts.take_out(draft, {draft.files[0].name, "of-somebody-else"})
		self.assertEqual(self.kept().files, ())

	def test_a_file_is_kept_once_for_each_question(self) -> None:
		both = [SCREEN, replace(SCREEN, field="other"), SCREEN]
		for _time in range(2):
			self.assertEqual(form_drafts.keep_with_files(REQUEST_TYPE, KEY, TYPED, both), [])
		self.assertEqual([file.field for file in form_drafts.files_of(self.kept())], ["file", "other"])

	def test_what_has_no_room_is_named(self) -> None:
		more = [SCREEN, replace(SCREEN, name="more.png", content=SCREEN.content + b"2"), EMPTY]
		with patch.object(form_drafts, "MOST_BYTES", len(SCREEN.content)):
			self.assertEqual(form_drafts.keep_with_files(REQUEST_TYPE, KEY, TYPED, more), [more[1]])
		with patch.object(attachments, "MAXIMUM_FILES", 1):
			self.assertEqual(form_drafts.keep_with_files(REQUEST_TYPE, KEY, TYPED, more), [more[1]])
		self.assertEqual([file.file_name for file in self.kept().files], ["notes.png"])

	def test_a_form_without_an_answer_is_kept_where_that_is_asked(self) -> None:
		self.assertFalse(form_drafts.keep(REQUEST_TYPE, KEY, {"customer": "X"}))
		form_drafts.keep_with_files(REQUEST_TYPE, KEY, {"customer": "X"}, [], in_any_case=True)
		self.assertEqual(self.kept().values, {"customer": "X"})

	def test_files_alone_are_worth_keeping_and_go_with_the_draft(self) -> None:
		form_drafts.keep_with_files(REQUEST_TYPE, KEY, {"customer": "X"}, [])
		self.assertIsNone(form_drafts.read(KEY))
		form_drafts.keep_with_files(REQUEST_TYPE, KEY, {"customer": "X"}, [SCREEN])
		file = frappe.get_doc("File", self.kept().files[0].name)
		form_drafts.drop(KEY)
		self.assertFalse(frappe.db.exists("File", file.name))
		self.assertFalse(file.exists_on_disk())
		self.assertFalse(frappe.db.exists("Deleted Document", {"deleted_name": file.name}))

	def test_only_so_many_and_so_much(self) -> None:
		for number in range(form_drafts.MOST_OF_A_PERSON + 2):
			key = f"{KEY}{number:02}"
			form_drafts.keep(REQUEST_TYPE, key, TYPED)
			at = now_datetime() - timedelta(minutes=30 - number)
			frappe.db.set_value(form_drafts.DOCTYPE, {"form_key": key}, "modified", at, update_modified=False)
		self.assertLessEqual(
			frappe.db.count(form_drafts.DOCTYPE, {"user": ANA}), form_drafts.MOST_OF_A_PERSON
		)
		self.assertIsNone(form_drafts.read(f"{KEY}00"))
		with self.assertRaises(TooMuch):
			form_drafts.keep(REQUEST_TYPE, KEY, {"f_summary": "x" * (LONGEST_IN_ALL + 1)})

	def test_keys_that_are_none_keep_nothing(self) -> None:
		for key in ("", "x", "a b" * 5, "x" * 61, "../../../etc"):
			with self.subTest(key=key):
				self.assertFalse(form_drafts.keep(REQUEST_TYPE, key, TYPED))
				self.assertIsNone(form_drafts.read(key))

	def test_what_was_sent_is_no_draft_any_more(self) -> None:
		frappe.set_user("Administrator")
		ticket = make_ticket(ANA, self.customer)
		ticket.db_set("intake_key", f"{ANA}:{KEY}")
		frappe.set_user(ANA)
		self.assertFalse(form_drafts.keep(REQUEST_TYPE, KEY, TYPED))
		self.assertEqual(form_drafts.ticket_of(KEY), ticket.name)

	def test_after_a_day_it_is_gone(self) -> None:
		form_drafts.keep_with_files(REQUEST_TYPE, KEY, TYPED, [SCREEN])
		form_drafts.keep(REQUEST_TYPE, f"{KEY}-young", TYPED)
		file = self.kept().files[0].name
		name = frappe.db.get_value(form_drafts.DOCTYPE, {"form_key": KEY})
		old = now_datetime() - form_drafts.KEPT - timedelta(minutes=1)
		frappe.db.set_value(form_drafts.DOCTYPE, name, "modified", old, update_modified=False)
		self.assertIsNone(form_drafts.read(KEY))
		frappe.set_user("Administrator")
		form_drafts.purge()
		self.assertFalse(frappe.db.exists(form_drafts.DOCTYPE, name))
		self.assertFalse(frappe.db.exists("File", file))
		frappe.set_user(ANA)
		self.assertEqual(self.kept(f"{KEY}-young").values["f_summary"], TYPED["f_summary"])

	def test_keeping_costs_three_statements(self) -> None:
		form_drafts.keep(REQUEST_TYPE, KEY, TYPED)
		with self.assertQueryCount(3):
			form_drafts.keep(REQUEST_TYPE, KEY, TYPED)
