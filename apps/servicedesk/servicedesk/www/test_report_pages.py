"""A manager's report as a browser gets it: whose, of which days, what is refused, and the files."""

import io
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import frappe
from openpyxl import load_workbook

from servicedesk.access import attempts
from servicedesk.self_service.formatting import reader_zone
from servicedesk.self_service.testing import Company, make_company
from servicedesk.shared.compat import utc_now, zone
from servicedesk.shared.testing import DeskTestCase, make_account
from servicedesk.tickets.testing import make_ticket
from servicedesk.www.pages import reports
from servicedesk.www.testing import ask, page

ADDRESS = "/portal/reports"
BOTH = "both-reports@t.test"
# Six of the figures; what every page asks is on top of them.
MOST_STATEMENTS = 8
LARGEST_PAGE = 100 * 1024


class TestReportPages(DeskTestCase):
	"""Two companies with a request each; somebody manages both."""

	a: Company
	b: Company

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.a, cls.b = make_company("A"), make_company("B")
		make_account(BOTH, {cls.a.customer: "Manager", cls.b.customer: "Manager"})

	def setUp(self) -> None:
		super().setUp()
		for user in (self.a.manager, BOTH):
			attempts.forget(reports.PURPOSE, user)

	def raised(self, user: str, query: str = "") -> str:
		"""What the tile of raised requests says."""
		html = page(user, f"{ADDRESS}{query}")
		return html.partition("<dt>Raised</dt><dd>")[2].partition("</dd>")[0]

	def sheets(self, user: str, query: str = "") -> dict[str, list[tuple[Any, ...]]]:
		"""The workbook's tables."""
		answer = ask(user, f"{ADDRESS}.xlsx{query}")
		self.assertEqual(answer.status_code, 200)
		book = load_workbook(io.BytesIO(answer.get_data()))
		return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}

	def test_a_manager_sees_the_company_and_nothing_of_others(self) -> None:
		make_ticket(self.b.manager, self.b.customer)
		html = page(self.a.manager, ADDRESS)
		self.assertEqual(self.raised(self.a.manager), "1")
		self.assertIn(self.a.secret, html)
		self.assertNotIn(self.b.secret, html)
		self.assertLess(len(html.encode()), LARGEST_PAGE)

	def test_who_manages_nobody_has_no_such_page(self) -> None:
		for address in (ADDRESS, f"{ADDRESS}.xlsx", f"{ADDRESS}.csv"):
			self.assertEqual(ask(self.a.requester, address).status_code, 404, address)
			self.assertNotEqual(ask("Guest", address).status_code, 200, address)
		self.assertNotIn(f'href="{ADDRESS}"', page(self.a.requester, "/portal"))

	def test_a_forged_customer_is_nothing(self) -> None:
		for name in (self.b.customer, "no such customer", "' or 1=1 -- "):
			for address in (ADDRESS, f"{ADDRESS}.xlsx", f"{ADDRESS}.csv"):
				answer = ask(self.a.manager, f"{address}?customer={name}")
				self.assertEqual(answer.status_code, 404, (address, name))
				self.assertNotIn(self.b.secret, answer.get_data(as_text=True))

	def test_a_manager_of_two_by_the_customer_acted_for(self) -> None:
		make_ticket(self.b.manager, self.b.customer)
		self.assertEqual(self.raised(BOTH), "3")
		self.assertEqual(self.raised(BOTH, f"?customer={self.b.customer}"), "2")
		ask(BOTH, "/portal/acting-for", {"customer": self.a.customer, "back": "/portal"})
		self.assertEqual(self.raised(BOTH), "1")
		self.assertEqual(ask(BOTH, f"{ADDRESS}?customer={self.b.customer}").status_code, 404)
		frappe.set_user("Administrator")

	def test_acting_for_a_customer_that_somebody_else_manages(self) -> None:
		user = make_account("half-reports@t.test", {self.a.customer: "Manager", self.b.customer: "Requester"})
		self.assertEqual(self.raised(user), "1")
		ask(user, "/portal/acting-for", {"customer": self.b.customer, "back": "/portal"})
		html = page(user, ADDRESS)
		self.assertIn("You are no manager of the customer you act for now.", html)
		self.assertNotIn("<dt>Raised</dt>", html)
		self.assertEqual(ask(user, f"{ADDRESS}.xlsx").status_code, 404)

	def test_periods(self) -> None:
		frappe.set_user(self.a.manager)
		# As the portal's readers count days, which is not the site's zone.
		today = utc_now().astimezone(zone(reader_zone())).date()
		frappe.set_user("Administrator")
		self.assertEqual(self.raised(self.a.manager, f"?period=own&from={today}&to={today}"), "1")
		self.assertEqual(self.raised(self.a.manager, "?period=this_year"), "1")
		self.assertIn(
			"There are no requests in this period.", page(self.a.manager, f"{ADDRESS}?period=last_year")
		)
		for period in ("last_month", "last_quarter", "this_quarter", "nonsense", ""):
			self.assertEqual(ask(self.a.manager, f"{ADDRESS}?period={period}").status_code, 200, period)

	def test_days_that_are_no_period(self) -> None:
		for query, sentence in (
			("from=&to=", "Please fill this in."),
			("from=2026-02-30&to=2026-03-01", "Please give a date."),
			("from=2026-03-02&to=2026-03-01", "The last day lies before the first one."),
			("from=2010-03-02&to=2026-03-01", "A report covers five years at most."),
			("from=%3Cscript%3E&to=2026-03-01", "Please give a date."),
			("from=0001-01-01&to=9999-12-31", "Please give a date."),
		):
			answer = ask(self.a.manager, f"{ADDRESS}?period=own&{query}")
			html = answer.get_data(as_text=True)
			self.assertEqual(answer.status_code, 422, query)
			self.assertIn(sentence, html)
			self.assertNotIn("<script>", html)
			self.assertEqual(ask(self.a.manager, f"{ADDRESS}.csv?period=own&{query}").status_code, 422, query)
			frappe.clear_messages()
		kept = ask(self.a.manager, f"{ADDRESS}?period=own&from=2026-03-02&to=2026-03-01")
		self.assertIn('value="2026-03-02"', kept.get_data(as_text=True))

	def test_days_are_those_of_the_customer(self) -> None:
		"""The customer's own zone, else the desk's."""
		# The database forgets what is changed here; the cache has to be told.
		self.addCleanup(frappe.clear_document_cache, "SD Customer", self.a.customer)
		self.addCleanup(frappe.clear_document_cache, "SD Settings", "SD Settings")
		frappe.db.set_single_value("SD Settings", "time_zone", "Europe/Sofia")
		self.assertIn("Europe/Sofia", page(self.a.manager, ADDRESS))
		frappe.get_doc("SD Customer", self.a.customer).update({"time_zone": "Asia/Tokyo"}).save()
		self.assertIn("Asia/Tokyo", page(self.a.manager, ADDRESS))
		self.assertIn("Europe/Sofia", page(BOTH, ADDRESS))

	def test_workbook(self) -> None:
		frappe.db.set_value("SD Ticket Clock", {"ticket": self.a.ticket, "measure": "Resolve"}, {
			"clock_state": "met", "elapsed_seconds": 5400,
		})  # fmt: skip
		sheets = self.sheets(self.a.manager)
		figures = dict(sheets["Report"][1:])
		self.assertEqual((figures["Raised"], figures["Customer"]), (1, self.a.customer))
		clocks = {row[0]: row[1:] for row in sheets["Service levels"][1:]}
		self.assertEqual(clocks["Resolution"][:4], (1, 0, 0, "100%"))
		self.assertEqual(clocks["Resolution"][5], timedelta(seconds=5400))
		self.assertEqual(sum(row[1] for row in sheets["Over time"][1:]), 1)
		self.assertNotIn(self.b.secret, str(sheets))

	def test_what_people_wrote_never_runs(self) -> None:
		frappe.db.set_value("User", self.a.manager, "full_name", '=HYPERLINK("http://evil.test")\x07')
		rows = self.sheets(self.a.manager)["By requester"]
		self.assertEqual(rows[1], ('\'=HYPERLINK("http://evil.test")', 1))
		text = ask(self.a.manager, f"{ADDRESS}.csv").get_data().decode("utf-8-sig")
		self.assertIn("'=HYPERLINK(", text)
		self.assertNotIn(";=", text)
		self.assertNotIn(';"=', text)

	def test_csv(self) -> None:
		answer = ask(self.a.manager, f"{ADDRESS}.csv?period=this_year")
		self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
		year = frappe.utils.getdate().year
		self.assertIn(f"report-{year}-01-01-", answer.headers["Content-Disposition"])
		lines = answer.get_data().decode("utf-8-sig").splitlines()
		self.assertIn("Report;Raised;Value;1", lines)

	def test_files_are_counted(self) -> None:
		with patch.object(reports, "MOST_FILES", 2):
			answers = [ask(self.a.manager, f"{ADDRESS}.csv").status_code for _turn in range(3)]
		self.assertEqual(answers, [200, 200, 429])

	def test_statements(self) -> None:
		page(self.a.manager, ADDRESS)
		with self.assertQueryCount(MOST_STATEMENTS):
			page(self.a.manager, ADDRESS)

	def test_charts_have_words(self) -> None:
		html = page(self.a.manager, ADDRESS)
		self.assertIn('<title id="chart-title">Requests over time</title>', html)
		self.assertIn("Raised: 1. Resolved: 0.", html)
		self.assertNotIn("style=", html.partition("<main")[2].partition("</main>")[0])
