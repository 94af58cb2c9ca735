"""The list's page: whole, in place, and page by page."""

from servicedesk.self_service.list_testing import add_tickets
from servicedesk.shared.testing import CLOSED, DeskTestCase, make_account, make_customer
from servicedesk.www.testing import ask, page

CUSTOMER = "T Paged"
MANAGER = "manager@paged.test"


class TestRequestListPages(DeskTestCase):
	"""A manager with more requests than a page shows."""

	@classmethod
	def setUpClass(cls) -> None:
		"""The requests."""
		super().setUpClass()
		make_customer(CUSTOMER)
		make_account(MANAGER, {CUSTOMER: "Manager"})
		add_tickets("TPG", 30, customer=CUSTOMER, requester=MANAGER, subject="<b>bold</b>")
		add_tickets("TPC", 1, customer=CUSTOMER, requester=MANAGER, workflow_state=CLOSED)

	def test_whole_results_and_rows(self) -> None:
		whole = page(MANAGER, "/portal/requests")
		results = ask(MANAGER, "/portal/requests?q=bold", fragment=True).get_data(as_text=True)
		self.assertIn("<html", whole)
		self.assertIn('id="results"', whole)
		self.assertNotIn("<html", results)
		self.assertTrue(results.lstrip().startswith('<div id="results">'))
		self.assertIn("hx-swap-oob", results)
		self.assertNotIn("hx-swap-oob", whole)
		following = results.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
		rows = ask(MANAGER, following, fragment=True).get_data(as_text=True)
		self.assertTrue(rows.lstrip().startswith("<tr"))
		self.assertEqual(rows.count('class="cell-subject"'), 5)
		self.assertEqual(page(MANAGER, following).count('class="cell-subject"'), 5, "without script, too")
		self.assertNotIn("<b>bold", whole + results + rows)

	def test_what_was_chosen_stays_chosen(self) -> None:
		text = page(MANAGER, "/portal/requests?show=closed&sort=oldest&mine=1&from=2026-01-01&q=TPC")
		for part in (
			'name="show" value="closed"',
			'<option value="oldest" selected>',
			'name="mine" value="1" checked',
			'value="2026-01-01"',
			'name="q" type="search" value="TPC"',
			'aria-current="true">Closed',
		):
			self.assertIn(part, text)
		self.assertIn('class="more-filters" open', text)

	def test_a_day_that_is_none(self) -> None:
		answer = ask(MANAGER, "/portal/requests?from=%3Cscript%3E")
		self.assertEqual(answer.status_code, 422)
		text = answer.get_data(as_text=True)
		self.assertIn('id="filter-from-error"', text)
		self.assertIn('aria-invalid="true"', text)
		self.assertNotIn("<script>", text.split("<main")[1])
		self.assertNotIn('id="filter-title"', text, "nothing to keep")

	def test_nothing_found(self) -> None:
		self.assertIn("Nothing was found for", page(MANAGER, "/portal/requests?q=zzzzzz"))
		self.assertIn("Nothing was found.", page(MANAGER, "/portal/requests?service=none"))
		self.assertIn("There are no requests here.", page(MANAGER, "/portal/requests?show=resolved"))
