"""What a customer's list reads: what it shows, however many requests the customer, others or the reader have."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.self_service import request_finder
from servicedesk.self_service.list_testing import add_tickets, rows_read, share, stretches
from servicedesk.self_service.request_list import newest_requests, request_list, waiting_for_reader
from servicedesk.self_service.request_statements import ORDERS
from servicedesk.shared.testing import (
	ACTIVE,
	ASKED,
	CLOSED,
	NEW,
	REQUEST_TYPE,
	SERVICE,
	DeskTestCase,
	make_account,
	make_customer,
)

CUSTOMER = "T Cost"
REQUESTER, COLLEAGUE, MANAGER, GUEST = (
	f"{name}@cost.test" for name in ("requester", "colleague", "manager", "guest")
)
OF_OTHERS, OF_COLLEAGUES, OWN, SHARED = 3000, 1500, 1200, 3
SHOWN = 25
# A row that is shown is found in its index, fetched, put in order among those of the other ways, and looked up for
# what is unread.
READS_FOR_EACH = 8
# How far a search looks in these tests.
NEAR, WINDOW = 30, 300
STATES = (NEW, ACTIVE, ASKED, CLOSED)


class TestListCost(DeskTestCase):
	"""Rows are counted by the database itself."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Many tickets of other customers, of colleagues and of the requester."""
		super().setUpClass()
		make_customer(CUSTOMER)
		for user, role in ((REQUESTER, "Requester"), (COLLEAGUE, "Requester"), (MANAGER, "Manager")):
			make_account(user, {CUSTOMER: role})
		make_account(GUEST, {CUSTOMER: "Requester"})
		common = {
			"workflow_state": lambda number: STATES[number % len(STATES)],
			"subject": lambda number: f"Printer {number}" + (" rare" if number % 600 == 599 else ""),
			"request_type": REQUEST_TYPE,
			"service": SERVICE,
		}
		add_tickets("TCO", OF_OTHERS, customer="somebody else", requester="somebody@else.test", **common)
		add_tickets("TCC", OF_COLLEAGUES, customer=CUSTOMER, requester=COLLEAGUE, **common)
		own = add_tickets("TCR", OWN, customer=CUSTOMER, requester=REQUESTER, **common)
		for number in own[:SHARED]:
			share(number, GUEST)

	def reads(self, user: str, **arguments: str) -> tuple[int, int]:
		"""Rows that the list shows, and rows that the database reads for it."""
		frappe.set_user(user)
		request_list(arguments)
		before = rows_read()
		shown = len(request_list(arguments).rows)
		return shown, rows_read() - before

	def assert_cheap(self, user: str, parts: int = 1, **arguments: str) -> None:
		"""A full page, for which no more is read than for the rows of a few of its parts."""
		shown, reads = self.reads(user, **arguments)
		self.assertEqual(shown, SHOWN, arguments)
		self.assertLess(reads, SHOWN * READS_FOR_EACH * (parts + 1), (user, arguments))

	def test_every_order_of_a_full_list(self) -> None:
		for user in (REQUESTER, MANAGER):
			for sort in ORDERS:
				self.assert_cheap(user, parts=7 if sort == "state" else 1, sort=sort)

	def test_a_later_page(self) -> None:
		for user in (REQUESTER, MANAGER):
			for sort in ORDERS:
				frappe.set_user(user)
				after = request_list({"sort": sort}).next_after
				self.assert_cheap(user, parts=7 if sort == "state" else 1, sort=sort, after=after)

	def test_open_ones_and_those_of_one_state(self) -> None:
		for user in (REQUESTER, MANAGER):
			self.assert_cheap(user, parts=4, show="open")
			self.assert_cheap(user, parts=4, show="closed", sort="oldest")

	def test_own_ones_of_a_manager_and_those_of_a_colleague(self) -> None:
		self.assert_cheap(MANAGER, requester=COLLEAGUE)
		shown, reads = self.reads(MANAGER, mine="1")
		self.assertEqual(shown, 0)
		self.assertLess(reads, 20)

	def test_somebody_with_whom_few_are_shared(self) -> None:
		shown, reads = self.reads(GUEST)
		self.assertEqual(shown, SHARED)
		self.assertLess(reads, (SHARED + 2) * READS_FOR_EACH)

	def test_a_word_that_many_have(self) -> None:
		for user in (REQUESTER, MANAGER):
			self.assert_cheap(user, parts=2, q="printer")

	def test_a_word_that_few_have_is_looked_for_a_stretch_at_a_time(self) -> None:
		"""Twice each stretch at most: once for its end, once for what is in it."""
		with stretches(NEAR, WINDOW):
			for user in (REQUESTER, MANAGER):
				for arguments in (
					{"q": "nowhere"},
					{"service": "nothing"},
					{"sort": "activity", "q": "nowhere"},
				):
					shown, reads = self.reads(user, **arguments)
					self.assertEqual(shown, 0)
					self.assertLess(
						reads,
						(NEAR + WINDOW) * (3 if "sort" in arguments or "service" in arguments else 2) + 100,
					)

	def test_what_a_search_reads_stands_in_the_index(self) -> None:
		"""The plan: by the index with the words alone, the ticket's row only for what fits."""
		for user, index in ((REQUESTER, "by_requester_words"), (MANAGER, "by_customer_words")):
			plan = [row for row in self.plan(user, q="printer") if row.table == "entry" and row.key == index]
			self.assertTrue(plan, user)
			self.assertTrue(all("Using index" in row.Extra for row in plan), plan)
			self.assertFalse(any("filesort" in row.Extra for row in plan), plan)

	def test_no_order_is_made_by_sorting(self) -> None:
		for user, lead in ((REQUESTER, "by_requester"), (MANAGER, "by_customer")):
			for arguments in (
				{},
				{"sort": "oldest"},
				{"sort": "activity"},
				{"sort": "state"},
				{"show": "open"},
			):
				rows = [row for row in self.plan(user, **arguments) if str(row.key).startswith(lead)]
				self.assertTrue(rows, (user, arguments))
				sorted_ones = [row for row in rows if "filesort" in row.Extra or "temporary" in row.Extra]
				self.assertFalse(sorted_ones, (user, arguments))

	def plan(self, user: str, **arguments: str) -> list[Any]:
		"""How the database means to answer the list's last statement."""
		frappe.set_user(user)
		statements: list[tuple[str, Any]] = []
		ask = frappe.db.sql

		def keep(query: str, values: Any = (), **more: Any) -> Any:
			statements.append((query, values))
			return ask(query, values, **more)

		with patch.object(request_finder.frappe.db, "sql", keep):
			request_list(arguments)
		text, values = next(said for said in reversed(statements) if "straight_join" in said[0])
		return list(frappe.db.sql(f"explain {text}", values, as_dict=True))

	def test_statements(self) -> None:
		"""Rows and what is unread; for a search also how far it goes, and again when too few were near."""
		frappe.set_user(REQUESTER)
		for arguments, statements in (
			({}, 2),
			({"show": "open", "sort": "activity"}, 3),
			({"q": "printer"}, 3),
			({"q": "rare"}, 5),
			({"q": "nowhere"}, 4),
		):
			request_list(arguments)
			with self.assertQueryCount(statements):
				request_list(arguments)

	def test_the_home_page_reads_few(self) -> None:
		for user in (REQUESTER, MANAGER):
			frappe.set_user(user)
			for show in (lambda: newest_requests(5), waiting_for_reader):
				show()
				before = rows_read()
				self.assertTrue(show())
				self.assertLess(rows_read() - before, 120)
