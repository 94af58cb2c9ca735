"""What is new: something visible happened after the reader last had the request before them."""

import frappe

from servicedesk.self_service.list_testing import share
from servicedesk.self_service.reading_marks import unread
from servicedesk.self_service.request_list import request_list
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer
from servicedesk.tickets import notes
from servicedesk.tickets.conversation import agent_message
from servicedesk.tickets.testing import make_ticket
from servicedesk.www.testing import ask, page

CUSTOMER = "T Read"
PERSON, MANAGER, COLLEAGUE = "person@read.test", "manager@read.test", "colleague@read.test"


class TestReadingMarks(DeskTestCase):
	"""A request, its requester, somebody with whom it is shared, and a manager."""

	def setUp(self) -> None:
		"""The people and the request."""
		super().setUp()
		make_customer(CUSTOMER)
		for user, role in ((PERSON, "Requester"), (COLLEAGUE, "Requester"), (MANAGER, "Manager")):
			make_account(user, {CUSTOMER: role})
		self.number = make_ticket(PERSON, CUSTOMER).name

	def new_to(self, user: str) -> bool:
		"""Whether the request is marked in somebody's list."""
		frappe.set_user(user)
		(row,) = [row for row in request_list({}).rows if row.number == self.number]
		return row.unread

	def answer(self) -> None:
		"""Somebody of the desk writes."""
		frappe.set_user(AGENT)
		agent_message(self.number, "We are on it.")

	def test_opening_it_and_an_answer(self) -> None:
		self.assertTrue(self.new_to(PERSON), "entered for them, never opened")
		page(PERSON, f"/portal/requests/{self.number}")
		self.assertFalse(self.new_to(PERSON))
		self.answer()
		self.assertTrue(self.new_to(PERSON))
		ask(PERSON, f"/portal/requests/{self.number}/live", fragment=True)
		self.assertFalse(self.new_to(PERSON))

	def test_what_the_customer_does_not_see_is_not_new(self) -> None:
		page(PERSON, f"/portal/requests/{self.number}")
		frappe.set_user(AGENT)
		notes.add(self.number, "Internal: check the fuse.")
		self.assertFalse(self.new_to(PERSON))

	def test_each_reader_has_marks_of_their_own(self) -> None:
		share(self.number, COLLEAGUE)
		for user in (PERSON, MANAGER, COLLEAGUE):
			page(user, f"/portal/requests/{self.number}")
		self.answer()
		page(PERSON, f"/portal/requests/{self.number}")
		self.assertEqual([self.new_to(user) for user in (PERSON, MANAGER, COLLEAGUE)], [False, True, True])

	def test_what_others_have_asked_is_new_only_to_whoever_has_opened_it(self) -> None:
		self.assertFalse(self.new_to(MANAGER))
		page(MANAGER, f"/portal/requests/{self.number}")
		self.answer()
		self.assertTrue(self.new_to(MANAGER))

	def test_everything_read(self) -> None:
		self.answer()
		answer = ask(PERSON, "/portal/requests/read", {"query": "show=open"})
		self.assertEqual(answer.headers["Location"], "/portal/requests?show=open")
		self.assertFalse(self.new_to(PERSON))
		self.answer()
		self.assertTrue(self.new_to(PERSON))

	def test_a_request_that_may_not_be_seen_leaves_no_mark(self) -> None:
		make_account("x@read.test", {make_customer("T Read Elsewhere"): "Requester"})
		self.assertEqual(ask("x@read.test", f"/portal/requests/{self.number}").status_code, 404)
		self.assertFalse(frappe.db.exists("SD Ticket Reading", {"user": "x@read.test"}))
		self.assertFalse(frappe.has_permission("SD Ticket Reading", "read", user=PERSON))

	def test_one_row_however_often_it_is_opened(self) -> None:
		for _time in range(3):
			page(PERSON, f"/portal/requests/{self.number}")
			self.answer()
		self.assertEqual(frappe.db.count("SD Ticket Reading", {"user": PERSON}), 1)

	def test_the_marks_go_with_the_ticket(self) -> None:
		page(PERSON, f"/portal/requests/{self.number}")
		frappe.set_user("Administrator")
		frappe.delete_doc("SD Ticket", self.number)
		self.assertFalse(frappe.db.exists("SD Ticket Reading", {"ticket": self.number}))

	def test_statements(self) -> None:
		frappe.set_user(PERSON)
		rows = frappe.get_all(
			"SD Ticket",
			{"name": self.number},
			["name", "requester", "raised_at as moment", "last_activity_at"],
		)
		with self.assertQueryCount(1):
			self.assertEqual(unread(rows), {self.number})
		with self.assertQueryCount(0):
			self.assertEqual(unread([]), frozenset())
