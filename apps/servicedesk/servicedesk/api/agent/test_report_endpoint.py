"""The desk's report of a customer: for supervisors, with every clock."""

import io

import frappe
from openpyxl import load_workbook

from servicedesk.api.agent.reports import customer_report
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer, make_user
from servicedesk.tickets.testing import make_ticket

REQUESTER, SUPERVISOR = "requester@desk-report.test", "supervisor@desk-report.test"


class TestReportEndpoint(DeskTestCase):
	"""A customer with a ticket."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Desk Report")
		make_account(REQUESTER, {self.customer: "Manager"})
		make_user(SUPERVISOR, "Service Desk Supervisor")
		self.ticket = make_ticket(REQUESTER, self.customer).name

	def tearDown(self) -> None:
		"""The answer is the process's."""
		for key in ("filename", "filecontent", "type"):
			frappe.response.pop(key, None)
		super().tearDown()

	def test_the_workbook_has_hidden_clocks_too(self) -> None:
		frappe.db.set_value("SD Ticket Clock", {"ticket": self.ticket}, "shown_to_customer", 0)
		frappe.set_user(SUPERVISOR)
		customer_report(self.customer, "this_year")
		book = load_workbook(io.BytesIO(frappe.response.filecontent))
		self.assertEqual(dict(book["Report"].values)["Raised"], 1)
		self.assertEqual(len(list(book["Service levels"].values)), 3)
		self.assertTrue(frappe.response.filename.endswith(".xlsx"))

	def test_days_that_are_no_period(self) -> None:
		frappe.set_user(SUPERVISOR)
		with self.assertRaises(Refused) as caught:
			customer_report(self.customer, "own", "2026-03-02", "")
		self.assertEqual(list(caught.exception.problems), ["to"])

	def test_only_who_may_export_tickets(self) -> None:
		for user in (AGENT, REQUESTER, "Guest"):
			frappe.set_user(user)
			with self.assertRaises((frappe.PermissionError, frappe.AuthenticationError)):
				customer_report(self.customer)
		self.assertNotIn("filecontent", frappe.response)

	def test_a_customer_that_there_is_not(self) -> None:
		frappe.set_user(SUPERVISOR)
		with self.assertRaises(frappe.DoesNotExistError):
			customer_report("no such customer")
