"""The list of requests: every order page by page, filters, and words in the alphabets of its readers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.self_service import request_list as pages
from servicedesk.self_service.acting import act_for
from servicedesk.self_service.list_testing import add_rows, share, stretches
from servicedesk.self_service.request_list import request_list
from servicedesk.self_service.request_statements import ORDERS
from servicedesk.shared import compat
from servicedesk.shared.testing import (
	ACTIVE,
	CATEGORY_OF,
	CLOSED,
	NEW,
	RESOLVED,
	SERVICE,
	DeskTestCase,
	make_account,
	make_customer,
	make_equipment,
)
from servicedesk.tickets.testing import make_ticket

CUSTOMER, OTHER = "T Listed", "T Listed Elsewhere"
PERSON, COLLEAGUE, MANAGER, BOTH = (
	f"{name}@list.test" for name in ("person", "colleague", "manager", "both")
)
BEGIN = datetime(2026, 3, 1, 12)  # noqa: DTZ001 — as it is stored
STATES = (NEW, ACTIVE, RESOLVED, CLOSED)
ORDER = [str(category) for category in StateCategory]
COUNT = 30


def _tickets() -> Iterator[tuple[str, dict[str, object]]]:
	"""Of many the same time, as an import brings them; activity in another order."""
	for number in range(COUNT):
		yield (
			f"TLP-{number + 1}",
			{
				"customer": CUSTOMER,
				"requester": PERSON if number % 3 else COLLEAGUE,
				"subject": f"Case {number}",
				"workflow_state": STATES[number % 4],
				"raised_at": BEGIN + timedelta(days=number // 7),
				"last_activity_at": BEGIN + timedelta(days=100, minutes=(number * 7) % 5),
			},
		)


class TestRequestList(DeskTestCase):
	"""A company with a manager, and somebody who manages one company and is a requester of another."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Tickets of the company, and three of another one."""
		super().setUpClass()
		make_customer(CUSTOMER)
		make_customer(OTHER)
		make_account(PERSON, {CUSTOMER: "Requester"})
		make_account(COLLEAGUE, {CUSTOMER: "Requester"})
		make_account(MANAGER, {CUSTOMER: "Manager"})
		make_account(BOTH, {CUSTOMER: "Manager", OTHER: "Requester"})
		add_rows(_tickets())
		elsewhere = {"customer": OTHER, "workflow_state": ACTIVE, "raised_at": BEGIN + timedelta(days=1)}
		add_rows(
			[
				("TLE-1", {**elsewhere, "requester": BOTH}),
				("TLE-2", {**elsewhere, "requester": "x@list.test"}),
				("TLE-3", {**elsewhere, "requester": "x@list.test"}),
			]
		)
		share("TLE-3", BOTH)
		share("TLP-1", PERSON)

	def walk(self, user: str, length: int = 4, **arguments: Any) -> list[str]:
		"""The numbers on all pages, one after the other."""
		frappe.set_user(user)
		numbers: list[str] = []
		after = ""
		with patch.object(pages, "PAGE_LENGTH", length):
			for _page in range(200):
				found = request_list({**arguments, "after": after})
				numbers += [row.number for row in found.rows]
				after = found.next_after
				if not after:
					return numbers
		raise AssertionError("the list has no end")

	def expected(self, names: set[str], sort: str) -> list[str]:
		"""The same in the list's order, reckoned here."""
		rows = frappe.get_all("SD Ticket", filters={"name": ("in", list(names))}, fields=["*"])
		if sort == "oldest":
			return [row.name for row in sorted(rows, key=lambda row: (row.raised_at, row.name))]
		moment = "last_activity_at" if sort == "activity" else "raised_at"
		rows.sort(key=lambda row: (row[moment], row.name), reverse=True)
		if sort == "state":
			rows.sort(key=lambda row: ORDER.index(row.state_category))
		return [row.name for row in rows]

	def test_each_page_of_each_order_goes_on_where_the_last_ended(self) -> None:
		company = {f"TLP-{number + 1}" for number in range(COUNT)}
		own = {f"TLP-{number + 1}" for number in range(COUNT) if number % 3} | {"TLP-1"}
		for user, names in ((MANAGER, company), (PERSON, own), (BOTH, company | {"TLE-1", "TLE-3"})):
			for sort in ORDERS:
				for length in (1, 4, 7):
					self.assertEqual(
						self.walk(user, length, sort=sort), self.expected(names, sort), (user, sort, length)
					)

	def test_acting_for_one_of_several_customers(self) -> None:
		"""A manager of one is no more than a requester of the other, also when acting for that one alone."""
		company = {f"TLP-{number + 1}" for number in range(COUNT)}
		for chosen, names in (
			(OTHER, {"TLE-1", "TLE-3"}),
			(CUSTOMER, company),
			("", company | {"TLE-1", "TLE-3"}),
		):
			frappe.set_user(BOTH)
			act_for(chosen)
			for sort in ORDERS:
				self.assertEqual(self.walk(BOTH, 7, sort=sort), self.expected(names, sort), (chosen, sort))

	def test_a_search_that_stops_and_goes_on_finds_everything_once(self) -> None:
		rare = {"TLP-8", "TLP-18", "TLP-28"}
		frappe.db.sql("update `tabSD Ticket` set search_words = ' rare' where name in %s", (tuple(rare),))
		with stretches(1, 3):
			for sort in ORDERS:
				self.assertEqual(self.walk(MANAGER, 2, sort=sort, q="rare"), self.expected(rare, sort), sort)
				self.assertEqual(self.walk(MANAGER, 2, sort=sort, q="nowhere"), [], sort)
		with stretches(1, COUNT):
			self.assertEqual(len(request_list({"q": "rare"}).rows), len(rare), "too few were near")

	def test_open_resolved_and_closed(self) -> None:
		for show, state in (("resolved", RESOLVED), ("closed", CLOSED)):
			for sort in ORDERS:
				with stretches(2, 5):
					found = self.walk(MANAGER, show=show, sort=sort)
				names = set(
					frappe.get_all("SD Ticket", {"customer": CUSTOMER, "workflow_state": state}, pluck="name")
				)
				self.assertEqual(found, self.expected(names, sort))
		self.assertEqual(len(self.walk(MANAGER, show="open")), 16)
		self.assertEqual(len(self.walk(MANAGER, show="no such list")), COUNT)

	def test_filters(self) -> None:
		piece = make_equipment("T-LIST-1", CUSTOMER)
		values = {"equipment": piece, "service": SERVICE, "request_type": "T Help"}
		frappe.db.set_value("SD Ticket", "TLP-3", values, update_modified=False)
		for arguments in (
			{"equipment": piece},
			{"service": SERVICE},
			{"type": "T Help"},
			{"equipment": piece, "service": SERVICE, "state": RESOLVED, "requester": PERSON},
		):
			for sort in ORDERS:
				with stretches(2, 5):
					self.assertEqual(self.walk(MANAGER, 4, sort=sort, **arguments), ["TLP-3"], arguments)
		self.assertEqual(len(self.walk(MANAGER, state=ACTIVE)), 8)
		self.assertEqual(self.walk(MANAGER, equipment=piece, state=ACTIVE), [])
		self.assertEqual(len(self.walk(MANAGER, requester=COLLEAGUE)), 10)
		self.assertEqual(len(self.walk(PERSON, mine="1")), 20)

	@patch.object(compat, "get_system_timezone", lambda: "Europe/Sofia")
	def test_days_are_the_readers(self) -> None:
		frappe.db.set_value("User", MANAGER, "time_zone", "Pacific/Kiritimati")
		frappe.clear_document_cache("User", MANAGER)
		for sort in ORDERS:
			first = set(self.walk(MANAGER, 4, sort=sort, **{"from": "2026-03-02", "to": "2026-03-02"}))
			self.assertEqual(
				first, {f"TLP-{number}" for number in range(1, 8)}, "noon in Sofia is the next day there"
			)
			self.assertEqual(len(self.walk(MANAGER, 4, sort=sort, **{"from": "2026-03-03"})), COUNT - 7)
			self.assertEqual(len(self.walk(MANAGER, sort=sort, to="2026-03-02")), 7)

	def test_days_that_are_none_are_told_by_the_field(self) -> None:
		frappe.set_user(MANAGER)
		for arguments, name in (
			({"from": "yesterday"}, "from"),
			({"to": "0001-01-01"}, "to"),
			({"from": "9999-12-31"}, "from"),
			({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
		):
			found = request_list(arguments)
			self.assertEqual(list(found.filters.problems), [name])
			self.assertEqual((found.rows, found.next_after), ([], ""))
			self.assertEqual(found.filters.get(name), arguments[name])

	def test_words_in_any_alphabet_and_case(self) -> None:
		texts = {
			"Принтерът не печата": "принтер",
			"Зламався комп’ютер": "комп'ютера",
			"Fișier respins la validare": "fisiere",
			"Нет доступа к серверу": "СЕРВЕР доступ",
			"Order 100% late": "100",
		}
		numbers = {
			make_ticket(PERSON, CUSTOMER, answers={"summary": text, "details": "Etwas anderes"}).name: query
			for text, query in texts.items()
		}
		for number, query in numbers.items():
			self.assertEqual(self.walk(PERSON, q=query), [number], query)
			self.assertEqual(self.walk(MANAGER, q=query), [number], query)
		self.assertEqual(len(self.walk(PERSON, q="anderes")), len(texts), "words of the description")
		self.assertEqual(self.walk(PERSON, q="принтер доступ"), [])
		self.assertEqual(self.walk(PERSON, q="инте"), [], "a word's middle")
		for query in ("%", "_", "\\", "' qx 1=1 -- ", "<b>", "\x00"):
			self.assertEqual(self.walk(PERSON, q=query), [], query)

	def test_numbers_with_and_without_their_prefix(self) -> None:
		number = make_ticket(PERSON, CUSTOMER).name
		serial = number.partition("-")[2]
		for query in (number, number.lower(), f" {number} ", serial, f"#{serial}"):
			self.assertEqual(self.walk(PERSON, q=query), [number], query)
			self.assertEqual(self.walk(COLLEAGUE, q=query), [], query)
		frappe.db.set_value("SD Ticket", number, "search_words", " inv4711")
		self.assertEqual(self.walk(PERSON, q="INV-4711"), [number], "somebody's own number")

	def test_a_changed_summary_is_found_by_its_new_words(self) -> None:
		ticket = frappe.get_doc("SD Ticket", make_ticket(PERSON, CUSTOMER).name)
		frappe.set_user("Administrator")
		ticket.subject = "Кафемашина"
		ticket.search_words = "forged"
		ticket.save()
		self.assertEqual(self.walk(PERSON, q="кафемашини"), [ticket.name])
		self.assertEqual(self.walk(PERSON, q="fire"), [])
		frappe.set_user("Administrator")
		ticket.search_words = "forged"
		ticket.save()
		self.assertEqual(self.walk(PERSON, q="кафемашини"), [ticket.name])

	def test_keys_that_somebody_invents_are_none(self) -> None:
		frappe.set_user(MANAGER)
		for after in ("x", "0~2026-01-01T00:00:00+01:00~T-1", "99~~", "0~2026-03-01T12:00:00~' or 1=1"):
			self.assertEqual(len(request_list({"after": after}).rows), pages.PAGE_LENGTH)

	def test_every_state_has_its_place(self) -> None:
		self.assertEqual(set(CATEGORY_OF.values()), set(ORDER))
